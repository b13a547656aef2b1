import type { Queue } from "../domain/queue.ts";
import { type Aftermath, reopenableUntil, reopenObstacle } from "../domain/reopen.ts";
import type { EndedSession, Session } from "../domain/session.ts";
import type { Tx } from "../store/database.ts";
import { hasBeenAccepted } from "../store/hand-back.ts";
import { isOptedOut, type Pair } from "../store/pairs.ts";
import { findQueueById } from "../store/queues.ts";
import { hasNewerSession } from "../store/reopenings.ts";

/**
 * What has happened since the session ended, as far as its reopening depends on it.
 *
 * @param queue null: it was deleted
 */
export async function loadAftermath(
  tx: Tx,
  pair: Pair,
  session: EndedSession,
  queue: Queue | null,
): Promise<Aftermath> {
  return {
    now: tx.now,
    wasAccepted: await hasBeenAccepted(tx, session.id),
    hasNewer: await hasNewerSession(tx, session),
    isOptedOut: await isOptedOut(tx, pair),
    isQueueDeleted: queue === null,
  };
}

/** Until when an ended session can be reopened; null: it can't be, or is open. */
export async function reopenUntil(tx: Tx, pair: Pair, session: Session): Promise<Date | null> {
  if (session.state !== "ended") return null;
  const queue = await findQueueById(tx, session.queue);
  const obstacle = reopenObstacle(session, await loadAftermath(tx, pair, session, queue));
  return obstacle === null ? reopenableUntil(session) : null;
}
