import type { UserId } from "./ids.ts";

/** Who is an agent of a queue, with which Max SMS Sessions; and two people's edits of that at once. */

/** In the order in which linear dispatch goes. */
export type Maxima = ReadonlyMap<UserId, number>;

/** One agent, before and after; null: not a member. */
export interface MemberChange {
  readonly user: UserId;
  readonly from: number | null;
  readonly to: number | null;
  /** The new place in the order, from 1, where somebody has changed the order. */
  readonly place?: number;
}

/** The agents who were added, taken out, or given another max or place. */
export function compareMembers(before: Maxima, after: Maxima): MemberChange[] {
  const places = newPlaces([...before.keys()], [...after.keys()]);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((user): MemberChange[] => {
    const from = before.get(user) ?? null;
    const to = after.get(user) ?? null;
    const place = places.get(user);
    if (place !== undefined) return [{ user, from, to, place }];
    return from === to ? [] : [{ user, from, to }];
  });
}

/** Where everybody stands by now, if those who stay do not stand one after the other as before. */
function newPlaces(
  before: readonly UserId[],
  after: readonly UserId[],
): ReadonlyMap<UserId, number> {
  const stayed = before.filter((user) => after.includes(user));
  const stay = after.filter((user) => before.includes(user));
  return stay.every((user, i) => user === stayed[i])
    ? new Map()
    : new Map(after.map((user, i) => [user, i + 1]));
}

/**
 * Puts a form that was opened before others saved together with what is saved now: agents whom
 * the person added, took out or changed stay as they want them, and so does the order if only they
 * changed it; everything else becomes as saved.
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
  const own = compareMembers(whenOpened, wanted);
  for (const { user, from, to } of own) {
    if (from === to) continue;
    if (to === null) merged.delete(user);
    else merged.set(user, to);
  }
  const isPlaced = ({ place }: MemberChange) => place !== undefined;
  if (later.flat().some(isPlaced) || !own.some(isPlaced)) return merged;
  // Whom the others have added go last.
  const order = [...wanted.keys()].filter((user) => merged.has(user));
  const all = [...new Set([...order, ...merged.keys()])];
  return new Map(all.map((user) => [user, merged.get(user) ?? 0]));
}
