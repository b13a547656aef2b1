import { type QueueId, queueId, sessionId } from "../domain/ids.ts";
import type { HandledStretch } from "../domain/statistics.ts";
import type { Tx } from "./database.ts";

/**
 * The queue's stretches of handling that count in the interval: of sessions that ended in it, or
 * left the queue in it by a transfer. Earlier stretches of the same session in the same queue
 * count with them: a session counts once, whole.
 *
 * @param from inclusive
 * @param to exclusive
 */
export async function handledStretches(
  tx: Tx,
  queue: QueueId,
  from: Date,
  to: Date,
): Promise<HandledStretch[]> {
  const { rows } = await tx.sql.raw<{
    rows: { session_id: string; queue_id: string; from_at: Date; to_at: Date }[];
  }>(
    `select a.session_id, a.queue_id, a.from_at, a.to_at
       from assignments a join sessions s on s.id = a.session_id
      where a.queue_id = ? and a.to_at is not null
        and (case when s.queue_id = a.queue_id then s.ended_at
                  else (select max(last.to_at) from assignments last
                         where last.session_id = a.session_id and last.queue_id = a.queue_id)
             end) >= ?
        and (case when s.queue_id = a.queue_id then s.ended_at
                  else (select max(last.to_at) from assignments last
                         where last.session_id = a.session_id and last.queue_id = a.queue_id)
             end) < ?`,
    [queue, from, to],
  );
  return rows.map((row) => ({
    session: sessionId(row.session_id),
    queue: queueId(row.queue_id),
    from: row.from_at,
    to: row.to_at,
  }));
}
