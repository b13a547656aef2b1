import { formatDuration } from "../../domain/duration.ts";
import type { ChartFigures, StatisticsChart } from "../../flows/read-statistics-chart.ts";

/** Slack's limit for the words of a picture. */
const MAX_ALT_TEXT = 1_000;

/** The chart's figures in words, for whoever can't see it; the times with sessions as far as they fit. */
export function chartWords({ points, unit, total }: StatisticsChart, title: string): string {
  const busiest = points.reduce<(typeof points)[number] | null>(
    (most, point) => (point.vol > (most?.vol ?? 0) ? point : most),
    null,
  );
  let words = `${title}, by the ${unit}. In all: ${figures(total)}.`;
  if (!busiest) return words;
  words += ` Most at ${busiest.key}: ${busiest.vol}. `;
  const items = points.filter(({ vol }) => vol > 0).map((p) => `${p.key}: ${figures(p)}`);
  for (const [i, item] of items.entries()) {
    const next = words + item + (i === items.length - 1 ? "." : "; ");
    if (next.length > MAX_ALT_TEXT - 20) return `${words}and ${items.length - i} more.`;
    words = next;
  }
  return words;
}

function figures({ vol, ahtMs, averageWaitMs }: ChartFigures): string {
  const sessions = `${vol} ${vol === 1 ? "session" : "sessions"}`;
  if (vol === 0) return sessions;
  return `${sessions}, handle time ${formatDuration(ahtMs)}, wait ${formatDuration(averageWaitMs)}`;
}
