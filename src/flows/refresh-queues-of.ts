import type { UserId } from "../domain/ids.ts";
import type { Session } from "../domain/session.ts";
import { queuesOfAgent } from "../store/agents.ts";
import type { Tx } from "../store/database.ts";
import { enqueueRefresh } from "./queue-jobs.ts";

/** Looks again at every queue of the agent: load, duty or membership may have changed. */
export async function refreshQueuesOf(tx: Tx, agent: UserId): Promise<void> {
  await enqueueRefresh(tx, await queuesOfAgent(tx, agent));
}

/** The session waits no more: whoever it was on offer to has room for another offer. */
export async function refreshAfterOffer(tx: Tx, before: Session): Promise<void> {
  if (before.state === "waiting" && before.offer) await refreshQueuesOf(tx, before.offer.to);
}
