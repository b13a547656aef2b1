import { OPTED_OUT_CODE, stateFromTelnyx } from "../domain/delivery.ts";
import { isPhoneNumber, messageId } from "../domain/ids.ts";
import type { Tx } from "../store/database.ts";
import {
  findByProviderId,
  findInDoubt,
  findOutboundText,
  insertReceipt,
  lockOutboundText,
  type OutboundText,
  setDelivery,
} from "../store/outbound-texts.ts";
import { findPair, lockPair, type Pair } from "../store/pairs.ts";
import { applyDelivery } from "./send-sms.ts";
import { enqueueOptOut } from "./sms-jobs.ts";
import type { TelnyxEvent } from "./telnyx-ports.ts";

/**
 * Records a receipt and moves the SMS's state forward. The SMS is found by Telnyx's id, else by
 * the address that the receipt was sent to, else (for outcomes in doubt) by numbers and words.
 *
 * A receipt can be faster than the record of the send that it is about. The pair's lock keeps the
 * two apart: whichever comes second sees the other.
 */
export async function recordReceipt(
  tx: Tx,
  receipt: TelnyxEvent & { kind: "receipt" },
  aboutText: string | null,
): Promise<void> {
  const state = stateFromTelnyx(receipt.status);
  if (state === null || !isPhoneNumber(receipt.from) || !isPhoneNumber(receipt.to)) return;
  const pair = await findPair(tx, receipt.from, receipt.to);
  if (!pair) return;
  await lockPair(tx, pair.id);
  await insertReceipt(tx, {
    eventId: receipt.eventId,
    providerId: receipt.payloadId,
    state,
    errorCode: receipt.errorCode,
    occurredAt: receipt.occurredAt,
  });
  const found = await findText(tx, pair, receipt, aboutText);
  if (!found) return;
  const outbound = await lockOutboundText(tx, found.id);
  if (outbound.providerId === null) {
    await setDelivery(tx, outbound.id, { state: outbound.state, providerId: receipt.payloadId });
  }
  await applyDelivery(tx, outbound.id, state, receipt.errorCode);
  if (receipt.errorCode === OPTED_OUT_CODE) await enqueueOptOut(tx, pair, "carrier");
}

async function findText(
  tx: Tx,
  pair: Pair,
  receipt: TelnyxEvent & { kind: "receipt" },
  aboutText: string | null,
): Promise<OutboundText | null> {
  const known = await findByProviderId(tx, receipt.payloadId);
  if (known) return known;
  if (aboutText !== null) {
    const named = await findOutboundText(tx, messageId(aboutText));
    // The address is not signed; the numbers in the body are.
    if (named?.pair === pair.id && named.providerId === null) return named;
  }
  return findInDoubt(tx, pair.id, receipt.text);
}
