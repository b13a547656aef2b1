/** How fast posts may follow one another in a Slack channel. */
export interface Pace {
  /** ms from one post to the next in the long run. */
  readonly intervalMs: number;
  /** Posts that may go at once after a silence. */
  readonly burst: number;
}

/** Slack: "1 per second. Short bursts >1 allowed." (docs.slack.dev, rate limits) */
export const SLACK_PACE: Pace = { intervalMs: 1_000, burst: 5 };

/**
 * How urgent a post is, the most urgent first: failures that an agent must see, texts of accepted
 * sessions and what belongs to them, invites and calls to accept, figures and last words.
 */
export const URGENCIES = ["failure", "text", "invite", "background"] as const;
export type Urgency = (typeof URGENCIES)[number];

/** ms after which what waits for its turn is not passed over any more, however urgent others are. */
export const PASSED_OVER_MS = 30_000;

/** The turn that a post gets, and from when on turns are free after that. */
export interface Turn {
  readonly turnAt: Date;
  readonly freeAt: Date;
}

/**
 * Gives the next post the last turn: at once while the burst lasts, then one an interval.
 *
 * @param freeAt what the turn before this one has left
 */
export function nextTurn(freeAt: Date, now: Date, { intervalMs, burst }: Pace): Turn {
  const from = Math.max(freeAt.getTime(), now.getTime());
  const turnAt = Math.max(now.getTime(), from - (burst - 1) * intervalMs);
  return { turnAt: new Date(turnAt), freeAt: new Date(from + intervalMs) };
}

/**
 * Puts all turns off, after Slack has refused a post and said that it takes nothing before a time;
 * no burst follows. The refused post has the first turn then, so the others go an interval later.
 *
 * @param openAt until when turns were put off before
 * @returns `delayMs`: by how much the turns that were given are put off
 */
export function putOff(
  { freeAt, openAt }: { readonly freeAt: Date; readonly openAt: Date },
  { now, until }: { readonly now: Date; readonly until: Date },
  { intervalMs, burst }: Pace,
): { readonly freeAt: Date; readonly openAt: Date; readonly delayMs: number } {
  const closedMs = Math.max(0, until.getTime() - Math.max(openAt.getTime(), now.getTime()));
  const delayMs = closedMs + intervalMs;
  const spent = now.getTime() + (burst - 1) * intervalMs;
  return {
    freeAt: new Date(Math.max(freeAt.getTime(), spent) + delayMs),
    openAt: new Date(Math.max(openAt.getTime(), until.getTime())),
    delayMs,
  };
}
