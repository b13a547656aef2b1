import { z } from "zod";
import type { SessionId, UserId } from "../domain/ids.ts";
import { enqueue } from "../lanes/enqueue.ts";
import type { Tx } from "../store/database.ts";
import {
  asChannel,
  asMessage,
  asQueue,
  asSession,
  asThread,
  asTs,
  asUser,
  JOB,
  laneName,
} from "./jobs.ts";
import type { ThreadLink } from "./session-views.ts";

/** The jobs about what is said to one person. */

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
  z.object({
    kind: z.literal("unaccepted"),
    queue: asQueue,
    /** When the sessions were noted of which this tells. */
    at: z.iso.datetime(),
  }),
]);
/** What supervisors are told, as a reference; what it shows is loaded when its turn comes. */
export type AlertReference = z.infer<typeof alertContent>;

export const alertPayload = z.object({ user: asUser, alert: alertContent });

/**
 * Tells one supervisor in a direct message.
 *
 * @param once a name for what is told, where it must not be told twice
 */
export async function enqueueAlert(
  tx: Tx,
  user: UserId,
  alert: AlertReference,
  once?: string,
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("tell", user),
    kind: JOB.alertSupervisors,
    payload: { user, alert },
    ...(once === undefined ? {} : { key: once }),
  });
}
