import { isFree, type Member } from "../domain/agent.ts";
import type { Answer } from "../domain/automatic-answers.ts";
import { isPhoneNumber, type MessageId, type QueueId, type SessionId } from "../domain/ids.ts";
import type { Queue } from "../domain/queue.ts";
import { reopenableUntil } from "../domain/reopen.ts";
import { type Decision, decideInbound, type QueueState } from "../domain/routing.ts";
import type { EndedSession, OpenSession } from "../domain/session.ts";
import { membersOf } from "../store/agents.ts";
import type { Tx } from "../store/database.ts";
import { hasBeenAccepted } from "../store/hand-back.ts";
import {
  insertInboundText,
  isRecorded,
  markUnroutedWarning,
  newestCarrierTime,
} from "../store/inbound-texts.ts";
import { sentSince } from "../store/outbound-texts.ts";
import { isOptedOut, lockPairOfText, optIn, type Pair } from "../store/pairs.ts";
import {
  holdQueuesOfLine,
  isOwnLine,
  loadQueue,
  lockDispatch,
  queuesOfLine,
} from "../store/queues.ts";
import {
  countWaiting,
  insertWaitingSession,
  lastEndedSessionOf,
  openSessionOf,
  type SessionRecord,
} from "../store/sessions.ts";
import { alertSupervisors } from "./alert-supervisors.ts";
import { closeSession } from "./close-session.ts";
import type { FlowDeps } from "./deps.ts";
import { redrawHomes } from "./homes.ts";
import { offerWaitingSessions } from "./offer-sessions.ts";
import { optOutEverywhere } from "./opt-out.ts";
import { enqueueRefresh } from "./queue-jobs.ts";
import { queueAutomaticText } from "./send-sms.ts";
import { enqueueEntry, enqueueHeader, enqueueInvite, type SessionPlace } from "./session-jobs.ts";
import { startWaitingTimers } from "./start-timers.ts";
import type { TelnyxEvent } from "./telnyx-ports.ts";

type ReceivedText = TelnyxEvent & { kind: "received" };

const HOUR = 3_600_000;

/** What the decision is made from, and where it is carried out. */
interface Situation {
  readonly pair: Pair | null;
  readonly open: SessionRecord | null;
  readonly lastEnded: SessionRecord | null;
  readonly queues: readonly QueueState[];
}

/**
 * One inbound text: load, decide, save, enqueue, in one transaction (SPEC 4). The text gets its
 * one recorded outcome, and whatever follows from it is in the lanes when the transaction commits.
 */
export async function receiveText(deps: FlowDeps, tx: Tx, text: ReceivedText): Promise<void> {
  if (await isRecorded(tx, text.payloadId)) return;
  const situation = await loadSituation(deps, tx, text);
  const decision = await decide(tx, text, situation);
  const sessionOfText = await sessionFor(tx, decision, situation);
  const late = await isLate(tx, text, sessionOfText);
  const inbound = await insertInboundText(tx, {
    providerId: text.payloadId,
    pair: situation.pair?.id ?? null,
    session: sessionOfText?.id ?? null,
    line: text.to,
    sender: text.from,
    text: text.text,
    media: text.media,
    carrierAt: text.receivedAt,
    outcome: decision.outcome,
    specRow: decision.row,
    explanation: {
      ...decision.explanation,
      answers: "answers" in decision ? decision.answers : [],
    },
  });
  await carryOut(deps, tx, text, situation, decision, { inbound, late, place: sessionOfText });
}

async function loadSituation(deps: FlowDeps, tx: Tx, text: ReceivedText): Promise<Situation> {
  if (!isPhoneNumber(text.from) || !isPhoneNumber(text.to)) {
    return { pair: null, open: null, lastEnded: null, queues: [] };
  }
  const pair = await lockPairOfText(tx, {
    line: text.to,
    texter: text.from,
    messagingProfile: text.messagingProfileId,
    defaultProfile: deps.messagingProfile,
  });
  const open = await openSessionOf(tx, pair.id);
  const queues: QueueState[] = [];
  // A session may begin: its queue must not be deleted under it.
  const ofLine = open === null ? holdQueuesOfLine : queuesOfLine;
  for (const queue of await ofLine(tx, text.to)) {
    const members = await membersOf(tx, queue.id);
    if (open === null && tellsPosition(queue, members)) await lockDispatch(tx, queue.id);
    queues.push({ queue, members, waiting: await countWaiting(tx, queue.id) });
  }
  return {
    pair,
    open,
    lastEnded: await lastEndedSessionOf(tx, pair.id),
    queues,
  };
}

/** Whether the texter may be told a place in the line: no two who come at once are told the same. */
function tellsPosition({ waitingMessage }: Queue, members: readonly Member[]): boolean {
  return waitingMessage !== null && waitingMessage.includes("{position}") && !members.some(isFree);
}

async function decide(tx: Tx, text: ReceivedText, situation: Situation): Promise<Decision> {
  const { pair, open, lastEnded, queues } = situation;
  const anHourAgo = new Date(tx.now.getTime() - HOUR);
  return decideInbound({
    text: text.text,
    autoresponseType: text.autoresponseType,
    sender: text.from,
    senderIsOwnLine: pair !== null && (await isOwnLine(tx, pair.texter)),
    queues,
    open: open && asOpen(open),
    openQueue: open && (await loadQueue(tx, open.session.queue)),
    lastEnded: lastEnded && asEnded(lastEnded),
    optedOut: pair !== null && (await isOptedOut(tx, pair)),
    recentLimitedAnswers: pair
      ? await sentSince(tx, pair.id, ["initiation_needed", "no_agents"], anHourAgo)
      : [],
    recentHelpTexts: pair ? await sentSince(tx, pair.id, ["help"], anHourAgo) : [],
    now: tx.now,
  });
}

function asOpen({ session }: SessionRecord): OpenSession {
  if (session.state === "ended") throw new Error(`session ${session.id} is not open`);
  return session;
}

function asEnded({ session }: SessionRecord): EndedSession {
  if (session.state !== "ended") throw new Error(`session ${session.id} has not ended`);
  return session;
}

/** The session that the text belongs to; begun here when the decision says so. */
async function sessionFor(
  tx: Tx,
  decision: Decision,
  situation: Situation,
): Promise<SessionPlace | null> {
  const { pair, open, lastEnded } = situation;
  switch (decision.outcome) {
    case "started":
      return pair && beginSession(tx, pair, decision.queue, decision.allBusy, situation);
    case "ended_by_texter":
    case "relayed":
    case "abandoned":
    case "appended":
    case "opted_out":
    case "opted_in":
      return open && { id: open.session.id };
    case "nothing_to_end":
    case "unkeyed":
      return lastEnded !== null && decision.shownIn === lastEnded.session.id
        ? { id: lastEnded.session.id }
        : null;
    case "no_auto_answer":
    case "unrouted":
    case "still_opted_out":
    case "help":
    case "no_agents":
      return null;
    default:
      return decision satisfies never;
  }
}

async function beginSession(
  tx: Tx,
  pair: Pair,
  queue: QueueId,
  allBusy: boolean,
  { lastEnded }: Situation,
): Promise<SessionPlace> {
  const settings = await loadQueue(tx, queue);
  const { channel } = settings;
  const previous: SessionId | null = lastEnded?.session.id ?? null;
  const id = await insertWaitingSession(tx, { pair: pair.id, queue, channel, allBusy, previous });
  // It offers to reopen the last one no more.
  if (lastEnded && tx.now < reopenableUntil(asEnded(lastEnded))) {
    await enqueueHeader(tx, { id: lastEnded.session.id });
  }
  await startWaitingTimers(tx, id, queue, tx.now);
  // Now, not by a job: the invite has to mention whom it is offered to when it is posted.
  if (settings.dispatch !== "ring_all") await offerWaitingSessions(tx, settings);
  // While this was decided, who is free may have changed for all sessions but this one.
  await enqueueRefresh(tx, [queue]);
  await redrawHomes(tx);
  return { id };
}

/** Whether a later text of the session is there already, so that this one's time must be told. */
async function isLate(tx: Tx, text: ReceivedText, session: SessionPlace | null): Promise<boolean> {
  const newest = session && (await newestCarrierTime(tx, session.id));
  return newest !== null && newest > text.receivedAt;
}

interface Recorded {
  readonly inbound: MessageId;
  readonly late: boolean;
  readonly place: SessionPlace | null;
}

async function carryOut(
  deps: FlowDeps,
  tx: Tx,
  text: ReceivedText,
  situation: Situation,
  decision: Decision,
  recorded: Recorded,
): Promise<void> {
  const { pair, open } = situation;
  const { place } = recorded;
  switch (decision.outcome) {
    case "no_auto_answer":
    case "still_opted_out":
      return;
    case "help":
      return sendAnswers(tx, pair, null, decision.answers);
    case "unrouted":
      if (await markUnroutedWarning(tx, text.to)) {
        await alertSupervisors(deps, tx, { kind: "unrouted", line: text.to });
      }
      return;
    case "opted_out":
      if (await hasThread(tx, open)) await showText(tx, recorded, false);
      if (pair) await optOutEverywhere(tx, pair);
      return;
    case "opted_in":
      if (pair) await optIn(tx, pair);
      if (place && (await hasThread(tx, open))) {
        await showText(tx, recorded, false);
        await enqueueEntry(tx, place, { kind: "opted_in" });
      }
      return;
    case "relayed":
      return showText(tx, recorded, false);
    case "ended_by_texter":
      await showText(tx, recorded, false);
      return closeByKeyword(tx, situation, "texter", decision.answers);
    case "appended":
      if (await hasThread(tx, open)) await showText(tx, recorded, false);
      if (place) await enqueueInvite(tx, place);
      return;
    case "abandoned":
      if (await hasThread(tx, open)) await showText(tx, recorded, false);
      return closeByKeyword(tx, situation, "abandoned", decision.answers);
    case "started":
      if (place) await enqueueInvite(tx, place);
      return sendAnswers(tx, pair, place, decision.answers);
    case "no_agents":
      return sendAnswers(tx, pair, null, decision.answers);
    case "nothing_to_end":
    case "unkeyed":
      if (place) await showText(tx, recorded, true);
      return sendAnswers(tx, pair, null, decision.answers);
    default:
      return decision satisfies never;
  }
}

/** Whether the session's thread is open: always once it was accepted, also when handed back. */
async function hasThread(tx: Tx, open: SessionRecord | null): Promise<boolean> {
  return open !== null && (await hasBeenAccepted(tx, open.session.id));
}

/** Posts the text into its session's thread. */
async function showText(tx: Tx, recorded: Recorded, afterEnd: boolean): Promise<void> {
  if (!recorded.place) throw new Error(`text ${recorded.inbound} has no thread to be shown in`);
  const { inbound, late } = recorded;
  await enqueueEntry(tx, recorded.place, { kind: "from_texter", inbound, late, afterEnd });
}

async function closeByKeyword(
  tx: Tx,
  { pair, open }: Situation,
  reason: "texter" | "abandoned",
  answers: readonly Answer[],
): Promise<void> {
  if (!pair || !open) throw new Error("a keyword ends a session, but there is none");
  const [closing] = answers;
  await closeSession(tx, pair, open, {
    reason,
    by: null,
    text: closing && "text" in closing ? closing : null,
  });
}

/** Sends what is not suppressed; what is suppressed was recorded with the decision. */
async function sendAnswers(
  tx: Tx,
  pair: Pair | null,
  session: SessionPlace | null,
  answers: readonly Answer[],
): Promise<void> {
  if (!pair) return;
  for (const answer of answers) {
    if ("suppressed" in answer) continue;
    await queueAutomaticText(tx, pair, {
      session: session?.id ?? null,
      kind: answer.kind,
      text: answer.text,
    });
  }
}
