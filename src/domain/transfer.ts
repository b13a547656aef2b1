import type { Member } from "./agent.ts";
import { isActive, isFree } from "./agent.ts";
import type { OfferId, QueueId, SessionId, UserId } from "./ids.ts";
import { type AcceptResult, refuse, type Session } from "./session.ts";

/** Giving an accepted session to somebody else (SPEC 8). */

/** ms for which a session is on offer to another agent. */
export const TRANSFER_OFFER_MS = 60_000;

/**
 * How an offer came to its end. `unavailable`: the agent went off duty or out of the queue;
 * `withdrawn`: its owner has the session no more.
 */
export type OfferOutcome =
  | "accepted"
  | "declined"
  | "cancelled"
  | "expired"
  | "unavailable"
  | "withdrawn";

/** An accepted session on offer to another agent; its owner keeps it until that one accepts. */
export interface TransferOffer {
  readonly id: OfferId;
  readonly session: SessionId;
  /** The owner. */
  readonly from: UserId;
  readonly to: UserId;
  /** The owner, or a supervisor. */
  readonly by: UserId;
  readonly until: Date;
  /** Null while it is open. */
  readonly outcome: OfferOutcome | null;
}

/** Whether somebody may give a session away. */
export type MayTransfer =
  | { readonly kind: "may_transfer"; readonly owner: UserId }
  | { readonly kind: "not_active" }
  | { readonly kind: "not_yours"; readonly owner: UserId };

/** Its owner may, and supervisors. */
export function mayTransfer(
  session: Session,
  by: UserId,
  { isSupervisor }: { readonly isSupervisor: boolean },
): MayTransfer {
  if (session.state !== "active") return { kind: "not_active" };
  const { owner } = session;
  return owner === by || isSupervisor
    ? { kind: "may_transfer", owner }
    : { kind: "not_yours", owner };
}

/** What wanting to offer a session to an agent comes to. */
export type OfferResult =
  | { readonly kind: "may_offer"; readonly from: UserId }
  | Exclude<MayTransfer, { kind: "may_transfer" }>
  | { readonly kind: "already_offered"; readonly to: UserId; readonly until: Date }
  /** The agent has it already. */
  | { readonly kind: "theirs" }
  /** No active agent of the queue. */
  | { readonly kind: "unavailable" }
  | { readonly kind: "at_max"; readonly load: number; readonly max: number };

/**
 * Whether a session may be offered to an agent of its queue: one at a time, and only to somebody
 * who could accept it now.
 *
 * @param open the session's open offer
 * @param target the agent's membership in the session's queue; null: not a member
 */
export function offerTransfer(
  session: Session,
  open: TransferOffer | null,
  asked: { readonly by: UserId; readonly isSupervisor: boolean; readonly to: UserId },
  target: Member | null,
): OfferResult {
  const may = mayTransfer(session, asked.by, asked);
  if (may.kind !== "may_transfer") return may;
  if (open) return { kind: "already_offered", to: open.to, until: open.until };
  if (asked.to === may.owner) return { kind: "theirs" };
  if (target === null || !isActive(target)) return { kind: "unavailable" };
  if (!isFree(target)) return { kind: "at_max", load: target.load, max: target.maxSessions };
  return { kind: "may_offer", from: may.owner };
}

/** What a press of Accept on an offer comes to. */
export type AcceptTransferResult =
  | { readonly kind: "transferred"; readonly from: UserId }
  | { readonly kind: "not_yours"; readonly to: UserId }
  /** Its time was over, and nobody had noticed yet. */
  | { readonly kind: "expired" }
  | { readonly kind: "over"; readonly outcome: OfferOutcome }
  | Exclude<AcceptResult, { kind: "accepted" | "taken" | "ended" | "offered" }>;

/**
 * Whether the person may take the session that is offered: as with every Accept, only within their
 * max, on duty, as an agent of the queue.
 *
 * @param member the person's membership in the session's queue, with a load that can't change
 *   before the decision is carried out; null: not a member
 */
export function acceptTransfer(
  session: Session,
  offer: TransferOffer,
  by: UserId,
  member: Member | null,
  now: Date,
): AcceptTransferResult {
  if (offer.to !== by) return { kind: "not_yours", to: offer.to };
  if (session.state === "active" && session.owner === by) return { kind: "already_yours" };
  if (offer.outcome !== null) return { kind: "over", outcome: offer.outcome };
  if (offer.until <= now) return { kind: "expired" };
  return refuse(member, { isSupervisor: false }) ?? { kind: "transferred", from: offer.from };
}

/** Why an open offer has to end now by itself; null: it stands. */
export function offerIsOver(
  { to, until }: TransferOffer,
  members: readonly Member[],
  now: Date,
): "expired" | "unavailable" | null {
  if (until <= now) return "expired";
  return members.some((member) => member.user === to && isActive(member)) ? null : "unavailable";
}

/** A queue to which a session may be transferred. */
export interface TargetQueue {
  readonly queue: QueueId;
  readonly paused: boolean;
  readonly members: readonly Member[];
  /** Nothing can be posted into its Slack channel. */
  readonly isChannelClosed: boolean;
}

/** Why nobody would come for a session in a queue. */
export type QueueObstacle = "paused" | "no_agents" | "channel_closed";

/** What keeps a queue from taking a session over; null: nothing. That all are busy does not. */
export function queueObstacle({
  paused,
  members,
  isChannelClosed,
}: TargetQueue): QueueObstacle | null {
  if (paused) return "paused";
  if (!members.some(isActive)) return "no_agents";
  return isChannelClosed ? "channel_closed" : null;
}

/** What wanting to transfer a session to another queue comes to. */
export type QueueTransferResult =
  | { readonly kind: "may_move"; readonly from: UserId }
  | Exclude<MayTransfer, { kind: "may_transfer" }>
  /** It is no longer the session of whom it was when this was decided. */
  | { readonly kind: "changed_hands"; readonly owner: UserId }
  | { readonly kind: "already_offered"; readonly to: UserId; readonly until: Date }
  | { readonly kind: "same_queue" }
  /** It was deleted. */
  | { readonly kind: "no_such_queue" }
  | { readonly kind: "obstacle"; readonly obstacle: QueueObstacle };

/**
 * Whether a session may go to another queue: at once, since its owner is done with it, and only to
 * where somebody may come for it.
 *
 * @param open the session's open offer to an agent
 * @param asked `owner`: who had the session when whoever asks looked at it
 * @param target null: the queue was deleted
 */
export function transferToQueue(
  session: Session,
  open: TransferOffer | null,
  asked: { readonly by: UserId; readonly isSupervisor: boolean; readonly owner: UserId },
  target: TargetQueue | null,
): QueueTransferResult {
  const may = mayTransfer(session, asked.by, asked);
  if (may.kind !== "may_transfer") return may;
  if (may.owner !== asked.owner) return { kind: "changed_hands", owner: may.owner };
  if (open) return { kind: "already_offered", to: open.to, until: open.until };
  if (target === null) return { kind: "no_such_queue" };
  if (target.queue === session.queue) return { kind: "same_queue" };
  const obstacle = queueObstacle(target);
  return obstacle === null ? { kind: "may_move", from: may.owner } : { kind: "obstacle", obstacle };
}
