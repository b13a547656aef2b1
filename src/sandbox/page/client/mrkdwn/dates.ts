const LOCALE = "en-US";

/** `3:04 PM`. */
export function timeOf(at: Date): string {
  return at.toLocaleTimeString(LOCALE, { hour: "numeric", minute: "2-digit" });
}

/** When a message was posted. */
export function dateOfTs(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

/** `Today`, `Yesterday` or `Monday, November 23`. */
export function dayOf(at: Date, now: Date): string {
  const near = nearDay(at, now);
  if (near !== undefined) return near.charAt(0).toUpperCase() + near.slice(1);
  return at.toLocaleDateString(LOCALE, { weekday: "long", month: "long", day: "numeric" });
}

/** A time in words such as `Nov 23, 2026 at 3:04 PM`: for a hint on a short one. */
export function wholeTime(at: Date): string {
  return at.toLocaleString(LOCALE, { dateStyle: "medium", timeStyle: "medium" });
}

/**
 * Fills a format of Slack's `<!date^…>`, such as `{date_short_pretty} at {time}`.
 * (Slack, "Formatting text for app surfaces", Date formatting.)
 */
export function formatDate(at: Date, format: string, now: Date): string {
  return format.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    if (name.endsWith("_pretty")) {
      return nearDay(at, now) ?? dated(at, name.slice(0, -"_pretty".length)) ?? whole;
    }
    return dated(at, name) ?? whole;
  });
}

function dated(at: Date, name: string): string | undefined {
  switch (name) {
    case "date_num":
      return at.toLocaleDateString("sv-SE");
    case "date":
      return at.toLocaleDateString(LOCALE, { year: "numeric", month: "long", day: "numeric" });
    case "date_short":
      return at.toLocaleDateString(LOCALE, { year: "numeric", month: "short", day: "numeric" });
    case "date_long":
      return at.toLocaleDateString(LOCALE, { dateStyle: "full" });
    case "time":
      return timeOf(at);
    case "time_secs":
      return at.toLocaleTimeString(LOCALE, { timeStyle: "medium" });
    default:
      return undefined;
  }
}

function nearDay(at: Date, now: Date): string | undefined {
  const names = ["tomorrow", "today", "yesterday"];
  return names.find((_, back) => {
    const day = new Date(now);
    day.setDate(day.getDate() - back + 1);
    return day.toDateString() === at.toDateString();
  });
}
