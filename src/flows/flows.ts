import { acceptSession } from "./accept-session.ts";
import { isSupervisor } from "./authorise.ts";
import {
  findQueue,
  getMembers,
  getQueue,
  listQueueOverviews,
  saveAgents,
  saveQueue,
} from "./configure-queues.ts";
import { declineSession } from "./decline-session.ts";
import type { FlowDeps } from "./deps.ts";
import { pressEnd } from "./end-session.ts";
import { readOutboundMedia } from "./read-outbound-media.ts";
import { readStatistics } from "./read-statistics.ts";
import { receiveTelnyxWebhook, receiveThreadEvent } from "./receive-events.ts";
import { readFailedText, retrySms, sendCorrection } from "./send-again.ts";
import { noteDeactivation, setDuty } from "./set-duty.ts";
import { recordEcho } from "./slack-posts.ts";

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
  readonly retrySms: Bound<typeof retrySms>;
  readonly sendCorrection: Bound<typeof sendCorrection>;
  readonly readFailedText: Bound<typeof readFailedText>;
  readonly readOutboundMedia: Bound<typeof readOutboundMedia>;
  readonly setDuty: Bound<typeof setDuty>;
  readonly noteDeactivation: Bound<typeof noteDeactivation>;
  readonly isSupervisor: Bound<typeof isSupervisor>;
  readonly listQueueOverviews: Bound<typeof listQueueOverviews>;
  readonly findQueue: Bound<typeof findQueue>;
  readonly getQueue: Bound<typeof getQueue>;
  readonly getMembers: Bound<typeof getMembers>;
  readonly saveQueue: Bound<typeof saveQueue>;
  readonly saveAgents: Bound<typeof saveAgents>;
  readonly readStatistics: Bound<typeof readStatistics>;
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
    retrySms: (...args) => retrySms(deps, ...args),
    sendCorrection: (...args) => sendCorrection(deps, ...args),
    readFailedText: (...args) => readFailedText(deps, ...args),
    readOutboundMedia: (...args) => readOutboundMedia(deps, ...args),
    setDuty: (...args) => setDuty(deps, ...args),
    noteDeactivation: (...args) => noteDeactivation(deps, ...args),
    isSupervisor: (...args) => isSupervisor(deps, ...args),
    listQueueOverviews: () => listQueueOverviews(deps),
    findQueue: (...args) => findQueue(deps, ...args),
    getQueue: (...args) => getQueue(deps, ...args),
    getMembers: (...args) => getMembers(deps, ...args),
    saveQueue: (...args) => saveQueue(deps, ...args),
    saveAgents: (...args) => saveAgents(deps, ...args),
    readStatistics: (...args) => readStatistics(deps, ...args),
  };
}
