import type { UserId } from "../domain/ids.ts";
import { findAgent, setDeactivated, setOnDuty } from "../store/agents.ts";
import type { FlowDeps } from "./deps.ts";
import type { HomeAgent } from "./home-views.ts";
import { enqueueHandBack } from "./queue-jobs.ts";
import { readOwnHome } from "./read-home.ts";
import { refreshQueuesOf } from "./refresh-queues-of.ts";

/**
 * Puts an agent on or off duty, or only looks. Open sessions stay with the agent.
 *
 * @param onDuty null: only look
 * @returns null when the person is not an agent of any queue
 */
export function setDuty(
  deps: FlowDeps,
  user: UserId,
  onDuty: boolean | null,
): Promise<HomeAgent | null> {
  return deps.db.transaction(async (tx) => {
    const agent = await findAgent(tx, user);
    if (!agent || agent.queues.length === 0) return null;
    if (onDuty !== null && (await setOnDuty(tx, user, onDuty))) await refreshQueuesOf(tx, user);
    return readOwnHome(tx, user);
  });
}

/** Slack says that the person's account was deactivated (their sessions wait again), or is back. */
export async function noteDeactivation(
  deps: FlowDeps,
  user: UserId,
  deactivated: boolean,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    if (!(await setDeactivated(tx, user, deactivated))) return;
    await refreshQueuesOf(tx, user);
    if (deactivated) await enqueueHandBack(tx, user, { why: "deactivated" });
  });
}
