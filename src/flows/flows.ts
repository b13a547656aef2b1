import { acceptSession } from "./accept-session.ts";
import { acceptOffer } from "./accept-transfer.ts";
import { askAgain } from "./ask-again.ts";
import { askStatistics } from "./ask-statistics.ts";
import { assignableAgents, assignSession } from "./assign-session.ts";
import { isSupervisor } from "./authorise.ts";
import { noteChannelClosed, noteChannelOpened } from "./channel-troubles.ts";
import { getRoster, saveAgents } from "./configure-agents.ts";
import {
  checkSettings,
  countOpenSessions,
  createQueue,
  deleteQueue,
  pauseQueue,
  saveQueue,
} from "./configure-queues.ts";
import { deleteReply, getReplies, saveReply } from "./configure-replies.ts";
import { getSupervisors, saveSupervisors } from "./configure-supervisors.ts";
import { declineSession } from "./decline-session.ts";
import type { FlowDeps } from "./deps.ts";
import { pressEnd } from "./end-session.ts";
import { explainTextsFrom, explainTextsOfThread } from "./explain-texts.ts";
import { exportSessions } from "./export-sessions.ts";
import { handBackAll, handBackSession } from "./hand-back.ts";
import { answerHeldText } from "./held-texts.ts";
import { openHome } from "./homes.ts";
import { keepSessionOpen } from "./idle-warnings.ts";
import { nameTexter, readTexterName } from "./name-texter.ts";
import { cancelTransfer, declineTransfer, offerSession } from "./offer-transfer.ts";
import { findQueueWithHistory, readHistory } from "./read-history.ts";
import { readOutboundMedia } from "./read-outbound-media.ts";
import { findQueue, getQueue, listQueueOverviews } from "./read-queues.ts";
import { readStatistics } from "./read-statistics.ts";
import { readStatisticsChart } from "./read-statistics-chart.ts";
import { receiveTelnyxWebhook, receiveThreadEvent } from "./receive-events.ts";
import { recordEcho } from "./record-posted.ts";
import { reopenSession } from "./reopen-session.ts";
import { readFailedText, retrySms, sendCorrection } from "./send-again.ts";
import { sendAnyway } from "./send-anyway.ts";
import {
  fillReply,
  findReplies,
  openReplyForm,
  openReplyFormInThread,
  sendReply,
} from "./send-reply.ts";
import { noteDeactivation, setDuty } from "./set-duty.ts";
import { takeSessionOver } from "./take-over.ts";
import { transferTargets } from "./transfer-targets.ts";
import { moveToQueue } from "./transfer-to-queue.ts";
import { tryTextOnLine } from "./try-text.ts";

/** A flow without its first argument, which is the same for all. */
type Bound<Flow> = Flow extends (deps: FlowDeps, ...args: infer Args) => infer Result
  ? (...args: Args) => Result
  : never;

/** Every thing that can happen from outside, as one function each. */
export interface Flows {
  readonly receiveTelnyxWebhook: Bound<typeof receiveTelnyxWebhook>;
  readonly receiveThreadEvent: Bound<typeof receiveThreadEvent>;
  readonly recordEcho: Bound<typeof recordEcho>;
  readonly acceptSession: Bound<typeof acceptSession>;
  readonly declineSession: Bound<typeof declineSession>;
  readonly pressEnd: Bound<typeof pressEnd>;
  readonly answerHeldText: Bound<typeof answerHeldText>;
  readonly askAgain: Bound<typeof askAgain>;
  readonly retrySms: Bound<typeof retrySms>;
  readonly sendCorrection: Bound<typeof sendCorrection>;
  readonly sendAnyway: Bound<typeof sendAnyway>;
  readonly readFailedText: Bound<typeof readFailedText>;
  readonly readOutboundMedia: Bound<typeof readOutboundMedia>;
  readonly explainTextsFrom: Bound<typeof explainTextsFrom>;
  readonly explainTextsOfThread: Bound<typeof explainTextsOfThread>;
  readonly openHome: Bound<typeof openHome>;
  readonly assignableAgents: Bound<typeof assignableAgents>;
  readonly assignSession: Bound<typeof assignSession>;
  readonly handBackSession: Bound<typeof handBackSession>;
  readonly handBackAll: Bound<typeof handBackAll>;
  readonly takeSessionOver: Bound<typeof takeSessionOver>;
  readonly keepSessionOpen: Bound<typeof keepSessionOpen>;
  readonly reopenSession: Bound<typeof reopenSession>;
  readonly transferTargets: Bound<typeof transferTargets>;
  readonly offerSession: Bound<typeof offerSession>;
  readonly moveToQueue: Bound<typeof moveToQueue>;
  readonly acceptOffer: Bound<typeof acceptOffer>;
  readonly declineTransfer: Bound<typeof declineTransfer>;
  readonly cancelTransfer: Bound<typeof cancelTransfer>;
  readonly readTexterName: Bound<typeof readTexterName>;
  readonly nameTexter: Bound<typeof nameTexter>;
  readonly noteChannelClosed: Bound<typeof noteChannelClosed>;
  readonly noteChannelOpened: Bound<typeof noteChannelOpened>;
  readonly setDuty: Bound<typeof setDuty>;
  readonly noteDeactivation: Bound<typeof noteDeactivation>;
  readonly isSupervisor: Bound<typeof isSupervisor>;
  readonly listQueueOverviews: Bound<typeof listQueueOverviews>;
  readonly findQueue: Bound<typeof findQueue>;
  readonly getQueue: Bound<typeof getQueue>;
  readonly checkSettings: Bound<typeof checkSettings>;
  readonly createQueue: Bound<typeof createQueue>;
  readonly saveQueue: Bound<typeof saveQueue>;
  readonly pauseQueue: Bound<typeof pauseQueue>;
  readonly countOpenSessions: Bound<typeof countOpenSessions>;
  readonly deleteQueue: Bound<typeof deleteQueue>;
  readonly getRoster: Bound<typeof getRoster>;
  readonly saveAgents: Bound<typeof saveAgents>;
  readonly getReplies: Bound<typeof getReplies>;
  readonly saveReply: Bound<typeof saveReply>;
  readonly deleteReply: Bound<typeof deleteReply>;
  readonly openReplyForm: Bound<typeof openReplyForm>;
  readonly openReplyFormInThread: Bound<typeof openReplyFormInThread>;
  readonly findReplies: Bound<typeof findReplies>;
  readonly fillReply: Bound<typeof fillReply>;
  readonly sendReply: Bound<typeof sendReply>;
  readonly getSupervisors: Bound<typeof getSupervisors>;
  readonly saveSupervisors: Bound<typeof saveSupervisors>;
  readonly readHistory: Bound<typeof readHistory>;
  readonly findQueueWithHistory: Bound<typeof findQueueWithHistory>;
  readonly tryTextOnLine: Bound<typeof tryTextOnLine>;
  readonly askStatistics: Bound<typeof askStatistics>;
  readonly readStatistics: Bound<typeof readStatistics>;
  readonly readStatisticsChart: Bound<typeof readStatisticsChart>;
  readonly exportSessions: Bound<typeof exportSessions>;
}

/** Gives the flows what they work with. */
export function createFlows(deps: FlowDeps): Flows {
  return {
    receiveTelnyxWebhook: (...args) => receiveTelnyxWebhook(deps, ...args),
    receiveThreadEvent: (...args) => receiveThreadEvent(deps, ...args),
    recordEcho: (...args) => recordEcho(deps, ...args),
    acceptSession: (...args) => acceptSession(deps, ...args),
    declineSession: (...args) => declineSession(deps, ...args),
    pressEnd: (...args) => pressEnd(deps, ...args),
    answerHeldText: (...args) => answerHeldText(deps, ...args),
    askAgain: (...args) => askAgain(deps, ...args),
    retrySms: (...args) => retrySms(deps, ...args),
    sendCorrection: (...args) => sendCorrection(deps, ...args),
    sendAnyway: (...args) => sendAnyway(deps, ...args),
    readFailedText: (...args) => readFailedText(deps, ...args),
    readOutboundMedia: (...args) => readOutboundMedia(deps, ...args),
    explainTextsFrom: (...args) => explainTextsFrom(deps, ...args),
    explainTextsOfThread: (...args) => explainTextsOfThread(deps, ...args),
    openHome: (...args) => openHome(deps, ...args),
    assignableAgents: (...args) => assignableAgents(deps, ...args),
    assignSession: (...args) => assignSession(deps, ...args),
    handBackSession: (...args) => handBackSession(deps, ...args),
    handBackAll: (...args) => handBackAll(deps, ...args),
    takeSessionOver: (...args) => takeSessionOver(deps, ...args),
    keepSessionOpen: (...args) => keepSessionOpen(deps, ...args),
    reopenSession: (...args) => reopenSession(deps, ...args),
    transferTargets: (...args) => transferTargets(deps, ...args),
    offerSession: (...args) => offerSession(deps, ...args),
    moveToQueue: (...args) => moveToQueue(deps, ...args),
    acceptOffer: (...args) => acceptOffer(deps, ...args),
    declineTransfer: (...args) => declineTransfer(deps, ...args),
    cancelTransfer: (...args) => cancelTransfer(deps, ...args),
    readTexterName: (...args) => readTexterName(deps, ...args),
    nameTexter: (...args) => nameTexter(deps, ...args),
    noteChannelClosed: (...args) => noteChannelClosed(deps, ...args),
    noteChannelOpened: (...args) => noteChannelOpened(deps, ...args),
    setDuty: (...args) => setDuty(deps, ...args),
    noteDeactivation: (...args) => noteDeactivation(deps, ...args),
    isSupervisor: (...args) => isSupervisor(deps, ...args),
    listQueueOverviews: () => listQueueOverviews(deps),
    findQueue: (...args) => findQueue(deps, ...args),
    getQueue: (...args) => getQueue(deps, ...args),
    checkSettings: (...args) => checkSettings(deps, ...args),
    createQueue: (...args) => createQueue(deps, ...args),
    saveQueue: (...args) => saveQueue(deps, ...args),
    pauseQueue: (...args) => pauseQueue(deps, ...args),
    countOpenSessions: (...args) => countOpenSessions(deps, ...args),
    deleteQueue: (...args) => deleteQueue(deps, ...args),
    getRoster: (...args) => getRoster(deps, ...args),
    saveAgents: (...args) => saveAgents(deps, ...args),
    getReplies: (...args) => getReplies(deps, ...args),
    saveReply: (...args) => saveReply(deps, ...args),
    deleteReply: (...args) => deleteReply(deps, ...args),
    openReplyForm: (...args) => openReplyForm(deps, ...args),
    openReplyFormInThread: (...args) => openReplyFormInThread(deps, ...args),
    findReplies: (...args) => findReplies(deps, ...args),
    fillReply: (...args) => fillReply(deps, ...args),
    sendReply: (...args) => sendReply(deps, ...args),
    getSupervisors: () => getSupervisors(deps),
    saveSupervisors: (...args) => saveSupervisors(deps, ...args),
    readHistory: (...args) => readHistory(deps, ...args),
    findQueueWithHistory: (...args) => findQueueWithHistory(deps, ...args),
    tryTextOnLine: (...args) => tryTextOnLine(deps, ...args),
    askStatistics: (...args) => askStatistics(deps, ...args),
    readStatistics: (...args) => readStatistics(deps, ...args),
    readStatisticsChart: (...args) => readStatisticsChart(deps, ...args),
    exportSessions: (...args) => exportSessions(deps, ...args),
  };
}
