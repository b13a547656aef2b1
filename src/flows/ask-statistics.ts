import { dayOf, dayText, interval, type Period, parsePeriod } from "../domain/period.ts";
import { parseStatisticsRequest } from "../domain/statistics-request.ts";
import type { Tx } from "../store/database.ts";
import { type QueueName, queueNames, type Wanted } from "../store/statistics.ts";
import type { FlowDeps } from "./deps.ts";

/** What somebody wants to know: which queues, each with its own interval. */
export interface AskedStatistics {
  readonly kind: "asked";
  /** As it was typed, to ask the same again. */
  readonly typed: string;
  /** The queue that was named; null: all were asked for. */
  readonly named: string | null;
  /** What `today` and the like were counted from. */
  readonly at: Date;
  /** Such as `7d (2026-11-17 to 2026-11-23)`; without days where they are not the same for all. */
  readonly label: string;
  readonly queues: readonly AskedQueue[];
  readonly csv: boolean;
  readonly chart: boolean;
}

export interface AskedQueue extends Wanted {
  /** With a mark where the queue was deleted. */
  readonly name: string;
  readonly deleted: boolean;
  readonly timeZone: string;
  readonly period: Period;
}

export type StatisticsQuestion =
  | AskedStatistics
  /** A sentence for the person who asked. */
  | { readonly kind: "wrong"; readonly message: string; readonly queues: readonly string[] }
  /** `phrase` may have been meant as one of `known`; `rest` was understood. */
  | {
      readonly kind: "unknown";
      readonly phrase: string;
      readonly rest: string;
      readonly known: readonly string[];
      readonly queues: readonly string[];
    };

/**
 * Understands what was typed after `/sms-stats`. Each queue's days are those of its own zone: of
 * two queues, one may be a day ahead of the other.
 *
 * @param at for questions asked again: when they were asked first; null: now
 */
export function askStatistics(
  deps: Pick<FlowDeps, "db">,
  typed: string,
  at: Date | null,
): Promise<StatisticsQuestion> {
  return deps.db.transaction(async (tx) => understand(tx, typed, at ?? tx.now));
}

async function understand(tx: Tx, typed: string, at: Date): Promise<StatisticsQuestion> {
  const all = await queueNames(tx);
  const live = all.filter((queue) => !queue.deleted);
  const names = live.map(({ name }) => name);
  if (all.length === 0) {
    const message = "There are no queues yet. `/sms-queue new` makes one.";
    return { kind: "wrong", message, queues: [] };
  }
  const parsed = parseStatisticsRequest(typed, [...new Set(all.map(({ name }) => name))]);
  if (parsed.kind === "unknown") return { ...parsed, queues: names };
  const { request } = parsed;
  const queues: AskedQueue[] = [];
  for (const queue of choose(all, request.queue)) {
    const result = parsePeriod(request.period, dayOf(at, queue.timeZone));
    if (result.kind === "wrong") {
      return { ...result, queues: names };
    }
    queues.push(askAbout(queue, result.period));
  }
  const { queue: named, csv, chart } = request;
  return { kind: "asked", typed, named, at, label: labelOf(queues), queues, csv, chart };
}

/** The question about one queue's days. */
export function askAbout(queue: QueueName, period: Period): AskedQueue {
  return {
    queue: queue.id,
    name: queue.deleted ? `${queue.name} (deleted)` : queue.name,
    deleted: queue.deleted,
    timeZone: queue.timeZone,
    period,
    ...interval(period, queue.timeZone),
  };
}

/** A name is that of the queue which has it now, or else of those that had it once. */
function choose(all: readonly QueueName[], name: string | null): readonly QueueName[] {
  if (name === null) return all;
  const named = all.filter((queue) => queue.name.toLowerCase() === name.toLowerCase());
  const live = named.filter((queue) => !queue.deleted);
  return live.length > 0 ? live : named;
}

function labelOf(queues: readonly AskedQueue[]): string {
  const [first] = queues;
  if (!first) throw new Error("statistics of no queue");
  const days = new Set(queues.map(({ period }) => daysOf(period)));
  const { label } = first.period;
  return days.size > 1 || daysOf(first.period) === label
    ? label
    : `${label} (${daysOf(first.period)})`;
}

function daysOf({ firstDay, lastDay }: Period): string {
  const first = dayText(firstDay);
  const last = dayText(lastDay);
  return first === last ? first : `${first} to ${last}`;
}
