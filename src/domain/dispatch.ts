import { isFree, type Member } from "./agent.ts";
import type { UserId } from "./ids.ts";
import type { Dispatch } from "./queue.ts";

/** How a waiting session is brought to the agents (SPEC 6). */

/** Beyond so many names an invite mentions nobody: it would be a crowd, not a call. */
const MAX_MENTIONS = 15;

/**
 * Whom a ring-all invite mentions: the free agents, or nobody when they are too many.
 *
 * @param passedOver had the session and did not answer: not called while others can be
 */
export function mentionsFor(
  members: readonly Member[],
  passedOver: ReadonlySet<UserId>,
): readonly UserId[] {
  const free = members.filter(isFree).map((member) => member.user);
  const others = free.filter((user) => !passedOver.has(user));
  const called = others.length > 0 ? others : free;
  return called.length > MAX_MENTIONS ? [] : called;
}

/** An agent to whom a session can be offered. */
export interface Candidate extends Member {
  /**
   * When the agent's last session ended, or the running one was got; null: never had one, and so
   * has been idle longest.
   */
  readonly idleSince: Date | null;
  /** Other sessions that are on offer to the agent now. */
  readonly offers: number;
}

/**
 * Whom a session is offered to next: round robin takes the longest idle, linear the fixed order;
 * whoever was tried is passed over until everybody was.
 *
 * @param candidates the queue's members in their fixed order
 * @param tried the members to whom it was offered in this round
 * @returns null when nobody is free
 */
export function nextOffer(
  dispatch: Exclude<Dispatch, "ring_all">,
  candidates: readonly Candidate[],
  tried: ReadonlySet<UserId>,
): UserId | null {
  const free = candidates.filter((one) => isFree(one) && one.load + one.offers < one.maxSessions);
  const untried = free.filter((one) => !tried.has(one.user));
  const round = untried.length > 0 ? untried : free;
  const ordered = dispatch === "linear" ? round : [...round].sort(byIdleness);
  return ordered[0]?.user ?? null;
}

/** Who has a session is not idle: they come after everybody who has none. */
function byIdleness(a: Candidate, b: Candidate): number {
  const working = Number(a.load > 0) - Number(b.load > 0);
  return working || (a.idleSince?.getTime() ?? 0) - (b.idleSince?.getTime() ?? 0);
}
