import type { DeliveryState } from "../domain/delivery.ts";
import type { MessageId, UserId } from "../domain/ids.ts";
import { filesOf } from "../store/outbound-media.ts";
import { loadOutboundText, lockOutboundText } from "../store/outbound-texts.ts";
import { isOptedOut, lockPair } from "../store/pairs.ts";
import { loadSession } from "../store/sessions.ts";
import { moveThreadMessage, threadMessageOf } from "../store/thread-messages.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueMark } from "./jobs.ts";
import { queueAgentText } from "./send-sms.ts";

/** What came of pressing Retry. */
export type RetryResult =
  | { readonly kind: "retried" }
  /** It was retried before, or has been delivered after all. */
  | { readonly kind: "not_needed" }
  | { readonly kind: "not_owner" }
  | { readonly kind: "ended" }
  | { readonly kind: "opted_out" };

const RETRIABLE: ReadonlySet<DeliveryState> = new Set([
  "sending_failed",
  "delivery_failed",
  "expired",
  "unknown",
]);

/**
 * Retry: sends the same words again as a new SMS, once, and the agent's message shows the new
 * SMS's delivery from then on. Only the owner can, and only while the session is open.
 */
export function retrySms(
  deps: FlowDeps,
  pressed: { outbound: MessageId; by: UserId },
): Promise<RetryResult> {
  return deps.db.transaction(async (tx): Promise<RetryResult> => {
    const { pair: pairId, session: sessionId } = await loadOutboundText(tx, pressed.outbound);
    const pair = await lockPair(tx, pairId);
    const failed = await lockOutboundText(tx, pressed.outbound);
    const shown = await threadMessageOf(tx, failed.id);
    if (sessionId === null || shown === null || !RETRIABLE.has(failed.state)) {
      return { kind: "not_needed" };
    }
    const { session } = await loadSession(tx, sessionId);
    if (session.state === "ended") return { kind: "ended" };
    if (session.state !== "active" || session.owner !== pressed.by) return { kind: "not_owner" };
    if (await isOptedOut(tx, pair)) return { kind: "opted_out" };
    const outbound = await queueAgentText(tx, pair, {
      session: sessionId,
      author: pressed.by,
      text: failed.text,
      files: await filesOf(tx, failed.id),
    });
    await moveThreadMessage(tx, failed.id, outbound);
    await enqueueMark(tx, shown, outbound);
    return { kind: "retried" };
  });
}
