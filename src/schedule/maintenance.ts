import type { Database } from "../store/database.ts";
import { deleteReceivedEvents } from "../store/events.ts";
import { deleteFinishedJobs } from "../store/jobs.ts";
import { forgetExpiredMedia } from "../store/outbound-media.ts";
import type { Chore } from "./schedule.ts";

/** Days that finished jobs and raw events are kept at the least: the memory for second deliveries. */
const MIN_MEMORY_DAYS = 30;

/**
 * Takes away what nobody needs any more.
 *
 * @param retentionDays how long raw events are kept, 30 days at the least
 */
export function nightlyCleanUp(db: Database, retentionDays: number): Chore {
  const days = Math.max(retentionDays, MIN_MEMORY_DAYS);
  return {
    name: "the nightly clean-up",
    when: "17 3 * * *",
    run: () =>
      db.transaction(async (tx) => {
        const before = new Date(tx.now.getTime() - days * 86_400_000);
        await deleteFinishedJobs(tx, before);
        await deleteReceivedEvents(tx, before);
        await forgetExpiredMedia(tx);
      }),
  };
}
