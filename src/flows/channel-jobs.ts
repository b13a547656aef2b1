import { z } from "zod";
import type { ChannelId } from "../domain/ids.ts";
import { dayText } from "../domain/period.ts";
import { enqueue } from "../lanes/enqueue.ts";
import type { Tx } from "../store/database.ts";
import { asChannel, asQueue, asTime, JOB, laneName } from "./jobs.ts";

/** The jobs about a channel as a whole. */

export const channelCheckPayload = z.object({ channel: asChannel, since: asTime });

export function channelLane(channel: ChannelId): string {
  return laneName("channel", channel);
}

/**
 * Looks, at that time, whether a channel is open again.
 *
 * @param since when the trouble began that the look is about
 */
export async function enqueueChannelCheck(
  tx: Tx,
  channel: ChannelId,
  since: Date,
  runAt: Date,
): Promise<void> {
  await enqueue(tx, {
    lane: channelLane(channel),
    kind: JOB.checkChannel,
    payload: { channel, since: since.toISOString() },
    runAt,
  });
}

export const digestPayload = z.object({
  queue: asQueue,
  channel: asChannel,
  /** The queue's local day on which it is posted; its figures are those of the day before. */
  day: z.object({ year: z.int(), month: z.int(), day: z.int() }),
});

/**
 * Posts a queue's digest of a day, once.
 *
 * @param moved the queue has got another channel since it was enqueued first
 */
export async function enqueueDigest(
  tx: Tx,
  { queue, channel, day }: z.infer<typeof digestPayload>,
  { moved }: { readonly moved: boolean } = { moved: false },
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("slack", channel, "digest"),
    kind: JOB.postDigest,
    key: `digest:${queue}:${dayText(day)}${moved ? `:${channel}` : ""}`,
    payload: { queue, channel, day },
  });
}
