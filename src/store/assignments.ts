import type { QueueId, SessionId, UserId } from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/**
 * Who owned a session when. A transaction's time is that of its beginning: one that waited for the
 * session's lock can be older than what it follows. So here time never runs backwards: nothing ends
 * before it began, and nothing begins before what came before it ended.
 */

/** The session has an owner from now on. */
export async function openAssignment(
  tx: Tx,
  assignment: {
    readonly session: SessionId;
    readonly queue: QueueId;
    readonly agent: UserId;
    /** The supervisor who gave it to the owner; null: the owner took it. */
    readonly assignedBy: UserId | null;
  },
): Promise<void> {
  const { session, queue, agent, assignedBy } = assignment;
  await tx.sql.raw(
    `insert into assignments (session_id, queue_id, agent, from_at, assigned_by)
     select ?, ?, ?,
            greatest(?::timestamptz, max(to_at), max(from_at) + interval '1 millisecond'), ?
       from assignments where session_id = ?`,
    [session, queue, agent, tx.now, assignedBy, session],
  );
}

/** The session has no owner any more, if it had one. */
export async function closeAssignment(tx: Tx, session: SessionId): Promise<void> {
  await tx.sql.raw(
    `update assignments set to_at = greatest(from_at, ?::timestamptz)
      where session_id = ? and to_at is null`,
    [tx.now, session],
  );
}
