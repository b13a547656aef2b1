import { type DeliveryState, FAILED_STATES } from "../domain/delivery.ts";
import type { ChannelId, MessageId, MessageTs, UserId } from "../domain/ids.ts";
import type { SharedFile } from "../domain/mms.ts";
import { withPlainPunctuation } from "../domain/plain-punctuation.ts";
import {
  agreedText,
  checkSmsText,
  type LengthAgreed,
  type LongText,
  type SmsTextCheck,
} from "../domain/sms-text.ts";
import type { Tx } from "../store/database.ts";
import { filesOf } from "../store/outbound-media.ts";
import { loadOutboundText, lockOutboundText, type OutboundText } from "../store/outbound-texts.ts";
import { isOptedOut, lockPair, type Pair } from "../store/pairs.ts";
import { loadSession } from "../store/sessions.ts";
import { findThreadMessage, moveThreadMessage, threadMessageOf } from "../store/thread-messages.ts";
import type { FlowDeps } from "./deps.ts";
import { queueAgentText } from "./send-sms.ts";
import { enqueueEntry, enqueueMark } from "./session-jobs.ts";

/** Sending once more what an agent wrote: the same words after a failure, or better ones. */

/** What came of wanting to send it again. */
export type SendAgainResult =
  | { readonly kind: "sent" }
  /** It was sent again before, or has been delivered after all. */
  | { readonly kind: "not_needed" }
  | { readonly kind: "not_owner" }
  | { readonly kind: "ended" }
  | { readonly kind: "opted_out" }
  /** Edited into what may be a note for colleagues. */
  | { readonly kind: "maybe_note" }
  /** It is long: nothing is sent before the author has said so. */
  | { readonly kind: "long"; readonly text: string; readonly long: LongText }
  /** The new words can't be sent. */
  | { readonly kind: "bad_text"; readonly check: Exclude<SmsTextCheck, { kind: "ok" }> };

const FAILED: ReadonlySet<DeliveryState> = new Set([
  "sending_failed",
  "delivery_failed",
  "expired",
  "unknown",
]);

/**
 * Retry, or Edit and retry: sends a failed SMS again, once. The agent's message shows the new SMS's
 * delivery from then on.
 *
 * @param edited null: the same words, whose length is no news
 */
export function retrySms(
  deps: FlowDeps,
  pressed: {
    outbound: MessageId;
    by: UserId;
    edited: { text: string; agreed: LengthAgreed } | null;
  },
): Promise<SendAgainResult> {
  return deps.db.transaction(async (tx): Promise<SendAgainResult> => {
    const { failed, pair } = await lockWithPair(tx, pressed.outbound);
    const refusal = await refuse(tx, failed, pressed.by);
    if (refusal) return refusal;
    if (!FAILED.has(failed.state)) return { kind: "not_needed" };
    return sendInstead(tx, pair, failed, {
      by: pressed.by,
      text: pressed.edited?.text ?? failed.text,
      agreed: pressed.edited?.agreed ?? null,
      files: await filesOf(tx, failed.id),
      shows: "other_words",
    });
  });
}

/** The words of an SMS, for its own author to edit; null for everybody else. */
export function readFailedText(
  deps: FlowDeps,
  asked: { outbound: MessageId; by: UserId },
): Promise<string | null> {
  return deps.db.transaction(async (tx) => {
    const { author, text } = await loadOutboundText(tx, asked.outbound);
    return author === asked.by ? text : null;
  });
}

/**
 * Send correction: an agent edited a message that was sent already, and wants the texter to have
 * the new words as well. They are read from Slack as they are now.
 */
export async function sendCorrection(
  deps: FlowDeps,
  pressed: {
    channel: ChannelId;
    threadTs: MessageTs;
    ts: MessageTs;
    by: UserId;
    agreed: LengthAgreed;
  },
): Promise<SendAgainResult> {
  const now = await deps.threadMessages.readCurrent(pressed);
  return deps.db.transaction(async (tx): Promise<SendAgainResult> => {
    const message = await findThreadMessage(tx, pressed.channel, pressed.ts);
    if (!message?.outbound) return { kind: "not_needed" };
    const { failed: sent, pair } = await lockWithPair(tx, message.outbound);
    const refusal = await refuse(tx, sent, pressed.by);
    if (refusal) return refusal;
    if (now === null) return { kind: "not_needed" };
    const isThere = !FAILED_STATES.has(sent.state);
    if (isThere && readsAlike(sent.text, now.text)) return { kind: "not_needed" };
    if (now.note !== "none") return { kind: "maybe_note" };
    const { by, agreed } = pressed;
    return sendInstead(tx, pair, sent, { by, text: now.text, agreed, files: [], shows: "nothing" });
  });
}

/** Only the owner of an open session may send again what was sent in it; null: they may. */
async function refuse(tx: Tx, before: OutboundText, by: UserId): Promise<SendAgainResult | null> {
  if (before.session === null) return { kind: "not_needed" };
  const { session } = await loadSession(tx, before.session);
  if (session.state === "waiting" || session.owner !== by) return { kind: "not_owner" };
  return session.state === "ended" ? { kind: "ended" } : null;
}

/** Other quotes are no correction: the text may have been sent with plain ones. */
function readsAlike(one: string, other: string): boolean {
  return withPlainPunctuation(one) === withPlainPunctuation(other);
}

async function lockWithPair(tx: Tx, id: MessageId): Promise<{ failed: OutboundText; pair: Pair }> {
  const { pair } = await loadOutboundText(tx, id);
  return { pair: await lockPair(tx, pair), failed: await lockOutboundText(tx, id) };
}

async function sendInstead(
  tx: Tx,
  pair: Pair,
  before: OutboundText,
  now: {
    by: UserId;
    text: string;
    /** Null: nothing has to be asked. */
    agreed: LengthAgreed | null;
    files: readonly SharedFile[];
    /** What the thread is to show of the new words. */
    shows: "other_words" | "nothing";
  },
): Promise<SendAgainResult> {
  const shown = await threadMessageOf(tx, before.id);
  if (before.session === null || shown === null) return { kind: "not_needed" };
  if (await isOptedOut(tx, pair)) return { kind: "opted_out" };
  const check = checkSmsText(now.text);
  if (check.kind !== "ok" && now.files.length === 0) return { kind: "bad_text", check };
  const agreed =
    now.agreed === null || now.files.length > 0
      ? { kind: "go" as const, text: now.text }
      : agreedText(now.text, now.agreed);
  if (agreed.kind === "ask") return { kind: "long", text: now.text, long: agreed.long };
  const { text } = agreed;
  const outbound = await queueAgentText(tx, pair, {
    session: before.session,
    author: now.by,
    text,
    files: now.files,
  });
  await moveThreadMessage(tx, before.id, outbound);
  await enqueueMark(tx, shown, outbound);
  if (now.shows === "other_words" && text !== before.text) {
    await enqueueEntry(tx, { id: before.session }, { kind: "sent_instead", outbound });
  }
  return { kind: "sent" };
}
