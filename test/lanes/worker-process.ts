import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import { z } from "zod";
import { effect, type Handler, transactional } from "../../src/lanes/job.ts";
import { startLaneRunner } from "../../src/lanes/runner.ts";
import { openDatabase } from "../../src/store/database.ts";

/**
 * One replica with handlers for tests, to be killed by them. What a job does is in its payload;
 * what it did is in the table `done`, which the test has made.
 */
const [url = "", name = ""] = process.argv.slice(2);
const db = openDatabase(url, () => undefined);

const payload = z.object({
  label: z.string(),
  /** Throws at so many first tries. */
  failures: z.number().default(0),
  /** ms that the work takes. */
  takesMs: z.number().default(0),
  /** Never comes back at the first attempt. */
  hangsFirst: z.boolean().default(false),
  /** ms that the first claim takes. */
  firstClaimMs: z.number().default(0),
});
async function record(
  sql: typeof db.sql,
  lane: string,
  label: string,
  step: string,
): Promise<void> {
  await sql("done").insert({ lane, label, step, worker: name });
}

/** The tries of all workers count together: the next one may be another's. */
async function failFirst(lane: string, label: string, failures: number): Promise<void> {
  if (failures === 0) return;
  const failed = await db.sql("done").where({ lane, label, step: "failed" });
  if (failed.length >= failures) return;
  await record(db.sql, lane, label, "failed");
  throw new Error(`${label} fails on purpose`);
}

const handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  [
    "inside",
    transactional(payload, async (tx, { lane, payload: { label, failures, takesMs } }) => {
      await failFirst(lane, label, failures);
      // Outside the transaction, so that it is seen while the job is under way.
      await record(db.sql, lane, label, "begun");
      if (takesMs > 0) await delay(takesMs);
      await record(tx.sql, lane, label, "done");
    }),
  ],
  [
    "outside",
    effect(
      payload,
      { leaseMs: 3_000, performMs: 1_000 },
      async (_tx, { lane, attempts, payload: job }, resolving) => {
        const { label, failures, takesMs, hangsFirst, firstClaimMs } = job;
        if (attempts === 0 && firstClaimMs > 0) await delay(firstClaimMs);
        return async () => {
          await failFirst(lane, label, failures);
          await record(db.sql, lane, label, resolving ? "looked" : "begun");
          if (hangsFirst && !resolving) await new Promise(() => undefined);
          if (takesMs > 0) await delay(takesMs);
          return async (tx) => {
            await record(tx.sql, lane, label, "done");
            return { kind: "done" };
          };
        };
      },
    ),
  ],
]);

const runner = startLaneRunner({
  db,
  handlers,
  log: pino({ level: "silent" }),
  events: {
    failed: () => undefined,
    settled: () => undefined,
    setAside: async (tx, job, why) => {
      await tx.sql("done").insert({ lane: job.lane, label: why, step: "set aside", worker: name });
    },
  },
  concurrency: {},
});
process.once("SIGTERM", () => {
  void runner
    .stop(10_000)
    .then(() => db.close())
    .then(() => process.exit(0));
});
process.stdout.write("ready\n");
