/** Periods of statistics: words that people type, intervals in a queue's time zone. */

const HOUR = 3_600_000;

/** A calendar day, without a zone. */
export interface CalendarDay {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** Whole local days, the last one included. */
export interface Period {
  readonly firstDay: CalendarDay;
  readonly lastDay: CalendarDay;
  /** Such as "yesterday" or "2026-11-01..2026-11-15". */
  readonly label: string;
}

export type ParsedPeriod =
  | { readonly kind: "period"; readonly period: Period }
  | { readonly kind: "wrong"; readonly message: string };

export const PERIOD_WORDS = ["today", "yesterday", "7d", "30d"] as const;

/** About ten years; more is a slip, such as 206 for 2026, and a chart of it takes for ever. */
const MAX_DAYS = 3_653;

/** Days before today that a word's period begins and ends. */
const WORDS: ReadonlyMap<string, { readonly first: number; readonly last: number }> = new Map([
  ["today", { first: 0, last: 0 }],
  ["yesterday", { first: 1, last: 1 }],
  ["7d", { first: 6, last: 0 }],
  ["30d", { first: 29, last: 0 }],
]);

/**
 * Reads `today`, `yesterday`, `7d`, `30d` (both with today), a day, or two days with `..` between.
 *
 * @param today the day that it is in the queue's zone
 */
export function parsePeriod(text: string, today: CalendarDay): ParsedPeriod {
  const word = text.trim().toLowerCase() || "today";
  const known = WORDS.get(word);
  if (known) {
    return period(addDays(today, -known.first), addDays(today, -known.last), word);
  }
  const [from, to, ...more] = word.split("..");
  const first = parseDay(from ?? "");
  const last = to === undefined ? first : parseDay(to);
  if (!first || !last || more.length > 0) {
    return {
      kind: "wrong",
      message: `"${text.trim().slice(0, 60)}" is not a period. Use ${PERIOD_WORDS.join(", ")}, a day such as ${dayText(today)}, or two days: ${dayText(addDays(today, -7))}..${dayText(today)}.`,
    };
  }
  if (dayNumber(first) > dayNumber(last)) {
    return {
      kind: "wrong",
      message: `${dayText(first)} comes after ${dayText(last)}. Did you mean ${dayText(last)}..${dayText(first)}?`,
    };
  }
  if (daysBetween(first, last) >= MAX_DAYS) {
    const shortest = `${dayText(addDays(last, 1 - MAX_DAYS))}..${dayText(last)}`;
    return { kind: "wrong", message: `A period has ${MAX_DAYS} days at the most: ${shortest}.` };
  }
  return period(first, last, word);
}

function period(firstDay: CalendarDay, lastDay: CalendarDay, label: string): ParsedPeriod {
  return { kind: "period", period: { firstDay, lastDay, label } };
}

/**
 * The first moment of a day in a zone: of days of 23 and 25 hours too, of days that begin at one
 * o'clock, and of days on which midnight comes twice.
 *
 * @param timeZone an IANA name
 * @throws RangeError when there is no such zone
 */
export function startOfDay(day: CalendarDay, timeZone: string): Date {
  const clock = calendar(timeZone);
  const wanted = dayNumber(day);
  // Zones are at most 14 h ahead of UTC and 12 h behind it.
  let before = wanted - 15 * HOUR;
  let reached = wanted + 15 * HOUR;
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (dayNumber(localDay(clock, middle)) < wanted) before = middle;
    else reached = middle;
  }
  return new Date(reached);
}

/** The day that it is in a zone at a moment. */
export function dayOf(at: Date, timeZone: string): CalendarDay {
  return localDay(calendar(timeZone), at.getTime());
}

/** ms by which clocks are changed, or a multiple of it. */
const CLOCK_STEP = 30 * 60_000;

/**
 * The first moment of a day at which clocks show this hour: the earlier one where the hour comes
 * twice. Where the day skips the hour, the next moment that it has; where it ends with the gap, an
 * hour before its end.
 *
 * @param hour 0 to 23
 */
export function startOfHour(day: CalendarDay, hour: number, timeZone: string): Date {
  const clock = new Intl.DateTimeFormat("en-US", { timeZone, hour: "numeric", hourCycle: "h23" });
  const end = startOfDay(addDays(day, 1), timeZone).getTime();
  for (let at = startOfDay(day, timeZone).getTime(); at < end; at += CLOCK_STEP) {
    if (Number(clock.format(at)) >= hour) return new Date(at);
  }
  return new Date(end - HOUR);
}

function calendar(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "iso8601",
    year: "numeric",
    month: "numeric",
    day: "numeric",
  });
}

function localDay(clock: Intl.DateTimeFormat, at: number): CalendarDay {
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return {
    year: parts.get("year") ?? Number.NaN,
    month: parts.get("month") ?? Number.NaN,
    day: parts.get("day") ?? Number.NaN,
  };
}

/** The day so many days later (or earlier). */
export function addDays(day: CalendarDay, days: number): CalendarDay {
  return fromUtc(new Date(dayNumber(day) + days * 86_400_000));
}

/** How many days later `to` is. */
export function daysBetween(from: CalendarDay, to: CalendarDay): number {
  return (dayNumber(to) - dayNumber(from)) / 86_400_000;
}

/**
 * The moments of whole local days, from the first day's beginning up to the beginning of the day
 * after the last.
 */
export function interval(
  { firstDay, lastDay }: Period,
  timeZone: string,
): { readonly from: Date; readonly to: Date } {
  return { from: startOfDay(firstDay, timeZone), to: startOfDay(addDays(lastDay, 1), timeZone) };
}

/** `2026-11-23` */
export function dayText({ year, month, day }: CalendarDay): string {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

function dayNumber({ year, month, day }: CalendarDay): number {
  return Date.UTC(year, month - 1, day);
}

function fromUtc(date: Date): CalendarDay {
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
  };
}

/** @returns null for anything but a day that exists */
function parseDay(text: string): CalendarDay | null {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text.trim());
  if (!match) return null;
  const day = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  const back = fromUtc(new Date(dayNumber(day)));
  return dayText(back) === dayText(day) ? day : null;
}
