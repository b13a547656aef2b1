import { isFree, type Member } from "./agent.ts";
import type { UserId } from "./ids.ts";

/** Beyond so many names an invite mentions nobody: it would be a crowd, not a call (SPEC 6). */
const MAX_MENTIONS = 15;

/** Whom a ring-all invite mentions: the free agents, or nobody when they are too many. */
export function mentionsFor(members: readonly Member[]): readonly UserId[] {
  const free = members.filter(isFree).map((member) => member.user);
  return free.length > MAX_MENTIONS ? [] : free;
}
