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
