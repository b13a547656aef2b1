import type { Database } from "../store/database.ts";
import { DatabaseUnavailableError, isUnavailable } from "../store/database.ts";
import type { Json } from "./job.ts";

/** An event from outside, to be stored as it came. */
export interface ReceivedEvent {
  /** What its sender calls it; a second event with the same key is a second delivery. */
  readonly key: string;
  readonly body: Buffer;
  /** The id of our text that the event is about, where its address said so (a UUID). */
  readonly aboutText: string | null;
  /** The job that works on it; null: it is only recorded. */
  readonly job: {
    readonly lane: string;
    readonly kind: string;
    readonly rank: number;
    readonly payload: Json;
  } | null;
}

/** Where webhooks and Slack events become durable before they are answered. */
export interface Inbox {
  /**
   * Resolves after the commit.
   *
   * @returns whether the event was new
   * @throws DatabaseUnavailableError when it could not be stored in time; the sender must repeat it
   */
  store(event: ReceivedEvent): Promise<boolean>;
}

interface Waiting {
  readonly event: ReceivedEvent;
  resolve(isNew: boolean): void;
  reject(error: unknown): void;
}

/** Flushes under way at once. Two: one commits while the next one fills. */
const MAX_FLUSHES = 2;
const MAX_BATCH = 200;
/** Events waiting beyond this are refused at once: their senders repeat them later. */
const MAX_WAITING = 5_000;

/**
 * Events go in by key, so that two replicas that get the same ones in different orders wait for
 * each other without a deadlock; jobs go in, and get their ids, in the order of arrival.
 */
const STORE = `
  with incoming as (
    select * from unnest($1::text[], $2::bytea[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::jsonb[])
      with ordinality as t (key, body, about_text, lane, kind, rank, payload, position)
  ), stored as (
    insert into received_events (key, body, about_text)
    select key, body, about_text from incoming
     order by key
    on conflict do nothing
    returning key
  ), queued as (
    insert into jobs (lane, rank, kind, key, payload, run_at)
    select lane, rank, kind, key, payload, now()
      from incoming join stored using (key)
     where lane is not null
     order by position
    on conflict (key) do nothing
  )
  select key from stored`;

/**
 * Group commit: events that arrive while a flush is under way go together in the next one, with
 * no timer, so that a burst costs few commits and a single event waits for nothing. A lane is in
 * one flush at a time: of two, the later one could commit first and turn the lane's order round.
 */
export function createInbox(db: Database): Inbox {
  let waiting: Waiting[] = [];
  let flushes = 0;
  const lanesUnderWay = new Set<string>();

  function takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const left: Waiting[] = [];
    for (const one of waiting) {
      const lane = one.event.job?.lane;
      const mustWait = lane !== undefined && lanesUnderWay.has(lane);
      (mustWait || batch.length === MAX_BATCH ? left : batch).push(one);
    }
    waiting = left;
    return batch;
  }

  function flush(): void {
    while (flushes < MAX_FLUSHES) {
      const batch = takeBatch();
      if (batch.length === 0) return;
      const lanes = new Set(batch.flatMap(({ event }) => (event.job ? [event.job.lane] : [])));
      for (const lane of lanes) lanesUnderWay.add(lane);
      flushes += 1;
      void storeBatch(db, batch).finally(() => {
        flushes -= 1;
        for (const lane of lanes) lanesUnderWay.delete(lane);
        flush();
      });
    }
  }

  return {
    store(event) {
      if (waiting.length >= MAX_WAITING) {
        return Promise.reject(
          new DatabaseUnavailableError(`${MAX_WAITING} events are waiting to be stored already`),
        );
      }
      return new Promise((resolve, reject) => {
        waiting.push({ event, resolve, reject });
        flush();
      });
    },
  };
}

/** Never rejects: each event's own promise is told. */
async function storeBatch(db: Database, batch: readonly Waiting[]): Promise<void> {
  try {
    const events = uniqueByKey(batch.map((one) => one.event));
    const result = await db.ingest.query<{ key: string }>(STORE, [
      events.map((event) => event.key),
      events.map((event) => event.body),
      events.map((event) => event.aboutText),
      events.map((event) => event.job?.lane ?? null),
      events.map((event) => event.job?.kind ?? null),
      events.map((event) => event.job?.rank ?? null),
      events.map((event) => (event.job ? JSON.stringify(event.job.payload) : null)),
    ]);
    const stored = new Set(result.rows.map((row) => row.key));
    db.lanesTouched(
      new Set(events.flatMap((e) => (e.job && stored.has(e.key) ? [e.job.lane] : []))),
    );
    // Of two deliveries in one batch, the first is the new one.
    for (const one of batch) one.resolve(stored.delete(one.event.key));
  } catch (error) {
    if (batch.length > 1 && !isUnavailable(error)) {
      // One row that PostgreSQL refuses must not take its neighbours with it.
      const middle = Math.ceil(batch.length / 2);
      await storeBatch(db, batch.slice(0, middle));
      await storeBatch(db, batch.slice(middle));
      return;
    }
    const reason = isUnavailable(error)
      ? new DatabaseUnavailableError("the database is away or slow", { cause: error })
      : error;
    for (const one of batch) one.reject(reason);
  }
}

/** The first of each key, as when they come one by one. */
function uniqueByKey(events: readonly ReceivedEvent[]): ReceivedEvent[] {
  const first = new Map<string, ReceivedEvent>();
  for (const event of events) if (!first.has(event.key)) first.set(event.key, event);
  return [...first.values()];
}
