import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach } from "vitest";
import { enqueue, type NewJob } from "../../src/lanes/enqueue.ts";
import type { Json } from "../../src/lanes/job.ts";
import { type Database, openDatabase } from "../../src/store/database.ts";
import { borrowDatabase, type TestDatabase } from "../support/database.ts";
import { until } from "../support/until.ts";

/** What the tests of the lanes share: a database, worker processes, and what they have done. */

const WORKER = fileURLToPath(new URL("worker-process.ts", import.meta.url));

let database: TestDatabase;
let workers: ChildProcess[];
/** The present test's own. */
export let db: Database;

/** Gives each test of the file a database of its own, and ends the workers that it has started. */
export function useLanes(): void {
  beforeEach(async () => {
    database = await borrowDatabase();
    db = openDatabase(database.url, () => undefined);
    workers = [];
    await db.sql.raw(`create table if not exists done (
      n bigint generated always as identity, lane text, label text, step text, worker text,
      at timestamptz default clock_timestamp())`);
  });
  afterEach(async () => {
    for (const worker of workers) {
      if (worker.exitCode !== null || worker.signalCode !== null) continue;
      worker.kill("SIGKILL");
      await once(worker, "exit");
    }
    await db.close();
    await database.drop();
  });
}

/** Starts a process that works the lanes, and waits until it does. */
export async function startWorker(name: string): Promise<ChildProcess> {
  const worker = spawn(process.execPath, ["--import", "tsx", WORKER, database.url, name], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  workers.push(worker);
  if (worker.stdout) await once(worker.stdout, "data");
  return worker;
}

/** One step of a job, as its worker has written it down. */
export interface Done {
  readonly lane: string;
  readonly label: string;
  readonly step: string;
  readonly worker: string;
  readonly at: Date;
}

/** What was done, in order; of one sort of step, or of all. */
export function done(step?: string): Promise<Done[]> {
  const rows = db.sql<Done>("done").orderBy("n").select("lane", "label", "step", "worker", "at");
  return step === undefined ? rows : rows.where({ step });
}

/** A job that says in its label which one it is. */
export interface LabelledJob extends Partial<NewJob> {
  readonly lane: string;
  readonly label: string;
  readonly payload?: Readonly<Record<string, Json>>;
}

/** Enqueues jobs, in one transaction. */
export async function put(...jobs: LabelledJob[]): Promise<void> {
  await db.transaction(async (tx) => {
    for (const { label, lane, kind = "inside", payload, ...rest } of jobs) {
      await enqueue(tx, { lane, kind, payload: { label, ...payload }, ...rest });
    }
  });
}

/** Waits until so many jobs are done. */
export async function whenDone(count: number): Promise<Done[]> {
  return until(`${count} jobs are done`, async () => {
    const all = await done("done");
    return all.length >= count ? all : null;
  });
}
