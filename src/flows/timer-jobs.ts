import { z } from "zod";
import type { QueueId, SessionId } from "../domain/ids.ts";
import { enqueue } from "../lanes/enqueue.ts";
import type { Tx } from "../store/database.ts";
import { asSession, asTime, JOB, laneName } from "./jobs.ts";

/** The jobs about what happens in a session after a time. */

/** Starts the timers of the queue's open sessions anew, after its settings have changed. */
export async function enqueueRestartTimers(tx: Tx, queue: QueueId): Promise<void> {
  await enqueue(tx, {
    lane: laneName("queue", queue),
    kind: JOB.restartTimers,
    payload: { queue },
  });
}

/** Looks at that time whether supervisors have to be told that nobody accepts in the queue. */
export async function enqueueEscalation(tx: Tx, queue: QueueId, runAt: Date): Promise<void> {
  await enqueue(tx, {
    lane: laneName("timer", "escalation", queue),
    rank: runAt.getTime(),
    kind: JOB.escalate,
    key: `escalation:${queue}:${runAt.toISOString()}`,
    payload: { queue },
    runAt,
  });
}

export const sessionTimer = z.enum(["reminder", "max_wait", "idle", "reply", "reopen_over"]);
/** What is looked at when a time has passed in a session. */
export type SessionTimer = z.infer<typeof sessionTimer>;

export const sessionTimerPayload = z.object({
  session: asSession,
  timer: sessionTimer,
  since: asTime,
  /** Of a reminder: which of the queue's reminder minutes it is. */
  minutes: z.number().optional(),
});

/**
 * Looks at the session at that time; what is done then is decided then.
 *
 * @param since when the wait began, or the ownership, or the end, that the timer is about: a session
 *   that was handed back waits anew, with timers of its own
 * @param minutes of a reminder
 */
export async function enqueueSessionTimer(
  tx: Tx,
  session: SessionId,
  timer: SessionTimer,
  since: Date,
  runAt: Date,
  minutes?: number,
): Promise<void> {
  const lane = laneName("timer", timer, session, since.toISOString());
  await enqueue(tx, {
    lane,
    // By new settings it may be earlier than one that is there already.
    rank: runAt.getTime(),
    kind: JOB.sessionTimer,
    // One look at a time is enough.
    key: `${lane}:${runAt.toISOString()}`,
    payload: {
      session,
      timer,
      since: since.toISOString(),
      ...(minutes === undefined ? {} : { minutes }),
    },
    runAt,
  });
}
