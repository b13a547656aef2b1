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

/** Deletes done jobs that finished before then. Those set aside stay until somebody looks. */
export async function deleteFinishedJobs(tx: Tx, before: Date): Promise<void> {
  await tx.sql("jobs").where({ state: "done" }).where("finished_at", "<", before).delete();
}
