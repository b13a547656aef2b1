import type { ChannelId } from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** ms until the channel takes posts again; 0 when it does. */
export async function gateOpensInMs(tx: Tx, channel: ChannelId): Promise<number> {
  const row = await tx
    .sql("channel_gates")
    .where({ channel })
    .first<{ open_at: Date } | undefined>("open_at");
  return row ? Math.max(0, row.open_at.getTime() - tx.now.getTime()) : 0;
}

/** Closes the channel's gate for all replicas; a gate that is closed for longer stays so. */
export async function closeGate(tx: Tx, channel: ChannelId, forMs: number): Promise<void> {
  await tx.sql.raw(
    `insert into channel_gates as g (channel, open_at) values (?, ?)
     on conflict (channel) do update set open_at = greatest(g.open_at, excluded.open_at)`,
    [channel, new Date(tx.now.getTime() + forMs)],
  );
}
