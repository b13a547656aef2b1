import type { UserId } from "../domain/ids.ts";
import { listSupervisors } from "../store/supervisors.ts";
import type { FlowDeps } from "./deps.ts";

/**
 * Whether the person may configure queues and see statistics: named in `SUPERVISORS`, added with
 * `/sms-queue supervisors`, or an owner or admin of the Slack workspace. Asked at every command,
 * button, form and submission, never remembered from an earlier one.
 */
export async function isSupervisor(deps: FlowDeps, user: UserId): Promise<boolean> {
  if (deps.supervisors.includes(user)) return true;
  const added = await deps.db.transaction((tx) => listSupervisors(tx));
  return added.includes(user) || deps.directory.isWorkspaceAdmin(user);
}
