import { warningDue } from "../domain/idle.ts";
import type { QueueId, SessionId } from "../domain/ids.ts";
import type { Queue } from "../domain/queue.ts";
import { waitingTimers } from "../domain/waiting.ts";
import { transactional } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { waitsSince } from "../store/hand-back.ts";
import { holdSettings, lockQueue } from "../store/queues.ts";
import { openSessionsOf } from "../store/sessions.ts";
import { queuePayload } from "./queue-jobs.ts";
import { enqueueEscalation, enqueueSessionTimer } from "./timer-jobs.ts";

/**
 * When sessions are looked at because time passes. A timer only says when to look; what is done is
 * decided then, under the lock, from the settings as they are then (session-timers.ts).
 */

/**
 * Starts what may happen while a session waits.
 *
 * @param since when the wait began, as `waitsSince` tells it later: timers of another wait are void
 */
export async function startWaitingTimers(
  tx: Tx,
  session: SessionId,
  queue: QueueId,
  since: Date,
): Promise<void> {
  await lookWhileWaiting(tx, session, await holdSettings(tx, queue), since);
}

/**
 * Starts what may happen while a session has its owner.
 *
 * @param since when the owner accepted it: timers of another ownership are void
 */
export async function startOwnerTimers(
  tx: Tx,
  session: SessionId,
  queue: QueueId,
  since: Date,
): Promise<void> {
  await lookWhileActive(tx, session, await holdSettings(tx, queue), since);
}

/**
 * A queue's settings have changed: its open sessions are looked at when the new ones say so. Timers
 * of the old ones find nothing to do.
 */
export const restartTimers = transactional(queuePayload, async (tx, job) => {
  // Whoever has started timers by the old settings has done so after this.
  await lockQueue(tx, job.payload.queue);
  const queue = await holdSettings(tx, job.payload.queue);
  for (const { session } of await openSessionsOf(tx, queue.id)) {
    if (session.state === "waiting") {
      await lookWhileWaiting(tx, session.id, queue, await waitsSince(tx, session));
    } else if (session.state === "active") {
      await lookWhileActive(tx, session.id, queue, session.acceptedAt);
    }
  }
});

async function lookWhileWaiting(
  tx: Tx,
  session: SessionId,
  queue: Queue,
  since: Date,
): Promise<void> {
  for (const timer of waitingTimers(queue, since)) {
    const at = notBefore(tx.now, timer.at);
    switch (timer.kind) {
      case "reminder":
        // One whose time has passed already, by new settings, is not given late.
        if (timer.at <= tx.now) break;
        await enqueueSessionTimer(tx, session, timer.kind, since, at, timer.minutes);
        break;
      case "max_wait":
        await enqueueSessionTimer(tx, session, timer.kind, since, at);
        break;
      case "escalation":
        await enqueueEscalation(tx, queue.id, at);
        break;
      default:
        timer satisfies never;
    }
  }
}

async function lookWhileActive(
  tx: Tx,
  session: SessionId,
  { idleTimeoutS, replyTimeoutS }: Queue,
  since: Date,
): Promise<void> {
  if (idleTimeoutS > 0) {
    const at = notBefore(tx.now, warningDue(since, idleTimeoutS * 1000));
    await enqueueSessionTimer(tx, session, "idle", since, at);
  }
  if (replyTimeoutS > 0) {
    const at = notBefore(tx.now, warningDue(since, replyTimeoutS * 1000));
    await enqueueSessionTimer(tx, session, "reply", since, at);
  }
}

function notBefore(now: Date, at: Date): Date {
  return at < now ? now : at;
}
