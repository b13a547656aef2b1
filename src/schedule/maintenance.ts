import cron from "node-cron";
import type { Logger } from "pino";
import type { Database } from "../store/database.ts";
import { deleteReceivedEvents } from "../store/events.ts";
import { deleteFinishedJobs } from "../store/jobs.ts";
import { forgetExpiredMedia } from "../store/outbound-media.ts";

/** Days that finished jobs and raw events are kept at the least: the memory for second deliveries. */
const MIN_MEMORY_DAYS = 30;

/**
 * What runs at fixed hours. Each chore is a single statement that may run on every replica at
 * once and has nothing left to do the second time.
 *
 * @param retentionDays how long raw events are kept, 30 days at the least
 * @returns stops the schedule
 */
export function startSchedule(
  db: Database,
  retentionDays: number,
  log: Logger,
): () => Promise<void> {
  const days = Math.max(retentionDays, MIN_MEMORY_DAYS);
  const task = cron.schedule("17 3 * * *", async () => {
    try {
      await db.transaction(async (tx) => {
        const before = new Date(tx.now.getTime() - days * 86_400_000);
        await deleteFinishedJobs(tx, before);
        await deleteReceivedEvents(tx, before);
        await forgetExpiredMedia(tx);
      });
    } catch (error) {
      log.error({ err: error }, "the nightly clean-up failed; it is tried again tomorrow");
    }
  });
  return async () => {
    await task.destroy();
  };
}
