/** Automatic answers: which messages, and when one is held back (SPEC 4). */

/** Why a text of ours is sent without an agent having written it. */
export const ANSWER_KINDS = [
  "initiation",
  "initiation_needed",
  "termination",
  "no_agents",
  "waiting",
  "ended",
  "help",
] as const;
export type AnswerKind = (typeof ANSWER_KINDS)[number];

/** A message to the texter, or the reason why one that was due is not sent. */
export type Answer =
  | { readonly kind: AnswerKind; readonly text: string }
  | { readonly kind: AnswerKind; readonly suppressed: Suppression };

/** `just_ended`: right after an end nobody is scolded for saying thanks. */
export type Suppression = "one_a_minute" | "five_an_hour" | "just_ended";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const MAX_AN_HOUR = 5;
/** ms after an end during which Initiation Needed is held back. */
const AFTER_END = 5 * MINUTE;

/** A due message; none when it is blank. */
export function answer(kind: AnswerKind, text: string | null): Answer[] {
  return text === null ? [] : [{ kind, text }];
}

/**
 * A due Initiation Needed or No Agents message, limited per pair (one in 60 s and five an hour,
 * both kinds together), so that two robots can't talk for ever. The help text has the same limit
 * for itself: an Initiation Needed Message may just have told people to ask for help.
 *
 * @param recent when such messages were sent to the pair, at least over the last hour
 */
export function limitedAnswer(
  kind: "initiation_needed" | "no_agents" | "help",
  text: string | null,
  recent: readonly Date[],
  now: Date,
): Answer[] {
  if (text === null) return [];
  const ages = recent.map((at) => now.getTime() - at.getTime());
  if (ages.some((age) => age < MINUTE)) return [{ kind, suppressed: "one_a_minute" }];
  if (ages.filter((age) => age < HOUR).length >= MAX_AN_HOUR) {
    return [{ kind, suppressed: "five_an_hour" }];
  }
  return [{ kind, text }];
}

/** Whether a session ended so lately that Initiation Needed is held back. */
export function justEnded(endedAt: Date | null, now: Date): boolean {
  return endedAt !== null && now.getTime() - endedAt.getTime() < AFTER_END;
}
