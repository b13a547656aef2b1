import cron from "node-cron";
import type { Logger } from "pino";

/**
 * Something that is done again and again. It runs on every replica, perhaps at the same moment, and
 * has nothing left to do the second time; one that fails has its next time.
 */
export interface Chore {
  /** For the log, such as "the nightly clean-up". */
  readonly name: string;
  /** A cron expression, by the clock of the machine. */
  readonly when: string;
  readonly run: () => Promise<void>;
}

/** ms by which a busy machine may be late without a chore's time being missed. */
const TOLERANCE = 30_000;

/**
 * Does chores at their times.
 *
 * @returns stops the schedule and waits for what is under way
 */
export function startSchedule(chores: readonly Chore[], log: Logger): () => Promise<void> {
  const underWay = new Set<Promise<void>>();
  const tasks = chores.map(({ name, when, run }) => {
    const attempt = async (): Promise<void> => {
      try {
        await run();
      } catch (error) {
        log.error(
          { err: error, chore: name },
          "a chore failed; it is tried again at its next time",
        );
      }
    };
    return cron.schedule(
      when,
      async () => {
        const running = attempt();
        underWay.add(running);
        await running;
        underWay.delete(running);
      },
      // What is said of late or missed times would go to the standard output, past the log.
      { suppressMissedWarning: true, missedExecutionTolerance: TOLERANCE },
    );
  });
  return async () => {
    for (const task of tasks) await task.destroy();
    await Promise.all(underWay);
  };
}
