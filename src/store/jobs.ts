import type { Tx } from "./database.ts";

/** Whether the lane holds a later job of the same kind, so that this drawing would be drawn over. */
export async function hasLaterJob(
  tx: Tx,
  job: { readonly id: number; readonly lane: string; readonly kind: string },
): Promise<boolean> {
  const row = await tx
    .sql("jobs")
    .where({ lane: job.lane, kind: job.kind, state: "ready" })
    .where("id", ">", job.id)
    .first<{ id: string } | undefined>("id");
  return row !== undefined;
}

/** What the lane's open jobs of this kind and rank carry. */
export async function openPayloads(
  tx: Tx,
  job: { readonly lane: string; readonly kind: string; readonly rank: number },
): Promise<unknown[]> {
  return tx
    .sql<{ lane: string; kind: string; rank: number; state: string; payload: unknown }>("jobs")
    .where({ ...job })
    .whereIn("state", ["ready", "running"])
    .pluck("payload");
}

/** Whether anything in the lane is not done yet. */
export async function hasOpenJobs(tx: Tx, lane: string): Promise<boolean> {
  const row = await tx
    .sql("jobs")
    .where({ lane })
    .whereIn("state", ["ready", "running"])
    .first<{ id: string } | undefined>("id");
  return row !== undefined;
}

/** Takes what waits in the lane at this rank out of it, as done. */
export async function dropWaitingJobs(tx: Tx, lane: string, rank: number): Promise<void> {
  await tx
    .sql("jobs")
    .where({ lane, rank, state: "ready" })
    .update({ state: "done", finished_at: tx.now, last_error: "dropped: the session moved on" });
}

/** A job that waits behind another one in its lane. */
export interface JobBehind {
  readonly id: number;
  readonly kind: string;
  readonly payload: unknown;
  readonly attempts: number;
}

/** What waits right behind the lane's head, in the lane's order. */
export async function jobsBehind(
  tx: Tx,
  head: { readonly id: number; readonly lane: string },
  limit: number,
): Promise<JobBehind[]> {
  const rows = await tx
    .sql("jobs")
    .where({ lane: head.lane, state: "ready" })
    .whereNot({ id: head.id })
    .orderBy(["rank", "id"])
    .limit(limit)
    .select<{ id: string; kind: string; payload: unknown; attempts: number }[]>(
      "id",
      "kind",
      "payload",
      "attempts",
    );
  return rows.map((row) => ({ ...row, id: Number(row.id) }));
}

/** Changes what a job carries. */
export async function setJobPayload(tx: Tx, id: number, payload: unknown): Promise<void> {
  await tx
    .sql("jobs")
    .where({ id })
    .update({ payload: JSON.stringify(payload) });
}

/** Takes jobs out of their lane as done: another job does what they were to do. */
export async function finishMergedJobs(
  tx: Tx,
  ids: readonly number[],
  into: number,
): Promise<void> {
  await tx
    .sql("jobs")
    .whereIn("id", [...ids])
    .update({ state: "done", finished_at: tx.now, last_error: `done by job ${into}` });
}

/** Lets the lane's jobs be tried now, whatever they wait for. */
export async function wakeLane(tx: Tx, lane: string): Promise<void> {
  const woken = await tx
    .sql("jobs")
    .where({ lane, state: "ready" })
    .where("run_at", ">", tx.now)
    .update({ run_at: tx.now });
  if (woken > 0) tx.lanesToWake.add(lane);
}

/** Deletes done jobs that finished before then. Those set aside stay until somebody looks. */
export async function deleteFinishedJobs(tx: Tx, before: Date): Promise<void> {
  await tx.sql("jobs").where({ state: "done" }).where("finished_at", "<", before).delete();
}
