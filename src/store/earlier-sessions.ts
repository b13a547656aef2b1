import {
  type ChannelId,
  channelId,
  type MessageTs,
  messageTs,
  type PhoneNumber,
  type UserId,
  userId,
} from "../domain/ids.ts";
import type { Tx } from "./database.ts";
import type { SessionRecord } from "./sessions.ts";

/** A session that somebody had before, as it is told of. */
export interface EarlierSession {
  /** Its queue's name. */
  readonly queue: string;
  /** Who had it last; null where nobody accepted it. */
  readonly agent: UserId | null;
  readonly at: Date;
  readonly channel: ChannelId;
  readonly inviteTs: MessageTs | null;
}

/**
 * The texter's sessions before this one, whichever of our lines was texted, as far as they are in
 * the same channel: who reads this channel may see them, and those of other channels are not told.
 *
 * @param limit of those that are told of, the latest first; all are counted
 */
export async function earlierSessionsOf(
  tx: Tx,
  texter: PhoneNumber,
  { session, channel }: SessionRecord,
  limit: number,
): Promise<{ readonly count: number; readonly latest: readonly EarlierSession[] }> {
  const { rows } = await tx.sql.raw<{
    rows: {
      queue: string;
      agent: string | null;
      at: Date;
      channel: string;
      invite_ts: string | null;
      count: number;
    }[];
  }>(
    `select q.name as queue, s.waiting_since as at, s.channel, s.invite_ts,
            (select a.agent from assignments a where a.session_id = s.id
              order by a.from_at desc limit 1) as agent,
            count(*) over ()::int as count
       from sessions s join pairs p on p.id = s.pair_id join queues q on q.id = s.queue_id
      where p.texter = ? and s.channel = ? and s.waiting_since < ? and s.id <> ?
      order by s.waiting_since desc, s.id limit ?`,
    [texter, channel, session.waitingSince, session.id, limit],
  );
  return {
    count: rows[0]?.count ?? 0,
    latest: rows.map((row) => ({
      queue: row.queue,
      agent: row.agent === null ? null : userId(row.agent),
      at: row.at,
      channel: channelId(row.channel),
      inviteTs: row.invite_ts === null ? null : messageTs(row.invite_ts),
    })),
  };
}
