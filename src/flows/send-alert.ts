import { type EffectHandler, effect, type Verdict } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import type { FlowDeps } from "./deps.ts";
import { loadEscalation } from "./load-escalation.ts";
import type { Alert, DeskOutcome } from "./ports.ts";
import { type AlertReference, alertPayload } from "./tell-jobs.ts";

/**
 * One supervisor's direct message. An alert that Slack refuses is dropped (done, not set aside):
 * setting it aside would be one more alert.
 */
export function sendAlert(deps: FlowDeps): EffectHandler {
  return effect(alertPayload, { leaseMs: 14_000, performMs: 11_000 }, async (tx, job) => {
    const alert = await loadAlert(tx, job.payload.alert);
    if (alert === null) return null;
    return async () => {
      const outcome = await deps.desk.alert(job.payload.user, alert);
      return () => Promise.resolve(settleDirectMessage(outcome));
    };
  });
}

/** Null: there is nothing to be told any more. */
async function loadAlert(tx: Tx, alert: AlertReference): Promise<Alert | null> {
  return alert.kind === "unaccepted" ? loadEscalation(tx, alert) : alert;
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
