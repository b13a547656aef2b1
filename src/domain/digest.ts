import { type CalendarDay, dayOf, startOfHour } from "./period.ts";

/** When a queue's daily digest is wanted. */
export interface DigestTime {
  /** 0 to 23, in the queue's time zone. */
  readonly hour: number;
  readonly timeZone: string;
  /** Since when hour and zone are what they are. */
  readonly since: Date;
}

/**
 * The local day whose digest is due: from its hour on until the day is over. An hour that had come
 * already when it was chosen begins with the next day, so that nothing is posted at the moment of
 * saving.
 *
 * @returns null when none is due now
 */
export function dueDigest({ hour, timeZone, since }: DigestTime, now: Date): CalendarDay | null {
  const today = dayOf(now, timeZone);
  const at = startOfHour(today, hour, timeZone);
  return at <= now && since < at ? today : null;
}
