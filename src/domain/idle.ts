/**
 * Silences in an accepted session: nobody writes (idle timeout: the session ends), or the texter
 * gets no answer (reply timeout: it waits again). Its owner is warned of either.
 */

/** ms before the end at which the owner is warned. */
const WARNING_MS = 2 * 60_000;

/** A warning that has been given. */
export interface GivenWarning {
  /** The last activity before the silence that it is about. */
  readonly silentSince: Date;
  readonly warnedAt: Date;
  /** When it said that the session would end. */
  readonly endsAt: Date;
}

/** What is to be done about a silence; `end`: what its owner was warned of. */
export type IdlePlan =
  | { readonly kind: "look_again"; readonly at: Date }
  | { readonly kind: "warn"; readonly endsAt: Date }
  | { readonly kind: "end" };

/**
 * When a silent session's owner is first to be looked after: two minutes before the timeout is
 * over, but not before half of it.
 *
 * @param timeoutMs above 0
 */
export function warningDue(silentSince: Date, timeoutMs: number): Date {
  return after(silentSince, timeoutMs - leadOf(timeoutMs));
}

/**
 * What a silence comes to now. Nothing ends without the owner having been warned, however late it
 * is looked at, and nobody is warned twice of one silence.
 *
 * @param given the last warning of this silence; null: there was none
 * @param timeoutMs above 0; may have changed since the warning, which then ends no earlier than it
 *   said
 */
export function idlePlan(
  silentSince: Date,
  given: GivenWarning | null,
  timeoutMs: number,
  now: Date,
): IdlePlan {
  const over = after(silentSince, timeoutMs);
  if (given !== null) {
    const at = later(over, given.endsAt);
    return now < at ? { kind: "look_again", at } : { kind: "end" };
  }
  const due = warningDue(silentSince, timeoutMs);
  if (now < due) return { kind: "look_again", at: due };
  return { kind: "warn", endsAt: later(over, after(now, leadOf(timeoutMs))) };
}

function leadOf(timeoutMs: number): number {
  return Math.min(WARNING_MS, timeoutMs / 2);
}

function after(from: Date, ms: number): Date {
  return new Date(from.getTime() + ms);
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
