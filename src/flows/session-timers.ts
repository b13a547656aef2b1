import type { SessionId } from "../domain/ids.ts";
import type { Queue } from "../domain/queue.ts";
import type { Session } from "../domain/session.ts";
import { transactional } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { waitsSince } from "../store/hand-back.ts";
import { lockPair, type Pair } from "../store/pairs.ts";
import { loadQueue } from "../store/queues.ts";
import { lastActivity, loadSession, lockSession, type SessionRecord } from "../store/sessions.ts";
import { closeSession } from "./close-session.ts";
import { enqueueEntry, enqueueHeader, enqueueSessionTimer, sessionTimerPayload } from "./jobs.ts";

/**
 * What happens in a session because time has passed. A timer only says when to look; what is done
 * is decided then, under the lock, from the settings as they are then.
 */

const MINUTE = 60_000;

/** Starts what may happen while a session waits; the wait begins now. */
export async function startWaitingTimers(tx: Tx, session: SessionId, queue: Queue): Promise<void> {
  const { now } = tx;
  for (const minutes of queue.reminderMinutes) {
    await enqueueSessionTimer(tx, session, "reminder", now, after(now, minutes * MINUTE));
  }
  if (queue.maxWaitS > 0) {
    await enqueueSessionTimer(tx, session, "max_wait", now, after(now, queue.maxWaitS * 1000));
  }
}

/** Starts what may happen while a session is silent; it was accepted now. */
export async function startIdleTimer(tx: Tx, session: SessionId, queue: Queue): Promise<void> {
  if (queue.idleTimeoutS === 0) return;
  const due = after(tx.now, queue.idleTimeoutS * 1000);
  await enqueueSessionTimer(tx, session, "idle", tx.now, due);
}

function after(from: Date, ms: number): Date {
  return new Date(from.getTime() + ms);
}

/** A timer has run out. */
export const sessionTimer = transactional(sessionTimerPayload, async (tx, job) => {
  const { session: id, timer, since } = job.payload;
  const pair = await lockPair(tx, (await loadSession(tx, id)).session.pair);
  const record = await lockSession(tx, id);
  if (!(await isAbout(tx, record.session, since))) return;
  const queue = await loadQueue(tx, record.session.queue);
  switch (timer) {
    case "reminder":
      return remind(tx, record, since);
    case "max_wait":
      return expire(tx, pair, record, queue, since);
    case "idle":
      return endIdle(tx, pair, record, queue);
    case "reopen_over":
      // Drawn from the state of the moment, without Reopen.
      return enqueueHeader(tx, { id });
    default:
      return timer satisfies never;
  }
});

/** Whether the session still waits, is still owned, or has ended, since then. */
async function isAbout(tx: Tx, session: Session, since: Date): Promise<boolean> {
  switch (session.state) {
    case "waiting":
      return (await waitsSince(tx, session)).getTime() === since.getTime();
    case "active":
      return session.acceptedAt.getTime() === since.getTime();
    case "ended":
      return session.endedAt.getTime() === since.getTime();
    default:
      return session satisfies never;
  }
}

async function remind(tx: Tx, record: SessionRecord, since: Date): Promise<void> {
  const { session } = record;
  if (session.state !== "waiting") return;
  const minutes = Math.round((tx.now.getTime() - since.getTime()) / MINUTE);
  await enqueueEntry(tx, { id: session.id }, { kind: "reminder", minutes });
}

/** The texter has waited as long as the queue allows: told as when there are no agents. */
async function expire(
  tx: Tx,
  pair: Pair,
  record: SessionRecord,
  queue: Queue,
  since: Date,
): Promise<void> {
  const { session } = record;
  if (session.state !== "waiting" || queue.maxWaitS === 0) return;
  const due = after(since, queue.maxWaitS * 1000);
  if (tx.now < due) return enqueueSessionTimer(tx, session.id, "max_wait", since, due);
  const { noAgentsMessage: text } = queue;
  await closeSession(tx, pair, record, {
    reason: "expired",
    by: null,
    text: text === null ? null : { kind: "no_agents", text },
  });
}

async function endIdle(tx: Tx, pair: Pair, record: SessionRecord, queue: Queue): Promise<void> {
  const { session } = record;
  if (session.state !== "active" || queue.idleTimeoutS === 0) return;
  const due = after(await lastActivity(tx, session), queue.idleTimeoutS * 1000);
  if (tx.now < due) return enqueueSessionTimer(tx, session.id, "idle", session.acceptedAt, due);
  await closeSession(tx, pair, record, { reason: "idle", by: null, text: null });
}
