import { type EffectHandler, effect, type Verdict } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { listSupervisors } from "../store/supervisors.ts";
import type { FlowDeps } from "./deps.ts";
import type { Alert, DeskOutcome } from "./ports.ts";
import { alertPayload, enqueueAlert } from "./tell-jobs.ts";

/**
 * Tells every supervisor whom we know by name (not those who are only Slack admins).
 *
 * @param once a name for what is told, where it must not be told twice
 */
export async function alertSupervisors(
  deps: FlowDeps,
  tx: Tx,
  alert: Alert,
  once?: string,
): Promise<void> {
  const users = new Set([...deps.supervisors, ...(await listSupervisors(tx))]);
  for (const user of users) {
    await enqueueAlert(tx, user, alert, once === undefined ? undefined : `${once}:${user}`);
  }
}

/**
 * One supervisor's direct message. An alert that Slack refuses is dropped (done, not set aside):
 * setting it aside would be one more alert.
 */
export function sendAlert(deps: FlowDeps): EffectHandler {
  return effect(alertPayload, { leaseMs: 14_000, performMs: 11_000 }, (_tx, job) =>
    Promise.resolve(async () => {
      const outcome = await deps.desk.alert(job.payload.user, job.payload.alert);
      return () => Promise.resolve(settleDirectMessage(outcome));
    }),
  );
}

/** What becomes of a direct message: tried until Slack has answered, at most once after that. */
export function settleDirectMessage(outcome: DeskOutcome): Verdict {
  switch (outcome.kind) {
    case "limited":
      return { kind: "retry", afterMs: outcome.retryAfterMs, why: "ratelimited" };
    case "away":
      return { kind: "retry", afterMs: 10_000, why: outcome.why };
    default:
      return { kind: "done" };
  }
}
