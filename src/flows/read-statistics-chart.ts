import { joinStays, type QueueStay } from "../domain/statistics.ts";
import { type BucketUnit, type TimeBucket, timeBuckets, unitFor } from "../domain/time-buckets.ts";
import type { Tx } from "../store/database.ts";
import { type BucketSums, bucketsOfSettled, staysOfMoved } from "../store/statistics.ts";
import type { AskedQueue, AskedStatistics } from "./ask-statistics.ts";
import type { FlowDeps } from "./deps.ts";

/** How the sessions that were handled spread over a period. */
export interface StatisticsChart {
  readonly asked: AskedStatistics;
  readonly unit: BucketUnit;
  readonly points: readonly ChartPoint[];
  readonly total: ChartFigures;
}

export interface ChartPoint extends ChartFigures {
  /** The local time at which it begins; see `TimeBucket`. */
  readonly key: string;
}

export interface ChartFigures {
  /** Sessions handled, by when they ended. */
  readonly vol: number;
  /** ms; null where nothing was handled. */
  readonly ahtMs: number | null;
  readonly averageWaitMs: number | null;
}

/**
 * The chart's points. Queues in several zones meet by their local times; a session that was in
 * several queues stands where it left the last one, so that the volumes add up to the total.
 */
export function readStatisticsChart(
  deps: Pick<FlowDeps, "db">,
  asked: AskedStatistics,
): Promise<StatisticsChart> {
  return deps.db.transaction(async (tx) => {
    const sums = new Map<string, BucketSums>();
    const moved = [...joinStays(await staysOfMoved(tx, asked.queues)).values()];
    for (const queues of byZone(asked.queues)) {
      await addZone(tx, queues, moved, sums);
    }
    const [first] = asked.queues;
    if (!first) throw new Error("a chart of no queue");
    return {
      asked,
      unit: unitFor(first.period),
      points: [...sums]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, own]) => ({ key, ...figures(own) })),
      total: figures([...sums.values()].reduce(plus, NOTHING)),
    };
  });
}

const NOTHING: BucketSums = { vol: 0, handledMs: 0, waitMs: 0 };

function plus(a: BucketSums, b: BucketSums): BucketSums {
  return {
    vol: a.vol + b.vol,
    handledMs: a.handledMs + b.handledMs,
    waitMs: a.waitMs + b.waitMs,
  };
}

function figures({ vol, handledMs, waitMs }: BucketSums): ChartFigures {
  return {
    vol,
    ahtMs: vol === 0 ? null : handledMs / vol,
    averageWaitMs: vol === 0 ? null : waitMs / vol,
  };
}

function byZone(queues: readonly AskedQueue[]): AskedQueue[][] {
  const zones = new Map<string, AskedQueue[]>();
  for (const queue of queues) {
    const key = `${queue.timeZone} ${queue.from.toISOString()}`;
    zones.set(key, [...(zones.get(key) ?? []), queue]);
  }
  return [...zones.values()];
}

async function addZone(
  tx: Tx,
  queues: readonly AskedQueue[],
  moved: readonly QueueStay[],
  sums: Map<string, BucketSums>,
): Promise<void> {
  const [first] = queues;
  if (!first) return;
  const buckets = timeBuckets(first.period, first.timeZone);
  const settled = await bucketsOfSettled(
    tx,
    queues,
    buckets.map(({ from }) => from),
  );
  for (const [place, { key }] of buckets.entries()) add(sums, key, settled.get(place));
  const own = new Set(queues.map(({ queue }) => queue));
  for (const stay of moved) {
    if (stay.acceptedAt === null || !own.has(stay.queue)) continue;
    add(sums, bucketAt(buckets, stay.leftAt).key, {
      vol: 1,
      handledMs: stay.handledMs,
      waitMs: stay.acceptedAt.getTime() - stay.enteredAt.getTime(),
    });
  }
}

function add(sums: Map<string, BucketSums>, key: string, more = NOTHING): void {
  sums.set(key, plus(sums.get(key) ?? NOTHING, more));
}

function bucketAt(buckets: readonly TimeBucket[], at: Date): TimeBucket {
  const bucket = buckets.findLast(({ from }) => from <= at);
  if (!bucket) throw new Error(`${at.toISOString()} is before the first bucket`);
  return bucket;
}
