import { z } from "zod";
import { type WarningId, warningId } from "../domain/ids.ts";
import { enqueue } from "../lanes/enqueue.ts";
import type { Tx } from "../store/database.ts";
import { endIdleWarnings } from "../store/idle-warnings.ts";
import { asSession, JOB } from "./jobs.ts";
import { type SessionPlace, sessionLane } from "./session-jobs.ts";

export const idleWarningPayload = z.object({
  session: asSession,
  warning: z.string().transform(warningId),
});

/** Posts the warning, or draws it again. */
export async function enqueueIdleWarning(
  tx: Tx,
  session: SessionPlace,
  warning: WarningId,
): Promise<void> {
  await enqueue(tx, {
    lane: sessionLane(session),
    kind: JOB.showIdleWarning,
    payload: { session: session.id, warning },
  });
}

/**
 * Takes *Keep open* away where it would keep nothing open any more.
 *
 * @param since as for `endIdleWarnings`
 */
export async function retireIdleWarnings(
  tx: Tx,
  session: SessionPlace,
  since: Date | null,
): Promise<void> {
  for (const warning of await endIdleWarnings(tx, session.id, since)) {
    await enqueueIdleWarning(tx, session, warning);
  }
}
