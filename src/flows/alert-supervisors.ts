import type { Tx } from "../store/database.ts";
import { listSupervisors } from "../store/supervisors.ts";
import type { FlowDeps } from "./deps.ts";
import { type AlertReference, enqueueAlert } from "./tell-jobs.ts";

/**
 * Tells every supervisor whom we know by name (not those who are only Slack admins).
 *
 * @param once a name for what is told, where it must not be told twice
 */
export async function alertSupervisors(
  deps: FlowDeps,
  tx: Tx,
  alert: AlertReference,
  once?: string,
): Promise<void> {
  const users = new Set([...deps.supervisors, ...(await listSupervisors(tx))]);
  for (const user of users) {
    await enqueueAlert(tx, user, alert, once === undefined ? undefined : `${once}:${user}`);
  }
}
