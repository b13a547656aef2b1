import type { OfferId, SessionId, UserId } from "../domain/ids.ts";
import type { Session } from "../domain/session.ts";
import {
  mayTransfer,
  type OfferOutcome,
  type OfferResult,
  offerIsOver,
  offerTransfer,
  TRANSFER_OFFER_MS,
  type TransferOffer,
} from "../domain/transfer.ts";
import { transactional } from "../lanes/job.ts";
import { lockMember, membersOf } from "../store/agents.ts";
import type { Tx } from "../store/database.ts";
import { lockPair } from "../store/pairs.ts";
import { loadSession, lockSession } from "../store/sessions.ts";
import {
  closeTransferOffer,
  insertTransferOffer,
  loadTransferOffer,
  openTransferOffer,
} from "../store/transfer-offers.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueEntry, type TransferFailure } from "./session-jobs.ts";
import {
  enqueueShowOffer,
  enqueueTellOffer,
  enqueueTransferOfferEnd,
  offerPayload,
} from "./transfer-jobs.ts";

/**
 * Offers an accepted session to another agent of its queue (SPEC 8): in its thread, and in a direct
 * message. It stays its owner's until that one accepts.
 */
export function offerSession(
  deps: FlowDeps,
  asked: { session: SessionId; to: UserId; by: UserId; isSupervisor: boolean },
): Promise<OfferResult> {
  return deps.db.transaction(async (tx) => {
    const session = await lockWithPair(tx, asked.session);
    const target = await lockMember(tx, session.queue, asked.to);
    const open = await openTransferOffer(tx, session.id);
    const result = offerTransfer(session, open, asked, target);
    if (result.kind !== "may_offer") return result;
    const { by, to } = asked;
    const until = new Date(tx.now.getTime() + TRANSFER_OFFER_MS);
    const made = { session: session.id, from: result.from, to, by, until };
    const offer = { ...made, id: await insertTransferOffer(tx, made), outcome: null };
    await enqueueShowOffer(tx, offer);
    await enqueueTellOffer(tx, offer);
    await enqueueTransferOfferEnd(tx, offer);
    return result;
  });
}

/** What came of a press of Decline or Cancel offer; `over`: the offer had ended before. */
export type OfferEnded =
  | { readonly kind: "ended" }
  | { readonly kind: "over"; readonly outcome: OfferOutcome }
  | { readonly kind: "not_yours"; readonly to: UserId };

/** Decline: the agent doesn't want it. */
export function declineTransfer(
  deps: FlowDeps,
  click: { offer: OfferId; by: UserId },
): Promise<OfferEnded> {
  return endByPress(deps, click.offer, "declined", ({ to }) => to === click.by);
}

/** Cancel offer: its owner, whoever made it or a supervisor takes it back. */
export function cancelTransfer(
  deps: FlowDeps,
  click: { offer: OfferId; by: UserId; isSupervisor: boolean },
): Promise<OfferEnded> {
  return endByPress(
    deps,
    click.offer,
    "cancelled",
    ({ by }, session) =>
      by === click.by || mayTransfer(session, click.by, click).kind === "may_transfer",
  );
}

function endByPress(
  deps: FlowDeps,
  id: OfferId,
  outcome: "declined" | "cancelled",
  may: (offer: TransferOffer, session: Session) => boolean,
): Promise<OfferEnded> {
  return deps.db.transaction(async (tx): Promise<OfferEnded> => {
    const { session: sessionOf } = (await loadTransferOffer(tx, id)).offer;
    const session = await lockWithPair(tx, sessionOf);
    const { offer } = await loadTransferOffer(tx, id);
    if (!may(offer, session)) return { kind: "not_yours", to: offer.to };
    if (offer.outcome !== null) return { kind: "over", outcome: offer.outcome };
    if (outcome === "declined") await failOffer(tx, offer, outcome);
    else await endOffer(tx, offer.session, outcome);
    return { kind: "ended" };
  });
}

/** Ends the session's open offer, if it has one. The session must be locked. */
export async function endOffer(
  tx: Tx,
  session: SessionId,
  outcome: OfferOutcome,
): Promise<TransferOffer | null> {
  const offer = await closeTransferOffer(tx, session, outcome);
  if (offer) await enqueueShowOffer(tx, offer);
  return offer;
}

/** The agent does not take it: the owner is told, since a redrawn offer calls nobody. */
export async function failOffer(
  tx: Tx,
  offer: TransferOffer,
  outcome: TransferFailure,
): Promise<void> {
  if (!(await endOffer(tx, offer.session, outcome))) return;
  const { session, to, from } = offer;
  await enqueueEntry(tx, { id: session }, { kind: "transfer_failed", to, owner: from, outcome });
}

/** The offer's time is over, or its agent may have gone. */
export const checkOffer = transactional(offerPayload, async (tx, job) => {
  const { session: sessionOf } = (await loadTransferOffer(tx, job.payload.offer)).offer;
  const session = await lockWithPair(tx, sessionOf);
  const { offer } = await loadTransferOffer(tx, job.payload.offer);
  if (offer.outcome !== null) return;
  const over = offerIsOver(offer, await membersOf(tx, session.queue), tx.now);
  if (over !== null) await failOffer(tx, offer, over);
});

async function lockWithPair(tx: Tx, id: SessionId): Promise<Session> {
  await lockPair(tx, (await loadSession(tx, id)).session.pair);
  return (await lockSession(tx, id)).session;
}
