import { z } from "zod";
import type { QueueId, SessionId, UserId } from "../domain/ids.ts";
import { enqueue } from "../lanes/enqueue.ts";
import type { Tx } from "../store/database.ts";
import { asQueue, asUser, JOB, laneName } from "./jobs.ts";

/** The jobs about a queue and its agents. */

const handBackReason = z.discriminatedUnion("why", [
  z.object({ why: z.literal("removed"), queue: asQueue }),
  z.object({ why: z.literal("deactivated") }),
]);
/** Why an agent's sessions go back to waiting: those of one queue, or all. */
export type HandBackReason = z.infer<typeof handBackReason>;

export const handBackPayload = z.object({ agent: asUser, reason: handBackReason });

/** Puts the agent's sessions back to waiting, if the reason still holds then. */
export async function enqueueHandBack(
  tx: Tx,
  agent: UserId,
  reason: HandBackReason,
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("agent", agent),
    kind: JOB.handBack,
    payload: { agent, reason },
  });
}

export const queuePayload = z.object({ queue: asQueue });

/** Looks at a queue again after its agents, their duty or their load may have changed. */
export async function enqueueRefresh(tx: Tx, queues: Iterable<QueueId>): Promise<void> {
  for (const queue of new Set(queues)) {
    await enqueue(tx, {
      lane: laneName("queue", queue),
      kind: JOB.refreshQueue,
      payload: { queue },
    });
  }
}

/** Looks, when the grace is over, whether the queue still has no active agent. */
export async function enqueueGrace(
  tx: Tx,
  queue: QueueId,
  since: Date,
  runAt: Date,
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("timer", "grace", queue),
    kind: JOB.noAgentsGrace,
    key: `grace:${queue}:${since.toISOString()}`,
    payload: { queue },
    runAt,
  });
}

/** Looks at the queue again when an offer's time is over. */
export async function enqueueOfferEnd(
  tx: Tx,
  queue: QueueId,
  session: SessionId,
  until: Date,
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("timer", "offer", session),
    // A later offer may be the shorter one, by new settings.
    rank: until.getTime(),
    kind: JOB.refreshQueue,
    payload: { queue },
    runAt: until,
  });
}
