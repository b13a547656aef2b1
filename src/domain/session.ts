import { isFree, type Member } from "./agent.ts";
import type { PairId, QueueId, SessionId, UserId } from "./ids.ts";

/** Why a session ended: exactly one, for ever (SPEC 3, invariant 8). */
export const END_REASONS = [
  "agent",
  "texter",
  "abandoned",
  "expired",
  "idle",
  "no_agents",
  "opt_out",
  "supervisor",
] as const;
export type EndReason = (typeof END_REASONS)[number];

interface SessionBase {
  readonly id: SessionId;
  readonly pair: PairId;
  readonly queue: QueueId;
  /** When the initiating text was taken; the place in the waiting line, kept when handed back. */
  readonly waitingSince: Date;
}

export interface WaitingSession extends SessionBase {
  readonly state: "waiting";
  /** Round robin and linear: whose turn it is; null in ring all, and while nobody is free. */
  readonly offer: Offer | null;
}

/** A session on offer to one agent. */
export interface Offer {
  readonly to: UserId;
  readonly until: Date;
}

export interface ActiveSession extends SessionBase {
  readonly state: "active";
  readonly owner: UserId;
  readonly acceptedAt: Date;
}

export interface EndedSession extends SessionBase {
  readonly state: "ended";
  readonly reason: EndReason;
  readonly endedAt: Date;
  /** The last owner; null where nobody ever accepted. */
  readonly owner: UserId | null;
}

export type Session = WaitingSession | ActiveSession | EndedSession;
export type OpenSession = WaitingSession | ActiveSession;

/** What Accept comes to. */
export type AcceptResult =
  | { readonly kind: "accepted"; readonly session: ActiveSession }
  /** The winner clicks again. */
  | { readonly kind: "already_yours" }
  | { readonly kind: "taken"; readonly by: UserId; readonly at: Date }
  | { readonly kind: "ended"; readonly reason: EndReason }
  /** It is on offer to somebody else now. */
  | { readonly kind: "offered"; readonly to: UserId; readonly until: Date }
  | { readonly kind: "at_max"; readonly load: number; readonly max: number }
  | { readonly kind: "off_duty" }
  | { readonly kind: "not_member" }
  | { readonly kind: "max_zero" }
  | { readonly kind: "deactivated" };

/**
 * Whether the person may take the session now (SPEC 6).
 *
 * @param member the person's membership in the session's queue, with a load that can't change
 *   before the decision is carried out; null: not a member
 * @param click `isSupervisor`: may take what is on offer to somebody else, and is not kept out by
 *   not being a member
 */
export function accept(
  session: Session,
  by: UserId,
  member: Member | null,
  click: { readonly isSupervisor: boolean; readonly now: Date },
): AcceptResult {
  if (session.state === "ended") return { kind: "ended", reason: session.reason };
  if (session.state === "active") {
    return session.owner === by
      ? { kind: "already_yours" }
      : { kind: "taken", by: session.owner, at: session.acceptedAt };
  }
  const { id, pair, queue, waitingSince, offer } = session;
  const accepted = {
    kind: "accepted",
    session: { id, pair, queue, waitingSince, state: "active", owner: by, acceptedAt: click.now },
  } as const;
  if (member !== null && offer && offer.to !== by && offer.until > click.now) {
    if (!click.isSupervisor) return { kind: "offered", ...offer };
  }
  return refuse(member, click) ?? accepted;
}

/** Why somebody can't have one more session of a queue; null when they can. */
export function refuse(
  member: Member | null,
  { isSupervisor }: { readonly isSupervisor: boolean },
) {
  // The max is a membership's: a supervisor from outside the queue has none.
  if (member === null) return isSupervisor ? null : ({ kind: "not_member" } as const);
  if (member.deactivated) return { kind: "deactivated" } as const;
  if (member.maxSessions === 0) return { kind: "max_zero" } as const;
  if (!member.onDuty) return { kind: "off_duty" } as const;
  return isFree(member)
    ? null
    : ({ kind: "at_max", load: member.load, max: member.maxSessions } as const);
}

/** What a supervisor's wish to give a session to an agent comes to. */
export type AssignResult =
  | { readonly kind: "assigned" }
  | { readonly kind: "not_waiting" }
  | { readonly kind: "not_member" }
  | { readonly kind: "deactivated" };

/**
 * Whether a supervisor may give a session to an agent: it waits, and the agent belongs to its queue.
 * Duty and max don't count (SPEC 3, invariant 3).
 */
export function assign(session: Session, member: Member | null): AssignResult {
  if (session.state !== "waiting") return { kind: "not_waiting" };
  if (member === null) return { kind: "not_member" };
  return member.deactivated ? { kind: "deactivated" } : { kind: "assigned" };
}

/** What a press of Take over comes to. */
export type TakeOverResult =
  | { readonly kind: "taken_over"; readonly from: UserId }
  | { readonly kind: "not_active" }
  | Exclude<AcceptResult, { kind: "accepted" | "taken" | "ended" | "offered" }>;

/**
 * Whether the person may take somebody else's session (SPEC 7): as when accepting, an agent of the
 * queue who is free, or a supervisor.
 */
export function takeOver(
  session: Session,
  by: UserId,
  member: Member | null,
  click: { readonly isSupervisor: boolean },
): TakeOverResult {
  if (session.state !== "active") return { kind: "not_active" };
  if (session.owner === by) return { kind: "already_yours" };
  const refusal = refuse(member, click);
  return refusal ?? { kind: "taken_over", from: session.owner };
}

/** What a press of End comes to. */
export type PressEndResult =
  | { readonly kind: "may_end"; readonly reason: "agent" | "supervisor" }
  | { readonly kind: "already_ended"; readonly reason: EndReason }
  /** `owner`: null while the session waits, when only a supervisor may end it. */
  | { readonly kind: "may_not_end"; readonly owner: UserId | null };

/** Who may end a session (SPEC 8): its owner, or a supervisor; the owner's end is the agent's. */
export function pressEnd(
  session: Session,
  by: UserId,
  { isSupervisor }: { readonly isSupervisor: boolean },
): PressEndResult {
  if (session.state === "ended") return { kind: "already_ended", reason: session.reason };
  const owner = session.state === "active" ? session.owner : null;
  if (owner === by) return { kind: "may_end", reason: "agent" };
  return isSupervisor ? { kind: "may_end", reason: "supervisor" } : { kind: "may_not_end", owner };
}

/**
 * Who may name a session's texter: its owner while it is active, or a supervisor while it is open.
 */
export function mayName(
  session: Session,
  by: UserId,
  { isSupervisor }: { readonly isSupervisor: boolean },
): boolean {
  if (session.state === "ended") return false;
  return isSupervisor || (session.state === "active" && session.owner === by);
}

/** What an end comes to: the first one wins and gives the reason. */
export type EndResult =
  | { readonly kind: "ended"; readonly session: EndedSession }
  | { readonly kind: "already_ended"; readonly reason: EndReason };

/** Ends a session, unless it has ended: exactly once, with one reason (SPEC 3, invariant 8). */
export function end(session: Session, reason: EndReason, now: Date): EndResult {
  if (session.state === "ended") return { kind: "already_ended", reason: session.reason };
  const { id, pair, queue, waitingSince } = session;
  const owner = session.state === "active" ? session.owner : null;
  return {
    kind: "ended",
    session: { id, pair, queue, waitingSince, state: "ended", reason, endedAt: now, owner },
  };
}

export type HandBackResult =
  | { readonly kind: "handed_back"; readonly session: WaitingSession }
  | { readonly kind: "not_active"; readonly state: "waiting" | "ended" };

/**
 * Back to waiting, at its original place (SPEC 8): the owner hands it back, was removed from the
 * queue, or was deactivated.
 */
export function handBack(session: Session): HandBackResult {
  if (session.state !== "active") return { kind: "not_active", state: session.state };
  const { id, pair, queue, waitingSince } = session;
  return {
    kind: "handed_back",
    session: { id, pair, queue, waitingSince, state: "waiting", offer: null },
  };
}
