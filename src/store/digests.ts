import type { DigestTime } from "../domain/digest.ts";
import { type ChannelId, channelId, type QueueId, queueId } from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** A queue that wants a daily digest. */
export interface WantedDigest extends DigestTime {
  readonly queue: QueueId;
  readonly channel: ChannelId;
}

/** The queues whose channels get a daily digest. */
export async function wantedDigests(tx: Tx): Promise<WantedDigest[]> {
  const rows = await tx
    .sql("queues")
    .whereNull("deleted_at")
    .whereNotNull("digest_hour")
    .select<
      { id: string; channel: string; digest_hour: number; time_zone: string; digest_since: Date }[]
    >("id", "channel", "digest_hour", "time_zone", "digest_since");
  return rows.map((row) => ({
    queue: queueId(row.id),
    channel: channelId(row.channel),
    hour: row.digest_hour,
    timeZone: row.time_zone,
    since: row.digest_since,
  }));
}
