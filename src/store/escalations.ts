import { type QueueId, type SessionId, sessionId } from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** What supervisors were told of waits that nobody ends. */

/** A wait of a session. */
export interface Wait {
  readonly session: SessionId;
  /** When this wait began: with the session, or with its last hand-back. */
  readonly since: Date;
  /** When supervisors were told of it; null: they were not. */
  readonly toldAt: Date | null;
}

/** The waits in the queue, the longest first. */
export async function waitsIn(tx: Tx, queue: QueueId): Promise<Wait[]> {
  const { rows } = await tx.sql.raw<{
    rows: { id: string; since: Date; escalated_at: Date | null }[];
  }>(
    `select s.id, s.escalated_at,
            coalesce((select max(a.to_at) from assignments a where a.session_id = s.id),
                     s.waiting_since) as since
       from sessions s where s.queue_id = ? and s.state = 'waiting'
      order by since, s.id`,
    [queue],
  );
  return rows.map(({ id, since, escalated_at: toldAt }) => ({
    session: sessionId(id),
    since,
    toldAt,
  }));
}

/** When supervisors were last told of the queue; null: never. */
export async function toldOfQueueAt(tx: Tx, queue: QueueId): Promise<Date | null> {
  const row = await tx
    .sql("queues")
    .where({ id: queue })
    .first<{ escalated_at: Date | null } | undefined>("escalated_at");
  return row?.escalated_at ?? null;
}

/** Notes that supervisors are told now of these sessions' waits. */
export async function noteEscalation(
  tx: Tx,
  queue: QueueId,
  sessions: readonly SessionId[],
): Promise<void> {
  await tx.sql("queues").where({ id: queue }).update({ escalated_at: tx.now });
  await tx
    .sql("sessions")
    .whereIn("id", [...sessions])
    .where({ state: "waiting" })
    .update({ escalated_at: tx.now });
}
