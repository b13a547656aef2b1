import type { SupervisorChange } from "../domain/configuration-change.ts";
import type { UserId } from "../domain/ids.ts";
import { newestEntry, recordChange } from "../store/configuration-changes.ts";
import { lockConfiguration } from "../store/queues.ts";
import { deleteSupervisors, insertSupervisor, listSupervisors } from "../store/supervisors.ts";
import type { FlowDeps } from "./deps.ts";

/** Who may supervise, besides the owners and admins of the workspace. */
export interface Supervisors {
  /** Named in `SUPERVISORS`: not to be changed from Slack. */
  readonly named: readonly UserId[];
  /** Added with `/sms-queue supervisors`. */
  readonly added: readonly UserId[];
  /** The newest entry of the trail about them, to be given back when saving. */
  readonly seen: number;
}

export function getSupervisors(deps: FlowDeps): Promise<Supervisors> {
  return deps.db.transaction(async (tx) => {
    const seen = await newestEntry(tx, "supervisors", null);
    return { named: deps.supervisors, added: await listSupervisors(tx), seen };
  });
}

/**
 * Makes the added supervisors exactly these.
 *
 * @param request `seen`: what `getSupervisors` gave when the form was opened
 * @returns what changed; null when others have changed them since then, and nothing was done
 */
export function saveSupervisors(
  deps: FlowDeps,
  wanted: readonly UserId[],
  request: { readonly seen: number; readonly by: UserId },
): Promise<readonly SupervisorChange[] | null> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    if ((await newestEntry(tx, "supervisors", null)) !== request.seen) return null;
    const present = await listSupervisors(tx);
    const added = wanted.filter((user) => !present.includes(user));
    const removed = present.filter((user) => !wanted.includes(user));
    for (const user of added) await insertSupervisor(tx, user, request.by);
    await deleteSupervisors(tx, removed);
    const changes = [
      ...added.map((user) => ({ user, added: true })),
      ...removed.map((user) => ({ user, added: false })),
    ];
    if (changes.length > 0) {
      await recordChange(tx, request.by, { what: "supervisors", changes }, { queue: null });
    }
    return changes;
  });
}
