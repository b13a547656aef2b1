import type { AnswerKind } from "../domain/automatic-answers.ts";
import { advance, type DeliveryState, FAILED_STATES, OPTED_OUT_CODE } from "../domain/delivery.ts";
import type { MessageId, SessionId, UserId } from "../domain/ids.ts";
import type { SharedFile } from "../domain/mms.ts";
import { type EffectHandler, effect, transactional, type Verdict } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { hasBeenAccepted } from "../store/hand-back.ts";
import { insertOutboundMedia, mediaOf } from "../store/outbound-media.ts";
import {
  findByProviderId,
  insertOutboundText,
  loadOutboundText,
  lockOutboundText,
  type OutboundText,
  receiptsOf,
  setDelivery,
} from "../store/outbound-texts.ts";
import { isOptedOut, loadPair, lockPair, type Pair } from "../store/pairs.ts";
import { type ThreadMessagePlace, threadMessageOf } from "../store/thread-messages.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueEntry, enqueueMark } from "./session-jobs.ts";
import {
  enqueueOptOut,
  enqueuePrepareMedia,
  enqueueSettleSms,
  enqueueSms,
  outboundPayload,
} from "./sms-jobs.ts";
import { enqueueTell } from "./tell-jobs.ts";
import type { SendOutcome } from "./telnyx-ports.ts";

/** ms; the SDK's time-out is 10 s. */
const TIMES = { leaseMs: 14_000, performMs: 11_000 };
/** ms without a receipt after which an unknown outcome is shown as such. */
export const RECEIPT_PATIENCE = 90_000;
/** ms for which an SMS is tried that Telnyx does not take: then its words are old. */
const TRIED_FOR = 15 * 60_000;
/** ms between tries of an SMS that Telnyx does not take now. */
const FIRST_RETRY = 1_000;
const LAST_RETRY = 30_000;

/** Queues an SMS that an agent wrote. */
export async function queueAgentText(
  tx: Tx,
  pair: Pair,
  text: {
    session: SessionId;
    author: UserId;
    text: string;
    files: readonly SharedFile[];
    /** Slack's name for the form that it was sent by; a second text by it is refused. */
    form?: string;
  },
): Promise<MessageId> {
  const { session, author, text: words, files, form = null } = text;
  const outbound = await insertOutboundText(tx, {
    pair: pair.id,
    session,
    kind: "agent",
    author,
    text: words,
    form,
  });
  await insertOutboundMedia(tx, outbound, files);
  if (files.length > 0) await enqueuePrepareMedia(tx, pair, outbound);
  await enqueueSms(tx, pair, outbound);
  return outbound;
}

/** Tells the author of a message that goes out which of its files don't go with it. */
export async function tellLeftOut(
  tx: Tx,
  { session, author }: ThreadMessagePlace,
  reasons: readonly string[],
): Promise<void> {
  if (reasons.length === 0) return;
  await enqueueTell(tx, session, author, {
    kind: "files_not_sent",
    textSent: true,
    reasons: [...reasons],
  });
}

/** Takes an SMS back that has not left: there is nothing in it to send. */
export async function cancelText(tx: Tx, outbound: OutboundText): Promise<void> {
  await setDelivery(tx, outbound.id, { state: "cancelled" });
  const message = await threadMessageOf(tx, outbound.id);
  if (message) await enqueueMark(tx, message, outbound.id);
}

/** Queues one of the queue's messages. */
export async function queueAutomaticText(
  tx: Tx,
  pair: Pair,
  text: { session: SessionId | null; kind: AnswerKind; text: string },
): Promise<MessageId> {
  const outbound = await insertOutboundText(tx, {
    ...text,
    pair: pair.id,
    author: null,
    form: null,
  });
  await enqueueSms(tx, pair, outbound);
  return outbound;
}

/**
 * Hands an SMS to Telnyx. Telnyx has no idempotency for messages, so an attempt whose outcome is
 * not known is never repeated: the receipt settles it, or the owner is told.
 */
export function sendSms(deps: FlowDeps): EffectHandler {
  return effect(outboundPayload, TIMES, async (tx, job, resolving) => {
    const outbound = await lockOutboundText(tx, job.payload.outbound);
    if (outbound.state !== "queued" && outbound.state !== "sending") return null;
    const pair = await loadPair(tx, outbound.pair);
    if (resolving) {
      // A replica died between claiming and recording: nobody knows whether the SMS left.
      await becomeUnknown(tx, outbound);
      return null;
    }
    // The last look, in the transaction that claims the SMS: nobody who opted out is texted.
    if (await isOptedOut(tx, pair)) {
      await showDelivery(tx, outbound, "cancelled", { errorCode: OPTED_OUT_CODE });
      return null;
    }
    await setDelivery(tx, outbound.id, { state: "sending" });
    const media = await mediaOf(tx, outbound.id);
    return async () => {
      const outcome = await deps.sms.send({
        from: pair.line,
        to: pair.texter,
        text: outbound.text,
        mediaUrls: media.flatMap(({ state }) =>
          state.kind === "ready" ? [`${deps.publicUrl}/media/${state.token}`] : [],
        ),
        webhookUrl:
          deps.publicUrl === null ? null : `${deps.publicUrl}/telnyx/webhooks?text=${outbound.id}`,
      });
      return (settleTx) => settle(settleTx, outbound.id, pair, outcome, job.attempts);
    };
  });
}

async function settle(
  tx: Tx,
  id: MessageId,
  pair: Pair,
  outcome: SendOutcome,
  attempts: number,
): Promise<Verdict> {
  // Receipts may be on their way in already; see record-receipt.ts.
  await lockPair(tx, pair.id);
  const outbound = await lockOutboundText(tx, id);
  switch (outcome.kind) {
    case "accepted": {
      const credited = await findByProviderId(tx, outcome.id);
      if (credited && credited.id !== id) {
        // Its receipt was taken for that of an earlier text in doubt, with the same words to the
        // same person. One of the two has arrived; nobody knows of the other.
        await becomeUnknown(tx, outbound);
        return { kind: "done" };
      }
      await setDelivery(tx, id, {
        state: outbound.state,
        providerId: outcome.id,
        parts: outcome.parts,
      });
      // Receipts may have been faster than this record; what they say is not undone by it.
      await applyDelivery(tx, id, "accepted", null);
      for (const receipt of await receiptsOf(tx, outcome.id)) {
        await applyDelivery(tx, id, receipt.state, receipt.errorCode);
      }
      return { kind: "done" };
    }
    case "refused":
      if (outbound.state !== "sending") return { kind: "done" };
      await showDelivery(tx, outbound, "sending_failed", { errorCode: outcome.code });
      if (outcome.optedOut) await enqueueOptOut(tx, pair, "carrier");
      return { kind: "done" };
    case "temporary": {
      // A receipt has come meanwhile: it was taken after all.
      if (outbound.state !== "sending") return { kind: "done" };
      if (tx.now.getTime() - outbound.createdAt.getTime() > TRIED_FOR) {
        await showDelivery(tx, outbound, "sending_failed", { errorCode: outcome.code });
        return { kind: "done" };
      }
      await setDelivery(tx, id, { state: "queued" });
      const backoff = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** Math.min(attempts, 10));
      return {
        kind: "retry",
        afterMs: outcome.retryAfterMs ?? backoff,
        why: `Telnyx does not take it now (${outcome.code ?? "not reached"})`,
      };
    }
    case "unknown":
      await becomeUnknown(tx, outbound);
      return { kind: "done" };
    default:
      return outcome satisfies never;
  }
}

async function becomeUnknown(tx: Tx, outbound: OutboundText): Promise<void> {
  await applyDelivery(tx, outbound.id, "unknown", null);
  await enqueueSettleSms(tx, outbound.id, new Date(tx.now.getTime() + RECEIPT_PATIENCE));
}

/** What a receipt (or our own doubt) says of a text; a final state never goes back. */
export async function applyDelivery(
  tx: Tx,
  id: MessageId,
  state: DeliveryState,
  errorCode: string | null,
): Promise<void> {
  const outbound = await lockOutboundText(tx, id);
  const next = advance(outbound.state, state);
  if (next !== outbound.state) await showDelivery(tx, outbound, next, { errorCode });
}

/** Records the state, shows it on the agent's message and tells the owner of a failure. */
async function showDelivery(
  tx: Tx,
  outbound: OutboundText,
  state: DeliveryState,
  error: { errorCode: string | null } = { errorCode: null },
): Promise<void> {
  await setDelivery(tx, outbound.id, { state, errorCode: error.errorCode });
  if (outbound.kind !== "agent") {
    if (FAILED_STATES.has(state)) await sayAutomaticFailed(tx, outbound);
    return;
  }
  const message = await threadMessageOf(tx, outbound.id);
  if (!message) return;
  await enqueueMark(tx, message, outbound.id);
  if (FAILED_STATES.has(state)) {
    await enqueueTell(tx, message.session, message.author, {
      kind: "delivery_failed",
      outbound: outbound.id,
    });
  }
}

/**
 * One of the queue's messages has not reached the texter: said in the thread, where it stands as
 * sent. Where there is no thread yet, its entry will say so.
 */
async function sayAutomaticFailed(tx: Tx, outbound: OutboundText): Promise<void> {
  if (outbound.session === null || !(await hasBeenAccepted(tx, outbound.session))) return;
  await enqueueEntry(
    tx,
    { id: outbound.session },
    { kind: "automatic_failed", outbound: outbound.id },
  );
}

/**
 * The message that stands for an agent's text has come only now: it shows what has become of it, and
 * its author is told of a failure that was known before.
 */
export async function showDeliveryAgain(tx: Tx, id: MessageId): Promise<void> {
  const outbound = await lockOutboundText(tx, id);
  const message = await threadMessageOf(tx, id);
  if (!message) return;
  await enqueueMark(tx, message, id);
  if (!hasFailureToTell(outbound, tx.now)) return;
  await enqueueTell(tx, message.session, message.author, { kind: "delivery_failed", outbound: id });
}

/** Whether there is a failure of it to be told: a sure one, or a doubt that no receipt has ended. */
export function hasFailureToTell({ state, stateAt, errorCode }: OutboundText, now: Date): boolean {
  if (state === "unknown") return now.getTime() - stateAt.getTime() >= RECEIPT_PATIENCE;
  // What was taken back without a reason of the carrier's, its author wanted so or was told why.
  return FAILED_STATES.has(state) && (state !== "cancelled" || errorCode !== null);
}

/** After the patience with an unknown outcome: if no receipt has come, the owner is told. */
export const settleSms = transactional(outboundPayload, async (tx, job) => {
  const outbound = await loadOutboundText(tx, job.payload.outbound);
  if (outbound.state !== "unknown") return;
  if (outbound.kind !== "agent") return sayAutomaticFailed(tx, outbound);
  const message = await threadMessageOf(tx, outbound.id);
  if (!message) return;
  await enqueueMark(tx, message, outbound.id);
  await enqueueTell(tx, message.session, message.author, {
    kind: "delivery_failed",
    outbound: outbound.id,
  });
});
