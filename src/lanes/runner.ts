import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { type Database, isUnavailable, readNow } from "../store/database.ts";
import type { Handler } from "./job.ts";
import { type StepEvents, stepLane } from "./step.ts";
import { startWakeups } from "./wakeups.ts";

/** The runner of one replica. */
export interface LaneRunner {
  /** Looks at these lanes now; for lanes that got work by another way than `Database.transaction`. */
  wake(lanes: Iterable<string>): void;
  /** Whether the last sweep could reach the database. */
  isHealthy(): boolean;
  /** Takes no new job and waits for those under way, `deadlineMs` at the most. */
  stop(deadlineMs: number): Promise<void>;
}

export interface LaneRunnerOptions {
  readonly db: Database;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly log: Logger;
  readonly events: StepEvents;
  /** Lanes worked at once, by the part of the lane's name before the first colon. */
  readonly concurrency: Readonly<Record<string, number>>;
}

/** ms between two looks for whatever a lost wake-up has missed. */
const SWEEP_INTERVAL = 1_000;
/** ms before a lane that another replica has is looked at again. */
const BUSY_DELAY = 200;
/** ms before lanes are looked at again while the database is away. */
const AWAY_DELAY = 500;
const DEFAULT_CONCURRENCY = 4;
const SWEEP_LIMIT = 2_000;

/**
 * Lanes whose head is due. What waits behind a head that is being retried is due by its own time,
 * but its lane is not: thousands of such jobs must not keep the others from being seen.
 */
const DUE_LANES = `
  select lane
    from (select distinct lane from jobs where state in ('ready', 'running') and run_at <= ?) due
   where coalesce(
           (select run_at from jobs where lane = due.lane and state = 'running'),
           (select run_at from jobs where lane = due.lane and state = 'ready'
             order by rank, id limit 1)) <= ?
   limit ?`;

/**
 * Starts working the lanes: woken by our own commits (in memory) and by other replicas' (NOTIFY),
 * with a sweep as the net under both.
 */
export function startLaneRunner(options: LaneRunnerOptions): LaneRunner {
  const { db, handlers, log, events } = options;
  const classes = new Map<string, LaneClass>();
  let stopped = false;
  let healthy = false;

  const wakeups = startWakeups(db, randomUUID(), wake, (error) =>
    log.warn({ err: error }, "lost the connection for wake-ups; sweeping goes on"),
  );
  db.onLanesTouched((lanes) => {
    wake(lanes);
    if (stopped) return;
    wakeups.announce(lanes).catch((error: unknown) => {
      log.warn({ err: error }, "could not wake the other replicas");
    });
  });

  function wake(lanes: Iterable<string>): void {
    if (stopped) return;
    for (const lane of lanes) laneClass(lane).add(lane);
  }

  function laneClass(lane: string): LaneClass {
    const name = lane.slice(0, Math.max(lane.indexOf(":"), 0)) || lane;
    const known = classes.get(name);
    if (known) return known;
    const made = new LaneClass(options.concurrency[name] ?? DEFAULT_CONCURRENCY, workLane);
    classes.set(name, made);
    return made;
  }

  /** @returns ms after which to look again, or null to wait for a wake-up */
  async function workLane(lane: string): Promise<number | null> {
    try {
      for (;;) {
        if (stopped) return null;
        const result = await stepLane(db, handlers, lane, events);
        switch (result.kind) {
          case "worked":
            continue;
          case "empty":
            return null;
          case "busy":
            return BUSY_DELAY;
          case "later":
            return result.inMs;
          default:
            return result satisfies never;
        }
      }
    } catch (error) {
      log.error({ err: error }, "a lane stopped for a moment");
      return AWAY_DELAY;
    }
  }

  async function sweep(): Promise<void> {
    try {
      const now = await readNow(db.sql, db.clockOffset);
      const { rows } = await db.sql.raw<{ rows: { lane: string }[] }>(DUE_LANES, [
        now,
        now,
        SWEEP_LIMIT,
      ]);
      healthy = true;
      wake(rows.map((row) => row.lane));
    } catch (error) {
      healthy = false;
      if (!isUnavailable(error)) log.error({ err: error }, "the sweep of the lanes failed");
    }
  }

  let sweeping: Promise<void> = sweep();
  const timer = setInterval(() => {
    sweeping = sweeping.then(sweep);
  }, SWEEP_INTERVAL);

  return {
    wake,
    isHealthy: () => healthy && !stopped,
    async stop(deadlineMs) {
      stopped = true;
      clearInterval(timer);
      const working = [...classes.values()].map((lanes) => lanes.stop());
      let giveUp: NodeJS.Timeout | undefined;
      const deadline = new Promise<"late">((resolve) => {
        giveUp = setTimeout(() => resolve("late"), deadlineMs);
      });
      const ended = await Promise.race([Promise.all([sweeping, ...working]), deadline]);
      clearTimeout(giveUp);
      if (ended === "late") log.warn("jobs still under way are left to their leases");
      await wakeups.stop();
    },
  };
}

/** Works lanes of one class, so many at once, each lane by one worker. */
class LaneClass {
  readonly #limit: number;
  readonly #work: (lane: string) => Promise<number | null>;
  /** Lanes to look at, in the order in which they were woken. */
  readonly #waiting = new Set<string>();
  /** Lanes being worked; true when woken again meanwhile, so that the news is not lost. */
  readonly #working = new Map<string, boolean>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #runs = new Set<Promise<void>>();
  #stopped = false;

  constructor(limit: number, work: (lane: string) => Promise<number | null>) {
    this.#limit = limit;
    this.#work = work;
  }

  add(lane: string): void {
    if (this.#stopped) return;
    if (this.#working.has(lane)) this.#working.set(lane, true);
    else this.#waiting.add(lane);
    this.#next();
  }

  /** Resolves when the lanes under way have come to rest. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.clear();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await Promise.all(this.#runs);
  }

  #next(): void {
    for (const lane of this.#waiting) {
      if (this.#working.size >= this.#limit) return;
      this.#waiting.delete(lane);
      this.#working.set(lane, false);
      clearTimeout(this.#timers.get(lane));
      this.#timers.delete(lane);
      const run = this.#run(lane);
      this.#runs.add(run);
      void run.finally(() => this.#runs.delete(run));
    }
  }

  async #run(lane: string): Promise<void> {
    const lookAgainInMs = await this.#work(lane);
    const wokenMeanwhile = this.#working.get(lane) === true;
    this.#working.delete(lane);
    if (this.#stopped) return;
    if (wokenMeanwhile) this.#waiting.add(lane);
    else if (lookAgainInMs !== null) this.#lookAgain(lane, lookAgainInMs);
    this.#next();
  }

  #lookAgain(lane: string, inMs: number): void {
    clearTimeout(this.#timers.get(lane));
    // A far timer is left to the sweep: the lane may belong to another replica by then.
    if (inMs > 60_000) return;
    this.#timers.set(
      lane,
      setTimeout(() => {
        this.#timers.delete(lane);
        this.add(lane);
      }, Math.ceil(inMs)),
    );
  }
}
