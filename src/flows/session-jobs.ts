import { z } from "zod";
import type { ChannelId, MessageId, MessageTs, SessionId } from "../domain/ids.ts";
import { enqueue } from "../lanes/enqueue.ts";
import type { Tx } from "../store/database.ts";
import type { MediaPlace } from "../store/shown-media.ts";
import { asMessage, asSession, asThread, asTs, asUser, JOB, laneName } from "./jobs.ts";

/** The jobs about what Slack shows of a session. */

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

const handBackWhy = z.enum(["removed", "deactivated", "owner", "supervisor", "unanswered"]);
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
  z.object({ kind: z.literal("open_to_all") }),
  z.object({ kind: z.literal("reminder"), minutes: z.number() }),
  z.object({
    kind: z.literal("handed_back"),
    from: asUser,
    why: handBackWhy,
  }),
  z.object({
    kind: z.literal("reply_warning"),
    owner: asUser,
    waitedMs: z.number(),
    /** When the session goes back to the line. */
    backAt: z.iso.datetime(),
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
  /** In which of the session's threads; absent: in the one that it has by then. */
  thread: asTs.optional(),
});

/** Shows a file that came with a text in the session's thread; not in the way of later texts. */
export async function enqueueMedia(
  tx: Tx,
  session: SessionPlace,
  media: MediaPlace,
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("media", session.id),
    kind: JOB.showMedia,
    key: `media:${media.inbound}:${media.position}:${media.thread}`,
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
