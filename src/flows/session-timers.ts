import { idlePlan, warningDue } from "../domain/idle.ts";
import type { SessionId } from "../domain/ids.ts";
import type { Queue } from "../domain/queue.ts";
import type { Session } from "../domain/session.ts";
import { transactional } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { waitsSince } from "../store/hand-back.ts";
import { findIdleWarning, insertIdleWarning, silentSince } from "../store/idle-warnings.ts";
import { lockPair, type Pair } from "../store/pairs.ts";
import { loadQueue } from "../store/queues.ts";
import { loadSession, lockSession, type SessionRecord } from "../store/sessions.ts";
import { closeSession } from "./close-session.ts";
import { enqueueIdleWarning, retireIdleWarnings } from "./idle-warning-jobs.ts";
import { enqueueEntry, enqueueHeader } from "./session-jobs.ts";
import { enqueueSessionTimer, sessionTimerPayload } from "./timer-jobs.ts";

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

/** Starts what may happen while a session is silent; its owner got it now. */
export async function startIdleTimer(tx: Tx, session: SessionId, queue: Queue): Promise<void> {
  if (queue.idleTimeoutS === 0) return;
  const due = warningDue(tx.now, queue.idleTimeoutS * 1000);
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
  if (!(await isAbout(tx, record.session, since))) {
    // It changed hands while its owner was warned.
    if (timer === "idle") await retireStaleWarnings(tx, record.session);
    return;
  }
  const queue = await loadQueue(tx, record.session.queue);
  switch (timer) {
    case "reminder":
      return remind(tx, record, since);
    case "max_wait":
      return expire(tx, pair, record, queue, since);
    case "idle":
      return lookAtSilence(tx, pair, record, queue);
    case "reopen_over":
      // Drawn from the state of the moment, without Reopen.
      return enqueueHeader(tx, { id });
    default:
      return timer satisfies never;
  }
});

async function retireStaleWarnings(tx: Tx, session: Session): Promise<void> {
  const since = session.state === "active" ? await silentSince(tx, session) : null;
  await retireIdleWarnings(tx, session, since);
}

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

/** Nobody may have written for long: the owner is warned, and then the session ends. */
async function lookAtSilence(
  tx: Tx,
  pair: Pair,
  record: SessionRecord,
  queue: Queue,
): Promise<void> {
  const { session } = record;
  if (session.state !== "active") return;
  if (queue.idleTimeoutS === 0) return retireIdleWarnings(tx, session, null);
  const since = await silentSince(tx, session);
  await retireIdleWarnings(tx, session, since);
  const given = await findIdleWarning(tx, session.id, since);
  const plan = idlePlan(since, given, queue.idleTimeoutS * 1000, tx.now);
  const lookAt = (at: Date) => enqueueSessionTimer(tx, session.id, "idle", session.acceptedAt, at);
  switch (plan.kind) {
    case "look_again":
      return lookAt(plan.at);
    case "warn": {
      const { id } = session;
      const warning = { session: id, silentSince: since, endsAt: plan.endsAt };
      await enqueueIdleWarning(tx, { id }, await insertIdleWarning(tx, warning));
      return lookAt(plan.endsAt);
    }
    case "end":
      await closeSession(tx, pair, record, { reason: "idle", by: null, text: null });
      return;
    default:
      return plan satisfies never;
  }
}
