/**
 * What is known of an SMS on its way, from `queued` (ours alone) to a final state (told by a
 * receipt). Telnyx's own words are kept where they are final.
 */
export type DeliveryState =
  | "queued"
  | "sending"
  | "unknown"
  | "accepted"
  | "sent"
  | "delivered"
  | "delivery_unconfirmed"
  | "delivery_failed"
  | "sending_failed"
  | "expired"
  | "cancelled";

/** Higher follows lower; equal ranks don't replace each other, so what is final stays. */
const RANK: Readonly<Record<DeliveryState, number>> = {
  queued: 0,
  sending: 1,
  unknown: 2,
  accepted: 3,
  sent: 4,
  delivered: 9,
  delivery_unconfirmed: 9,
  delivery_failed: 9,
  sending_failed: 9,
  expired: 9,
  cancelled: 9,
};

/** The state after something new is heard: never backwards, and never out of a final state. */
export function advance(current: DeliveryState, heard: DeliveryState): DeliveryState {
  return RANK[heard] > RANK[current] ? heard : current;
}

/** Telnyx's error code for a texter who has sent STOP; ours too, for what is held back for it. */
export const OPTED_OUT_CODE = "40300";

/** States in which the SMS surely did not reach the texter. */
export const FAILED_STATES: ReadonlySet<DeliveryState> = new Set([
  "sending_failed",
  "delivery_failed",
  "expired",
  "cancelled",
]);

const FROM_TELNYX: ReadonlyMap<string, DeliveryState> = new Map([
  ["queued", "accepted"],
  ["sending", "accepted"],
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["delivery_unconfirmed", "delivery_unconfirmed"],
  ["delivery_failed", "delivery_failed"],
  ["sending_failed", "sending_failed"],
  ["expired", "expired"],
]);

/** Telnyx's `to[].status` in a receipt; null for a word that we don't know. */
export function stateFromTelnyx(status: string): DeliveryState | null {
  return FROM_TELNYX.get(status) ?? null;
}

/** The Slack reactions that show a delivery state on the agent's message (SPEC 7). */
export type DeliveryReaction = "hourglass_flowing_sand" | "white_check_mark" | "warning";

/**
 * Unconfirmed is shown as delivered: the carrier took the text and gives no receipts. Unknown is
 * shown as trouble: nobody knows whether the text left.
 */
export function reactionFor(state: DeliveryState): DeliveryReaction {
  switch (state) {
    case "queued":
    case "sending":
    case "accepted":
    case "sent":
      return "hourglass_flowing_sand";
    case "delivered":
    case "delivery_unconfirmed":
      return "white_check_mark";
    case "unknown":
    case "delivery_failed":
    case "sending_failed":
    case "expired":
    case "cancelled":
      return "warning";
    default:
      return state satisfies never;
  }
}
