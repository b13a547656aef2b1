import { z } from "zod";
import type { MessageId } from "../domain/ids.ts";
import { enqueue } from "../lanes/enqueue.ts";
import type { Tx } from "../store/database.ts";
import type { Pair } from "../store/pairs.ts";
import { asMessage, asPair, JOB, laneName } from "./jobs.ts";

/** The jobs about texts in and out, and about who wants none. */

/** The lane of what Telnyx says of a line and a texter (in either direction), raw as on the wire. */
export function pairLane(line: string, texter: string): string {
  return laneName("pair", line, texter);
}

/** The lane of a text that we can't read: nobody knows whose it is. */
export function unreadableLane(eventId: string): string {
  return laneName("pair", "unreadable", eventId);
}

export const outboundPayload = z.object({ outbound: asMessage });

/** Makes an SMS's files ready; in the SMS's own lane, just before it. */
export function enqueuePrepareMedia(tx: Tx, pair: Pair, outbound: MessageId): Promise<boolean> {
  return enqueue(tx, {
    lane: laneName("sms", pair.line, pair.texter),
    kind: JOB.prepareMedia,
    key: `sms-media:${outbound}`,
    payload: { outbound },
  });
}

/** Sends an SMS, after those that were queued to the same person before. */
export function enqueueSms(tx: Tx, pair: Pair, outbound: MessageId): Promise<boolean> {
  return enqueue(tx, {
    lane: laneName("sms", pair.line, pair.texter),
    kind: JOB.sendSms,
    key: `sms:${outbound}`,
    payload: { outbound },
  });
}

/** Looks, after a while, what has become of an SMS whose outcome is unknown. */
export function enqueueSettleSms(tx: Tx, outbound: MessageId, runAt: Date): Promise<boolean> {
  return enqueue(tx, {
    lane: laneName("timer", "sms", outbound),
    kind: JOB.settleSms,
    key: `settle:${outbound}`,
    payload: { outbound },
    runAt,
  });
}

export const optOutPayload = z.object({
  pair: asPair,
  source: z.enum(["carrier", "other_line"]),
});

/**
 * Treats the pair as opted out.
 *
 * @param source `carrier`: Telnyx refused an SMS because of it; `other_line`: the texter opted out
 *   by texting another of our lines
 */
export async function enqueueOptOut(
  tx: Tx,
  pair: Pair,
  source: z.infer<typeof optOutPayload>["source"],
): Promise<void> {
  await enqueue(tx, {
    lane: pairLane(pair.line, pair.texter),
    kind: JOB.optedOut,
    payload: { pair: pair.id, source },
  });
}
