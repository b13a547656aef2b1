import type { UserId } from "./ids.ts";

/** Who is an agent of a queue, with which Max SMS Sessions; and two people's edits of that at once. */

export type Maxima = ReadonlyMap<UserId, number>;

/** One agent, before and after; null: not a member. */
export interface MemberChange {
  readonly user: UserId;
  readonly from: number | null;
  readonly to: number | null;
}

/** The agents who were added, taken out, or given another max. */
export function compareMembers(before: Maxima, after: Maxima): MemberChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((user) => {
    const from = before.get(user) ?? null;
    const to = after.get(user) ?? null;
    return from === to ? [] : [{ user, from, to }];
  });
}

/**
 * Puts a form that was opened before others saved together with what is saved now: agents whom
 * the person added, took out or changed stay as they want them, all others become as saved.
 *
 * @param later what was saved since the form was opened, the earliest first
 */
export function mergeMembers(
  wanted: Maxima,
  now: Maxima,
  later: readonly (readonly MemberChange[])[],
): Maxima {
  const whenOpened = new Map(now);
  for (const { user, from } of later.flat().toReversed()) {
    if (from === null) whenOpened.delete(user);
    else whenOpened.set(user, from);
  }
  const merged = new Map(now);
  for (const { user, to } of compareMembers(whenOpened, wanted)) {
    if (to === null) merged.delete(user);
    else merged.set(user, to);
  }
  return merged;
}
