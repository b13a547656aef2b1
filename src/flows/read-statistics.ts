import { DateTime } from "luxon";
import {
  addDays,
  type CalendarDay,
  type Period,
  parsePeriod,
  startOfDay,
} from "../domain/period.ts";
import type { Queue } from "../domain/queue.ts";
import { computeStatistics, type Figures, type HandledStretch } from "../domain/statistics.ts";
import type { Tx } from "../store/database.ts";
import { listQueues } from "../store/queues.ts";
import { handledStretches } from "../store/statistics.ts";
import type { FlowDeps } from "./deps.ts";

export interface StatisticsReport {
  readonly kind: "report";
  readonly label: string;
  readonly rows: readonly { readonly queue: string; readonly figures: Figures }[];
  readonly total: Figures;
}

export type StatisticsAnswer =
  | StatisticsReport
  /** A sentence for the person who asked. */
  | { readonly kind: "wrong"; readonly message: string };

/**
 * SMS_VOL and SMS_AHT of one queue or all, over whole days of each queue's own time zone.
 *
 * @param asked what was typed after the command: a queue's name, a period, both, or nothing
 */
export function readStatistics(deps: FlowDeps, asked: string): Promise<StatisticsAnswer> {
  return deps.db.transaction(async (tx) => {
    const all = await listQueues(tx);
    const { queues, periodText } = chooseQueues(all, asked.trim());
    const stretches: HandledStretch[] = [];
    const rows = [];
    let label = "";
    for (const queue of queues) {
      const parsed = parsePeriod(periodText, today(queue, tx.now));
      if (parsed.kind === "wrong") return wrongPeriod(parsed.message, all);
      label = parsed.period.label;
      const own = await stretchesOf(tx, queue, parsed.period);
      stretches.push(...own);
      rows.push({ queue: queue.name, figures: computeStatistics(own).total });
    }
    return { kind: "report", label, rows, total: computeStatistics(stretches).total };
  });
}

/** A queue's name comes first and may have blanks in it; the longest that fits is meant. */
function chooseQueues(
  all: readonly Queue[],
  asked: string,
): { queues: readonly Queue[]; periodText: string } {
  const lower = asked.toLowerCase();
  const named = all
    .filter(
      ({ name }) => lower === name.toLowerCase() || lower.startsWith(`${name.toLowerCase()} `),
    )
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (!named) return { queues: all, periodText: asked };
  return { queues: [named], periodText: asked.slice(named.name.length).trim() };
}

function wrongPeriod(message: string, all: readonly Queue[]): StatisticsAnswer {
  const names = all.map((queue) => queue.name).join(", ");
  return { kind: "wrong", message: `${message} The queues are: ${names}.` };
}

function today(queue: Queue, now: Date): CalendarDay {
  const { year, month, day } = DateTime.fromJSDate(now, { zone: queue.timeZone });
  return { year, month, day };
}

function stretchesOf(tx: Tx, queue: Queue, period: Period): Promise<HandledStretch[]> {
  const from = startOfDay(period.firstDay, queue.timeZone);
  const to = startOfDay(addDays(period.lastDay, 1), queue.timeZone);
  return handledStretches(tx, queue.id, from, to);
}
