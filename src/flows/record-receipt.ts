import { stateFromTelnyx } from "../domain/delivery.ts";
import { isPhoneNumber, messageId } from "../domain/ids.ts";
import type { Tx } from "../store/database.ts";
import {
  findByProviderId,
  findInDoubt,
  insertReceipt,
  loadOutboundText,
  type OutboundText,
  setDelivery,
} from "../store/outbound-texts.ts";
import { findPair } from "../store/pairs.ts";
import type { TelnyxEvent } from "./ports.ts";
import { applyDelivery } from "./send-sms.ts";

/**
 * Records a receipt and moves the SMS's state forward. The SMS is found by Telnyx's id, else by
 * the address that the receipt was sent to, else (for outcomes in doubt) by numbers and words.
 */
export async function recordReceipt(
  tx: Tx,
  receipt: TelnyxEvent & { kind: "receipt" },
  aboutText: string | null,
): Promise<void> {
  const state = stateFromTelnyx(receipt.status);
  if (state === null) return;
  await insertReceipt(tx, {
    eventId: receipt.eventId,
    providerId: receipt.payloadId,
    state,
    errorCode: receipt.errorCode,
    occurredAt: receipt.occurredAt,
  });
  const outbound = await findText(tx, receipt, aboutText);
  if (!outbound) return;
  if (outbound.providerId === null) {
    await setDelivery(tx, outbound.id, { state: outbound.state, providerId: receipt.payloadId });
  }
  await applyDelivery(tx, outbound.id, state, receipt.errorCode);
}

async function findText(
  tx: Tx,
  receipt: TelnyxEvent & { kind: "receipt" },
  aboutText: string | null,
): Promise<OutboundText | null> {
  const known = await findByProviderId(tx, receipt.payloadId);
  if (known) return known;
  if (!isPhoneNumber(receipt.from) || !isPhoneNumber(receipt.to)) return null;
  const pair = await findPair(tx, receipt.from, receipt.to);
  if (!pair) return null;
  if (aboutText !== null) {
    const named = await loadOutboundText(tx, messageId(aboutText));
    // The address is not signed; the numbers in the body are.
    if (named.pair === pair.id && named.providerId === null) return named;
  }
  return findInDoubt(tx, pair.id, receipt.text);
}
