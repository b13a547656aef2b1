import type { QueueId, SessionId, UserId } from "../domain/ids.ts";
import type { WaitingSession } from "../domain/session.ts";
import { closeAssignment } from "./assignments.ts";
import type { Tx } from "./database.ts";

/**
 * The guarded update of a hand-back: active → waiting, at the original place. The assignment ends;
 * earlier declines and offers are forgotten, and that supervisors were told of an earlier wait,
 * since the call goes out anew.
 *
 * @param passedOver who is not called while others can be; null: nobody
 * @returns false when the session is not active (any more); nothing is changed then
 */
export async function returnToWaiting(
  tx: Tx,
  id: SessionId,
  passedOver: UserId | null,
): Promise<boolean> {
  const count = await tx
    .sql("sessions")
    .where({ id, state: "active" })
    .update({
      state: "waiting",
      owner: null,
      accepted_at: null,
      accepted_ts: null,
      offer_tried: passedOver === null ? [] : [passedOver],
      escalated_at: null,
    });
  if (count === 0) return false;
  await closeAssignment(tx, id);
  await tx.sql("declines").where({ session_id: id }).delete();
  return true;
}

/**
 * Lets a waiting session wait in another queue, at its place by its own time. Its last assignment
 * has ended before: what it was handled in the old queue lies before its entry into the new one.
 *
 * @param entry `allBusy`: all agents of the new queue are at their max
 */
export async function enterQueue(
  tx: Tx,
  id: SessionId,
  entry: { readonly queue: QueueId; readonly allBusy: boolean },
): Promise<void> {
  await tx
    .sql("sessions")
    .where({ id, state: "waiting" })
    .update({ queue_id: entry.queue, all_busy: entry.allBusy });
}

/** From which queue the session came to the one that it is in, by name; null: it began there. */
export async function cameFrom(tx: Tx, id: SessionId): Promise<string | null> {
  const { rows } = await tx.sql.raw<{ rows: { name: string }[] }>(
    `select q.name from queue_entries e join queues q on q.id = e.queue_id
      where e.session_id = ? order by e.id desc offset 1 limit 1`,
    [id],
  );
  return rows[0]?.name ?? null;
}

/** Whether somebody has ever accepted the session, so that its thread is open. */
export async function hasBeenAccepted(tx: Tx, id: SessionId): Promise<boolean> {
  const row = await tx
    .sql("assignments")
    .where({ session_id: id })
    .first<{ id: string } | undefined>("id");
  return row !== undefined;
}

/** Since when the session waits for this Accept: its beginning, or the last hand-back. */
export async function waitsSince(
  tx: Tx,
  session: Pick<WaitingSession, "id" | "waitingSince">,
): Promise<Date> {
  const rows = await tx
    .sql("assignments")
    .where({ session_id: session.id })
    .max<{ back: Date | null }[]>("to_at as back");
  return rows[0]?.back ?? session.waitingSince;
}

/** When somebody first accepted the session, whoever has had it since; null: nobody ever did. */
export async function firstAcceptedAt(tx: Tx, id: SessionId): Promise<Date | null> {
  const { rows } = await tx.sql.raw<{ rows: { first: Date | null }[] }>(
    "select min(from_at) as first from assignments where session_id = ?",
    [id],
  );
  return rows[0]?.first ?? null;
}
