import { escalationPlan } from "../domain/waiting.ts";
import { type TransactionalHandler, transactional } from "../lanes/job.ts";
import { noteEscalation, toldOfQueueAt, waitsIn } from "../store/escalations.ts";
import { loadQueue, lockDispatch } from "../store/queues.ts";
import { alertSupervisors } from "./alert-supervisors.ts";
import type { FlowDeps } from "./deps.ts";
import { queuePayload } from "./queue-jobs.ts";
import { enqueueEscalation } from "./timer-jobs.ts";

const MINUTE = 60_000;

/**
 * Nobody may have accepted a session of the queue for long: supervisors are told, once a wait, and
 * of all such sessions together.
 */
export function escalate(deps: FlowDeps): TransactionalHandler {
  return transactional(queuePayload, async (tx, job) => {
    const { queue: id } = job.payload;
    await lockDispatch(tx, id);
    const { escalationMinutes: minutes } = await loadQueue(tx, id);
    const untold = (await waitsIn(tx, id)).filter(({ toldAt }) => toldAt === null);
    const toldAt = await toldOfQueueAt(tx, id);
    const plan = escalationPlan(untold[0]?.since ?? null, toldAt, minutes, tx.now);
    switch (plan.kind) {
      case "none":
        return;
      case "look_again":
        return enqueueEscalation(tx, id, plan.at);
      case "tell": {
        const since = new Date(tx.now.getTime() - minutes * MINUTE);
        const due = untold.filter((wait) => wait.since <= since);
        await noteEscalation(
          tx,
          id,
          due.map(({ session }) => session),
        );
        return alertSupervisors(deps, tx, {
          kind: "unaccepted",
          queue: id,
          at: tx.now.toISOString(),
        });
      }
      default:
        return plan satisfies never;
    }
  });
}
