import type { SessionId } from "../domain/ids.ts";
import type { WaitingSession } from "../domain/session.ts";
import { closeAssignment } from "./assignments.ts";
import type { Tx } from "./database.ts";

/**
 * The guarded update of a hand-back: active → waiting, at the original place. The assignment ends;
 * earlier declines and offers are forgotten, since the call goes out anew.
 *
 * @returns false when the session is not active (any more); nothing is changed then
 */
export async function returnToWaiting(tx: Tx, id: SessionId): Promise<boolean> {
  const count = await tx.sql("sessions").where({ id, state: "active" }).update({
    state: "waiting",
    owner: null,
    accepted_at: null,
    accepted_ts: null,
    offer_tried: [],
  });
  if (count === 0) return false;
  await closeAssignment(tx, id);
  await tx.sql("declines").where({ session_id: id }).delete();
  return true;
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
export async function waitsSince(tx: Tx, session: WaitingSession): Promise<Date> {
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
