import {
  addDays,
  type CalendarDay,
  daysBetween,
  dayText,
  type Period,
  startOfDay,
} from "./period.ts";

/** Hours, days or weeks of a period, for a picture of how it went. */

export type BucketUnit = "hour" | "day" | "week";

export interface TimeBucket {
  /**
   * The same in every zone for the same local time: `2026-11-01`, `2026-11-01 01:00`, and
   * `2026-11-01 01:00 again` for the hour that comes twice when clocks are turned back.
   */
  readonly key: string;
  readonly from: Date;
}

const HOUR = 3_600_000;
/** Days of a period that are still shown by hours, and by days. */
const MAX_DAYS_BY_HOUR = 2;
const MAX_DAYS_BY_DAY = 92;

/** Periods up to 2 days have hours, up to 92 days days, and longer ones weeks. */
export function unitFor(period: Period): BucketUnit {
  const days = daysBetween(period.firstDay, period.lastDay) + 1;
  if (days <= MAX_DAYS_BY_HOUR) return "hour";
  return days <= MAX_DAYS_BY_DAY ? "day" : "week";
}

/**
 * The period's buckets in a zone, in their order and without gaps; the last one ends with the
 * period. A day on which clocks change has 23 or 25 hours.
 */
export function timeBuckets(period: Period, timeZone: string): TimeBucket[] {
  const unit = unitFor(period);
  if (unit === "hour") {
    return daysOf(period, 1).flatMap((day) => hoursOf(day, timeZone));
  }
  return daysOf(period, unit === "day" ? 1 : 7).map((day) => ({
    key: dayText(day),
    from: startOfDay(day, timeZone),
  }));
}

function daysOf({ firstDay, lastDay }: Period, step: number): CalendarDay[] {
  const count = Math.ceil((daysBetween(firstDay, lastDay) + 1) / step);
  return Array.from({ length: count }, (_, i) => addDays(firstDay, i * step));
}

function hoursOf(day: CalendarDay, timeZone: string): TimeBucket[] {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const end = startOfDay(addDays(day, 1), timeZone).getTime();
  const buckets: TimeBucket[] = [];
  const seen = new Set<string>();
  for (let at = startOfDay(day, timeZone).getTime(); at < end; at += HOUR) {
    const label = `${dayText(day)} ${clock.format(at)}`;
    buckets.push({ key: seen.has(label) ? `${label} again` : label, from: new Date(at) });
    seen.add(label);
  }
  return buckets;
}
