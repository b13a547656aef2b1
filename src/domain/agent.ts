import type { UserId } from "./ids.ts";

/** An agent's membership in one queue, with what decides whether a session may go to them. */
export interface Member {
  readonly user: UserId;
  /** Max SMS Sessions in this queue; 0 keeps the member out of the queue's SMS. */
  readonly maxSessions: number;
  readonly onDuty: boolean;
  /** Deactivated in Slack. */
  readonly deactivated: boolean;
  /** The agent's active sessions over all queues. */
  readonly load: number;
}

/** SPEC 1: on duty, max above 0, not deactivated. */
export function isActive(member: Member): boolean {
  return member.onDuty && !member.deactivated && member.maxSessions > 0;
}

/** SPEC 1: active, and the load is below the max of this membership. */
export function isFree(member: Member): boolean {
  return isActive(member) && member.load < member.maxSessions;
}
