import type { Tx } from "../store/database.ts";
import type { Json } from "./job.ts";

/** A job to be. */
export interface NewJob {
  readonly lane: string;
  readonly kind: string;
  readonly payload: Json;
  /** Unique for ever: a second job with the same key is not added. */
  readonly key?: string;
  /** Orders the lane before the order of arrival; the sender's own clock, any unit, default 0. */
  readonly rank?: number;
  /** Not before this time of the database; default at once. */
  readonly runAt?: Date;
}

/**
 * Adds a job to its lane. It exists if and only if the transaction commits.
 *
 * @returns false when a job with the same key was there already
 */
export async function enqueue(tx: Tx, job: NewJob): Promise<boolean> {
  const inserted = await tx
    .sql("jobs")
    .insert({
      lane: job.lane,
      kind: job.kind,
      payload: JSON.stringify(job.payload),
      rank: job.rank ?? 0,
      run_at: job.runAt ?? tx.now,
      ...(job.key === undefined ? {} : { key: job.key }),
    })
    .onConflict("key")
    .ignore()
    .returning<{ id: string }[]>("id");
  if (inserted.length === 0) return false;
  if (job.runAt === undefined || job.runAt <= tx.now) tx.lanesToWake.add(job.lane);
  return true;
}

/**
 * Takes a job that was begun out of its lane as done, because its effect has been seen from outside
 * (an echo). The attempt that may still be under way finds its job gone and records nothing; one
 * that was to be made again is not.
 *
 * @param kinds the kinds whose effect is seen in this way
 * @returns the job, or null when it is not open (any more)
 */
export async function finishFromOutside(
  tx: Tx,
  key: string,
  kinds: readonly string[],
): Promise<{ kind: string; payload: unknown } | null> {
  const rows = await tx
    .sql("jobs")
    .where({ key })
    .whereIn("kind", kinds)
    .whereIn("state", ["ready", "running"])
    .where("attempts", ">", 0)
    .update({ state: "done", finished_at: tx.now })
    .returning<{ lane: string; kind: string; payload: unknown }[]>(["lane", "kind", "payload"]);
  const job = rows[0];
  if (!job) return null;
  tx.lanesToWake.add(job.lane);
  return job;
}
