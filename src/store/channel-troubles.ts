import { type ChannelId, channelId } from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** Channels into which Slack lets us post nothing until somebody mends it. */

export interface ChannelTrouble {
  /** Slack's word, such as `is_archived`. */
  readonly why: string;
  readonly since: Date;
}

/** What is wrong with the channel; null: nothing that we know of. */
export async function findChannelTrouble(
  tx: Tx,
  channel: ChannelId,
): Promise<ChannelTrouble | null> {
  const row = await tx
    .sql("channel_troubles")
    .where({ channel })
    .first<ChannelTrouble | undefined>("why", "since");
  return row ?? null;
}

/** Whether something is wrong with the channel; if so, it can't be over before this transaction is. */
export async function holdChannelTrouble(tx: Tx, channel: ChannelId): Promise<boolean> {
  const rows = await tx.sql("channel_troubles").where({ channel }).forShare().select("why");
  return rows.length > 0;
}

/** What is wrong with which channels. */
export async function channelTroubles(tx: Tx): Promise<ReadonlyMap<ChannelId, ChannelTrouble>> {
  const rows = await tx
    .sql("channel_troubles")
    .select<(ChannelTrouble & { channel: string })[]>("channel", "why", "since");
  return new Map(rows.map(({ channel, why, since }) => [channelId(channel), { why, since }]));
}

/** @returns false when the channel has this very trouble already */
export async function insertChannelTrouble(
  tx: Tx,
  channel: ChannelId,
  why: string,
): Promise<boolean> {
  const { rows } = await tx.sql.raw<{ rows: { channel: string }[] }>(
    `insert into channel_troubles as t (channel, why, since) values (?, ?, ?)
     on conflict (channel) do update set why = excluded.why, since = excluded.since
       where t.why <> excluded.why
     returning channel`,
    [channel, why, tx.now],
  );
  return rows.length > 0;
}

export async function deleteChannelTrouble(tx: Tx, channel: ChannelId): Promise<void> {
  await tx.sql("channel_troubles").where({ channel }).delete();
}

/** Whether anything of ours is, or is to be, in the channel. */
export async function isChannelOfOurs(tx: Tx, channel: ChannelId): Promise<boolean> {
  const { rows } = await tx.sql.raw<{ rows: { ours: boolean }[] }>(
    `select exists (select 1 from queues where channel = ? and deleted_at is null)
         or exists (select 1 from sessions s
                     where s.channel = ?
                       and (s.state <> 'ended' or s.id::text in (
                         select substr(j.lane, 7) from jobs j
                          where j.lane like 'slack:%' and j.state in ('ready', 'running')))
         ) as ours`,
    [channel, channel],
  );
  return rows[0]?.ours === true;
}

/** Lets everything that waits to be done in the channel be tried now. */
export async function wakeChannel(tx: Tx, channel: ChannelId): Promise<void> {
  const { rows } = await tx.sql.raw<{ rows: { lane: string }[] }>(
    `update jobs set run_at = ?
      where state = 'ready' and run_at > ?
        and (lane like 'mark:' || ? || ':%' or lane like 'slack:' || ? || ':%'
             or lane in (select unnest(array['slack:' || id, 'media:' || id])
                           from sessions where channel = ?))
      returning lane`,
    [tx.now, tx.now, channel, channel, channel],
  );
  for (const { lane } of rows) tx.lanesToWake.add(lane);
}
