import { z } from "zod";
import type { ChannelId } from "../domain/ids.ts";
import { effect, lookAgain, transactional } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { hasBeenAccepted } from "../store/hand-back.ts";
import { dropWaitingJobs, openPayloads, wakeLane } from "../store/jobs.ts";
import { lockPair } from "../store/pairs.ts";
import { loadQueue } from "../store/queues.ts";
import { type LeftReason, leaveThread, lookForSession } from "../store/session-threads.ts";
import { loadSession, lockSession, type SessionRecord } from "../store/sessions.ts";
import { continuePayload, enqueueContinue } from "./former-thread-jobs.ts";
import { refuseHeldTexts } from "./held-texts.ts";
import { redrawHomes } from "./homes.ts";
import { asThread, JOB } from "./jobs.ts";
import {
  enqueueEntry,
  enqueueHeader,
  enqueueInvite,
  entryPayload,
  SESSION_RANK,
  type SessionPlace,
  sessionLane,
} from "./session-jobs.ts";
import { type TranscribedText, textsOf, transcriptOf } from "./transcript.ts";

/** Texts that one message of a transcript shows at the most: Slack takes 50 blocks a message. */
const TEXTS_A_MESSAGE = 15;
/** Characters of them; Slack takes some 13,000 a message. */
const CHARACTERS_A_MESSAGE = 8_000;

/**
 * Lets a session go on in a new thread: a new invite in the channel, and where somebody has
 * accepted it, a new header and the conversation so far; then whatever waits to be posted. It is
 * done in the session's lane, where nothing else of it is under way, and once. The thread that it
 * leaves says where it goes on, as far as Slack lets us say it there.
 *
 * @param record as it is in this transaction
 * @param to.channel may be the channel that it is in
 */
export function continueInNewThread(
  tx: Tx,
  record: SessionRecord,
  to: { readonly channel: ChannelId; readonly reason: LeftReason },
): Promise<void> {
  return enqueueContinue(tx, {
    session: record.session.id,
    to: to.channel,
    reason: to.reason,
    from: { channel: record.channel, ts: record.inviteTs },
  });
}

/**
 * The move itself, unless the session has been moved meanwhile: into the channel of its queue, both
 * as they are by now.
 */
export const moveIntoNewThread = transactional(continuePayload, async (tx, job) => {
  const { session: id, reason, from } = job.payload;
  await lockPair(tx, (await loadSession(tx, id)).session.pair);
  const record = await lockSession(tx, id);
  const { channel, inviteTs } = record;
  if (channel !== from.channel || (from.ts !== null && inviteTs !== from.ts)) return;
  const { channel: to } = await loadQueue(tx, record.session.queue);
  // Only a thread that is gone is left for another one in the same channel.
  if (channel === to && reason !== "thread_deleted") return;
  if (channel === to && inviteTs === null) return;
  const lane = sessionLane({ id });
  // What was to open a thread that it never got into.
  await dropWaitingJobs(tx, lane, SESSION_RANK.opening);
  await refuseHeldTexts(tx, id, "moved");
  await leaveThread(tx, record, to, reason);
  await enqueueInvite(tx, { id }, SESSION_RANK.opening);
  if (await hasBeenAccepted(tx, id)) await openAgain(tx, { id }, lane);
  await wakeLane(tx, lane);
  await redrawHomes(tx);
});

/**
 * The new thread's header and the conversation so far, without what waits in the lane to be shown:
 * that comes after it, by itself.
 */
async function openAgain(tx: Tx, session: SessionPlace, lane: string): Promise<void> {
  const coming = { lane, kind: JOB.postEntry, rank: SESSION_RANK.usual };
  const waiting = new Set(
    (await openPayloads(tx, coming)).flatMap((payload) =>
      textsOf(entryPayload.parse(payload).entry).map(({ id }) => id),
    ),
  );
  const shown = (await transcriptOf(tx, session.id)).filter(({ id }) => !waiting.has(id));
  await enqueueHeader(tx, session, SESSION_RANK.opening);
  for (const part of inMessages(shown)) {
    const texts = part.map(({ kind, id }) => ({ kind, id }));
    await enqueueEntry(tx, session, { kind: "earlier_texts", texts }, SESSION_RANK.opening);
  }
}

function inMessages(texts: readonly TranscribedText[]): TranscribedText[][] {
  const messages: TranscribedText[][] = [];
  let characters = 0;
  for (const text of texts) {
    const last = messages.at(-1);
    characters += text.length;
    if (last && last.length < TEXTS_A_MESSAGE && characters <= CHARACTERS_A_MESSAGE) {
      last.push(text);
    } else {
      messages.push([text]);
      characters = text.length;
    }
  }
  return messages;
}

const threadDeletedPayload = z.object({ thread: asThread });

/** ms; there is nothing to perform outside of the database. */
const LOOK_TIMES = { leaseMs: 5_000, performMs: 0 };

/** Somebody deleted a thread's first message: an open session goes on in a new one. */
export const continueAfterDeletion = effect(threadDeletedPayload, LOOK_TIMES, async (tx, job) => {
  const { channel, ts } = job.payload.thread;
  const found = await lookForSession(tx, channel, ts);
  if (found === "unplaced") return lookAgain(500, "an invite of this channel has no ts yet");
  if (found?.isCurrent && found.record.session.state !== "ended") {
    await continueInNewThread(tx, found.record, { channel, reason: "thread_deleted" });
  }
  return null;
});
