import { z } from "zod";
import type { SessionId } from "../domain/ids.ts";
import { enqueue } from "../lanes/enqueue.ts";
import type { Tx } from "../store/database.ts";
import { asSession, asTime, JOB, laneName } from "./jobs.ts";

/** The jobs about what happens in a session after a time. */

export const sessionTimer = z.enum(["reminder", "max_wait", "idle", "reopen_over"]);
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
