import { z } from "zod";
import {
  type ChannelId,
  channelId,
  type MessageId,
  type MessageTs,
  messageId,
  messageTs,
  pairId,
  type QueueId,
  queueId,
  type SessionId,
  sessionId,
  type UserId,
  userId,
} from "../domain/ids.ts";
import { dayText } from "../domain/period.ts";
import { enqueue } from "../lanes/enqueue.ts";
import type { Tx } from "../store/database.ts";
import type { Pair } from "../store/pairs.ts";
import type { ThreadLink } from "./session-views.ts";

/**
 * Every kind of job that there is: its payload, its lane, and the function that enqueues it. The
 * handlers are the flows of the same names (see handlers.ts).
 *
 * | lane | its jobs |
 * |---|---|
 * | `pair:<line>:<texter>` | inbound texts and receipts, as Telnyx sent them |
 * | `thread:<channel>:<ts>` | what people write and press in a thread |
 * | `sms:<line>:<texter>` | outbound SMS |
 * | `slack:<session>` | posts and redraws of a session's invite and thread, whichever it is by then |
 * | `slack:<channel>:digest` | the daily digests of a channel's queues |
 * | `media:<session>` | files that came with texts |
 * | `left:<channel>:<ts>` | what a thread says that its session has left |
 * | `channel:<channel>` | looks whether a channel that is closed to us is open again |
 * | `mark:<channel>:<ts>` | the marks on an agent's message |
 * | `home:<user>` | the person's App Home |
 * | `tell:<user>` | words to one person |
 * | `queue:<queue>` | what changes for all waiting sessions of a queue |
 * | `agent:<user>` | the hand-back of an agent's sessions |
 * | `offer:<offer>`, `transfer:<offer>` | a direct message about an offer; whether it still stands |
 * | `timer:<what>:<id>` | what happens after a time |
 */

export const asSession = z.string().transform(sessionId);
const asQueue = z.string().transform(queueId);
const asMessage = z.string().transform(messageId);
const asPair = z.string().transform(pairId);
export const asUser = z.string().transform(userId);
export const asTs = z.string().transform(messageTs);
export const asChannel = z.string().transform(channelId);
/** A thread, by its first message. */
export const asThread = z.object({ channel: asChannel, ts: asTs });

/** A lane's name travels in notifications, where a blank separates names. */
export function laneName(...parts: readonly string[]): string {
  return parts.map((part) => encodeURIComponent(part).replaceAll("%2B", "+")).join(":");
}

export const JOB = {
  telnyxEvent: "telnyx.event",
  threadMessage: "thread.message",
  threadMessageChanged: "thread.changed",
  threadDeleted: "thread.deleted",
  endPressed: "thread.end",
  heldAnswered: "thread.held",
  prepareMedia: "sms.media",
  sendSms: "sms.send",
  settleSms: "sms.settle",
  optedOut: "pair.opted_out",
  continueInNewThread: "slack.continue",
  showLeft: "slack.left",
  showInvite: "slack.invite",
  showHeader: "slack.header",
  postEntry: "slack.entry",
  showIdleWarning: "slack.idle",
  showMedia: "slack.media",
  showOffer: "slack.offer",
  tellOffer: "slack.tell_offer",
  checkOffer: "session.offer",
  markDelivery: "slack.mark",
  markHeld: "slack.held",
  checkChannel: "slack.channel",
  tellPerson: "slack.tell",
  alertSupervisors: "slack.alert",
  handBack: "agent.hand_back",
  refreshQueue: "queue.refresh",
  noAgentsGrace: "queue.grace",
  sessionTimer: "session.timer",
  drawHome: "slack.home",
  postDigest: "slack.digest",
} as const;

/** For jobs that are stored together with a received event. */
export const receivedEventPayload = z.object({ event: z.string() });

/** The lane of what Telnyx says of a line and a texter (in either direction), raw as on the wire. */
export function pairLane(line: string, texter: string): string {
  return laneName("pair", line, texter);
}

/** The lane of a text that we can't read: nobody knows whose it is. */
export function unreadableLane(eventId: string): string {
  return laneName("pair", "unreadable", eventId);
}

/** The lane of what people do in a thread. */
export function threadLane(channel: ChannelId, threadTs: MessageTs): string {
  return laneName("thread", channel, threadTs);
}

export const endPressedPayload = z.object({
  session: asSession,
  by: asUser,
  bySupervisor: z.boolean(),
  pressedAt: asTs,
});

/** Ends a session after everything that was written in its thread before. */
export function enqueueEndPressed(
  tx: Tx,
  thread: { channel: ChannelId; threadTs: MessageTs },
  pressed: { session: SessionId; by: UserId; bySupervisor: boolean; pressedAt: MessageTs },
): Promise<boolean> {
  return enqueue(tx, {
    lane: threadLane(thread.channel, thread.threadTs),
    rank: slackRank(pressed.pressedAt),
    kind: JOB.endPressed,
    key: `end:${pressed.session}:${pressed.by}:${pressed.pressedAt}`,
    payload: {
      session: pressed.session,
      by: pressed.by,
      bySupervisor: pressed.bySupervisor,
      pressedAt: pressed.pressedAt,
    },
  });
}

/** Slack's time stamp as a rank: µs, so that a thread's jobs go in Slack's own order. */
export function slackRank(ts: MessageTs): number {
  return Math.round(Number(ts) * 1_000_000);
}

export const outboundPayload = z.object({ outbound: asMessage });

/** Makes an SMS's files ready; in the SMS's own lane, just before it. */
export function enqueuePrepareMedia(tx: Tx, pair: Pair, outbound: MessageId): Promise<boolean> {
  return enqueue(tx, {
    lane: laneName("sms", pair.line, pair.texter),
    kind: JOB.prepareMedia,
    key: `sms-media:${outbound}`,
    payload: { outbound },
  });
}

/** Sends an SMS, after those that were queued to the same person before. */
export function enqueueSms(tx: Tx, pair: Pair, outbound: MessageId): Promise<boolean> {
  return enqueue(tx, {
    lane: laneName("sms", pair.line, pair.texter),
    kind: JOB.sendSms,
    key: `sms:${outbound}`,
    payload: { outbound },
  });
}

/** Looks, after a while, what has become of an SMS whose outcome is unknown. */
export function enqueueSettleSms(tx: Tx, outbound: MessageId, runAt: Date): Promise<boolean> {
  return enqueue(tx, {
    lane: laneName("timer", "sms", outbound),
    kind: JOB.settleSms,
    key: `settle:${outbound}`,
    payload: { outbound },
    runAt,
  });
}

export const optOutPayload = z.object({
  pair: asPair,
  source: z.enum(["carrier", "other_line"]),
});

/**
 * Treats the pair as opted out.
 *
 * @param source `carrier`: Telnyx refused an SMS because of it; `other_line`: the texter opted out
 *   by texting another of our lines
 */
export async function enqueueOptOut(
  tx: Tx,
  pair: Pair,
  source: z.infer<typeof optOutPayload>["source"],
): Promise<void> {
  await enqueue(tx, {
    lane: pairLane(pair.line, pair.texter),
    kind: JOB.optedOut,
    payload: { pair: pair.id, source },
  });
}

export const sessionPayload = z.object({ session: asSession });

/** A session, as far as a job about its place in Slack needs it. */
export interface SessionPlace {
  readonly id: SessionId;
}

/** The lane of everything that is posted into a session, whichever thread it is in by then. */
export function sessionLane(session: SessionPlace): string {
  return laneName("slack", session.id);
}

/** The order in a session's lane: the move into a new thread, what opens it, and all the rest. */
export const SESSION_RANK = { move: -2, opening: -1, usual: 0 } as const;
type SessionRank = (typeof SESSION_RANK)[keyof typeof SESSION_RANK];

/** Posts the invite, or draws it again. */
export async function enqueueInvite(
  tx: Tx,
  session: SessionPlace,
  rank: SessionRank = SESSION_RANK.usual,
): Promise<void> {
  await enqueue(tx, {
    lane: sessionLane(session),
    rank,
    kind: JOB.showInvite,
    payload: { session: session.id },
  });
}

/** Posts the thread's header, or draws it again. */
export async function enqueueHeader(
  tx: Tx,
  session: SessionPlace,
  rank: SessionRank = SESSION_RANK.usual,
): Promise<void> {
  await enqueue(tx, {
    lane: sessionLane(session),
    rank,
    kind: JOB.showHeader,
    payload: { session: session.id },
  });
}

const handBackWhy = z.enum(["removed", "deactivated", "owner", "supervisor"]);
/** Why a session went back to waiting. */
export type HandBackWhy = z.infer<typeof handBackWhy>;

const transferFailure = z.enum(["declined", "expired", "unavailable"]);
/** Why an agent to whom a session was offered did not take it. */
export type TransferFailure = z.infer<typeof transferFailure>;

const textReference = z.object({ kind: z.enum(["inbound", "outbound"]), id: asMessage });
/** A text that came in, or one of ours. */
export type TextReference = z.infer<typeof textReference>;

const textEntry = z.object({
  kind: z.literal("from_texter"),
  inbound: asMessage,
  late: z.boolean(),
  afterEnd: z.boolean(),
});

const entryReference = z.discriminatedUnion("kind", [
  textEntry,
  z.object({ kind: z.literal("earlier_texts"), texts: z.array(textReference) }),
  z.object({ kind: z.literal("texts_together"), texts: z.array(textEntry) }),
  z.object({ kind: z.literal("automatic"), outbound: asMessage }),
  z.object({ kind: z.literal("automatic_failed"), outbound: asMessage }),
  z.object({ kind: z.literal("sent_instead"), outbound: asMessage }),
  z.object({ kind: z.literal("reply"), outbound: asMessage }),
  z.object({ kind: z.literal("sent_anyway"), outbound: asMessage, owner: asUser }),
  z.object({
    kind: z.literal("ended"),
    /** Which end: it may have been undone since. */
    at: z.iso.datetime(),
  }),
  z.object({ kind: z.literal("reopened"), by: asUser }),
  z.object({ kind: z.literal("opted_out") }),
  z.object({ kind: z.literal("opted_in") }),
  z.object({ kind: z.literal("offered"), to: asUser }),
  z.object({ kind: z.literal("live_again") }),
  z.object({ kind: z.literal("reminder"), minutes: z.number() }),
  z.object({
    kind: z.literal("handed_back"),
    from: asUser,
    why: handBackWhy,
  }),
  z.object({ kind: z.literal("accepted_again"), by: asUser }),
  z.object({ kind: z.literal("taken_over"), by: asUser, from: asUser }),
  z.object({ kind: z.literal("transferred"), to: asUser, from: asUser }),
  z.object({
    kind: z.literal("queue_changed"),
    /** Whose session it was. */
    from: asUser,
    by: asUser,
    fromQueue: z.string(),
    toQueue: z.string(),
    /** The thread that it was in; null: it was between two threads. */
    thread: asThread.nullable(),
  }),
  z.object({
    kind: z.literal("transfer_failed"),
    to: asUser,
    owner: asUser,
    outcome: transferFailure,
  }),
]);
/** What a thread entry is made from when its turn comes. */
export type EntryReference = z.infer<typeof entryReference>;
export const entryPayload = z.object({ session: asSession, entry: entryReference });

/** Posts something into the session's thread, after everything that was put there before. */
export async function enqueueEntry(
  tx: Tx,
  session: SessionPlace,
  entry: EntryReference,
  rank: SessionRank = SESSION_RANK.usual,
): Promise<void> {
  await enqueue(tx, {
    lane: sessionLane(session),
    rank,
    kind: JOB.postEntry,
    payload: { session: session.id, entry },
  });
}

export const mediaPayload = z.object({
  session: asSession,
  inbound: asMessage,
  /** From 0. */
  position: z.number().int(),
});

/** Shows a file that came with a text in the session's thread; not in the way of later texts. */
export async function enqueueMedia(
  tx: Tx,
  session: SessionPlace,
  media: { readonly inbound: MessageId; readonly position: number },
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("media", session.id),
    kind: JOB.showMedia,
    key: `media:${media.inbound}:${media.position}`,
    payload: { session: session.id, ...media },
  });
}

/** Shows the delivery state of an agent's message on that message. */
export async function enqueueMark(
  tx: Tx,
  message: { channel: ChannelId; ts: MessageTs },
  outbound: MessageId,
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("mark", message.channel, message.ts),
    kind: JOB.markDelivery,
    payload: { outbound },
  });
}

const whyNeverSent = z.enum(["dropped", "deleted", "ended", "not_owner", "moved"]);
/** Why a held text never went out. */
export type WhyNeverSent = z.infer<typeof whyNeverSent>;

export const privateWord = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("not_sent_not_owner"),
    owner: asUser,
    /** The message that was not sent. */
    ts: asTs,
  }),
  z.object({ kind: z.literal("not_sent_waiting") }),
  z.object({ kind: z.literal("not_sent_before_accept") }),
  z.object({ kind: z.literal("not_sent_ended") }),
  z.object({ kind: z.literal("not_sent_maybe_note") }),
  z.object({ kind: z.literal("not_sent_twice") }),
  z.object({ kind: z.literal("not_sent_moved") }),
  z.object({ kind: z.literal("not_sent_empty") }),
  z.object({ kind: z.literal("not_sent_too_long"), length: z.number(), max: z.number() }),
  z.object({ kind: z.literal("not_sent_opted_out") }),
  z.object({
    kind: z.literal("files_not_sent"),
    textSent: z.boolean(),
    reasons: z.array(z.string()),
  }),
  z.object({
    kind: z.literal("changed"),
    change: z.enum(["edited", "deleted"]),
    /** The message that was changed. */
    ts: asTs,
    outbound: asMessage,
    /** It reads like something to be sent. */
    isText: z.boolean(),
  }),
  z.object({ kind: z.literal("edit_not_sent") }),
  z.object({ kind: z.literal("may_not_end"), owner: asUser.nullable() }),
  z.object({ kind: z.literal("already_ended") }),
  z.object({ kind: z.literal("delivery_failed"), outbound: asMessage }),
  z.object({ kind: z.literal("held"), ts: asTs, question: z.number() }),
  z.object({ kind: z.literal("not_sent_held"), ts: asTs, why: whyNeverSent }),
  z.object({ kind: z.literal("held_decided"), ts: asTs, sent: z.boolean() }),
]);
/** A private word, as a reference; what it shows is loaded when its turn comes. */
export type WordReference = z.infer<typeof privateWord>;
export const tellPayload = z.object({
  session: asSession,
  user: asUser,
  word: privateWord,
  thread: asThread.optional(),
});

/**
 * Says something to one person in the session's thread, seen by nobody else.
 *
 * @param how `once`: a name for what is said, where it must not be said twice; `thread`: where,
 *   if not in the thread that the session is in
 */
export async function enqueueTell(
  tx: Tx,
  session: SessionId,
  user: UserId,
  word: WordReference,
  how: { readonly once?: string; readonly thread?: ThreadLink } = {},
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("tell", user),
    kind: JOB.tellPerson,
    payload: {
      session,
      user,
      word,
      ...(how.thread === undefined ? {} : { thread: { ...how.thread } }),
    },
    ...(how.once === undefined ? {} : { key: how.once }),
  });
}

export const homePayload = z.object({ user: asUser });

/**
 * Draws the person's App Home, not before that time.
 *
 * @param once a name for the drawing, where one of that name is enough
 */
export async function enqueueDrawHome(
  tx: Tx,
  user: UserId,
  runAt: Date,
  once?: string,
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("home", user),
    // Drawings are alike: the one that is due first goes first.
    rank: runAt.getTime(),
    kind: JOB.drawHome,
    payload: { user },
    runAt,
    ...(once === undefined ? {} : { key: once }),
  });
}

const alertContent = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("unrouted"), line: z.string() }),
  z.object({ kind: z.literal("unreadable_text"), event: z.string() }),
  z.object({
    kind: z.literal("job_set_aside"),
    job: z.number(),
    jobKind: z.string(),
    why: z.string(),
  }),
  z.object({
    kind: z.literal("channel_blocked"),
    channel: asChannel,
    why: z.string(),
    queues: z.array(z.string()).readonly(),
  }),
]);
export const alertPayload = z.object({ user: asUser, alert: alertContent });

/**
 * Tells one supervisor in a direct message.
 *
 * @param once a name for what is told, where it must not be told twice
 */
export async function enqueueAlert(
  tx: Tx,
  user: UserId,
  alert: z.infer<typeof alertContent>,
  once?: string,
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("tell", user),
    kind: JOB.alertSupervisors,
    payload: { user, alert },
    ...(once === undefined ? {} : { key: once }),
  });
}

const asTime = z.iso.datetime().transform((at) => new Date(at));
export const channelCheckPayload = z.object({ channel: asChannel, since: asTime });

export function channelLane(channel: ChannelId): string {
  return laneName("channel", channel);
}

/**
 * Looks, at that time, whether a channel is open again.
 *
 * @param since when the trouble began that the look is about
 */
export async function enqueueChannelCheck(
  tx: Tx,
  channel: ChannelId,
  since: Date,
  runAt: Date,
): Promise<void> {
  await enqueue(tx, {
    lane: channelLane(channel),
    kind: JOB.checkChannel,
    payload: { channel, since: since.toISOString() },
    runAt,
  });
}

export const digestPayload = z.object({
  queue: asQueue,
  channel: asChannel,
  /** The queue's local day on which it is posted; its figures are those of the day before. */
  day: z.object({ year: z.int(), month: z.int(), day: z.int() }),
});

/**
 * Posts a queue's digest of a day, once.
 *
 * @param moved the queue has got another channel since it was enqueued first
 */
export async function enqueueDigest(
  tx: Tx,
  { queue, channel, day }: z.infer<typeof digestPayload>,
  { moved }: { readonly moved: boolean } = { moved: false },
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("slack", channel, "digest"),
    kind: JOB.postDigest,
    key: `digest:${queue}:${dayText(day)}${moved ? `:${channel}` : ""}`,
    payload: { queue, channel, day },
  });
}

const handBackReason = z.discriminatedUnion("why", [
  z.object({ why: z.literal("removed"), queue: asQueue }),
  z.object({ why: z.literal("deactivated") }),
]);
/** Why an agent's sessions go back to waiting: those of one queue, or all. */
export type HandBackReason = z.infer<typeof handBackReason>;
export const handBackPayload = z.object({ agent: asUser, reason: handBackReason });

/** Puts the agent's sessions back to waiting, if the reason still holds then. */
export async function enqueueHandBack(
  tx: Tx,
  agent: UserId,
  reason: HandBackReason,
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("agent", agent),
    kind: JOB.handBack,
    payload: { agent, reason },
  });
}

export const queuePayload = z.object({ queue: asQueue });

/** Looks at a queue again after its agents, their duty or their load may have changed. */
export async function enqueueRefresh(tx: Tx, queues: Iterable<QueueId>): Promise<void> {
  for (const queue of new Set(queues)) {
    await enqueue(tx, {
      lane: laneName("queue", queue),
      kind: JOB.refreshQueue,
      payload: { queue },
    });
  }
}

/** Looks, when the grace is over, whether the queue still has no active agent. */
export async function enqueueGrace(
  tx: Tx,
  queue: QueueId,
  since: Date,
  runAt: Date,
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("timer", "grace", queue),
    kind: JOB.noAgentsGrace,
    key: `grace:${queue}:${since.toISOString()}`,
    payload: { queue },
    runAt,
  });
}

/** Looks at the queue again when an offer's time is over. */
export async function enqueueOfferEnd(
  tx: Tx,
  queue: QueueId,
  session: SessionId,
  until: Date,
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("timer", "offer", session),
    kind: JOB.refreshQueue,
    payload: { queue },
    runAt: until,
  });
}

const sessionTimer = z.enum(["reminder", "max_wait", "idle", "reopen_over"]);
/** What is looked at when a time has passed in a session. */
export type SessionTimer = z.infer<typeof sessionTimer>;
export const sessionTimerPayload = z.object({
  session: asSession,
  timer: sessionTimer,
  since: asTime,
});

/**
 * Looks at the session at that time; what is done then is decided then.
 *
 * @param since when the wait began, or the ownership, or the end, that the timer is about: a session
 *   that was handed back waits anew, with timers of its own
 */
export async function enqueueSessionTimer(
  tx: Tx,
  session: SessionId,
  timer: SessionTimer,
  since: Date,
  runAt: Date,
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("timer", timer, session, since.toISOString()),
    kind: JOB.sessionTimer,
    payload: { session, timer, since: since.toISOString() },
    runAt,
  });
}
