import { type MessageTs, queueId, type SessionId, type UserId, userId } from "../domain/ids.ts";
import type { EndedSession, EndReason } from "../domain/session.ts";
import { openAssignment } from "./assignments.ts";
import type { Tx } from "./database.ts";

/**
 * The guarded update of Reopen: ended → active. The end that is undone is kept beside the session,
 * which has none any more: it counts when it ends again.
 *
 * @param reopened `at`: by Slack's clock
 * @returns false when the session has not ended (any more); nothing is changed then
 */
export async function returnToActive(
  tx: Tx,
  id: SessionId,
  { owner, at }: { owner: UserId; at: MessageTs },
): Promise<boolean> {
  await tx.sql.raw(
    `insert into reopenings (session_id, ended_at, end_reason, ended_by, reopened_by, reopened_at)
     select id, ended_at, end_reason, ended_by, ?, greatest(ended_at, ?::timestamptz)
       from sessions where id = ? and state = 'ended'`,
    [owner, tx.now, id],
  );
  const rows = await tx
    .sql("sessions")
    .where({ id, state: "ended" })
    .update({
      state: "active",
      owner,
      accepted_at: tx.now,
      accepted_ts: at,
      ended_at: null,
      end_reason: null,
      ended_by: null,
    })
    .returning<{ queue_id: string }[]>("queue_id");
  const row = rows[0];
  if (!row) return false;
  const queue = queueId(row.queue_id);
  await openAssignment(tx, { session: id, queue, agent: owner, assignedBy: null });
  return true;
}

/** How a session ended, once or for good. */
export interface RecordedEnd {
  readonly at: Date;
  readonly reason: EndReason;
  readonly by: UserId | null;
}

/** The ends of the session that were undone, the latest first. */
export async function undoneEnds(tx: Tx, id: SessionId): Promise<readonly RecordedEnd[]> {
  const rows = await tx
    .sql("reopenings")
    .where({ session_id: id })
    .orderBy("id", "desc")
    .select<{ ended_at: Date; end_reason: EndReason; ended_by: string | null }[]>(
      "ended_at",
      "end_reason",
      "ended_by",
    );
  return rows.map((row) => ({
    at: row.ended_at,
    reason: row.end_reason,
    by: row.ended_by === null ? null : userId(row.ended_by),
  }));
}

/**
 * Whether the pair has begun another session after this one. A transaction's time is that of its
 * beginning, so where two are equally old, the link to the earlier session tells.
 */
export async function hasNewerSession(tx: Tx, session: EndedSession): Promise<boolean> {
  const { rows } = await tx.sql.raw<{ rows: { id: string }[] }>(
    `select id from sessions
      where pair_id = ? and id <> ? and (waiting_since > ? or previous_session_id = ?) limit 1`,
    [session.pair, session.id, session.waitingSince, session.id],
  );
  return rows.length > 0;
}
