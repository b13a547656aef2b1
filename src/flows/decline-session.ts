import type { SessionId, UserId } from "../domain/ids.ts";
import { queuesOfAgent } from "../store/agents.ts";
import { insertDecline } from "../store/declines.ts";
import { lockPair } from "../store/pairs.ts";
import { loadSession, lockSession } from "../store/sessions.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueRefresh } from "./queue-jobs.ts";
import { enqueueInvite } from "./session-jobs.ts";

/** What came of pressing Decline. */
export type DeclineResult = "declined" | "not_waiting" | "not_member";

/**
 * Decline: the agent is not mentioned in this invite any more. The others can still accept, and
 * so can whoever declined.
 */
export function declineSession(
  deps: FlowDeps,
  click: { session: SessionId; by: UserId },
): Promise<DeclineResult> {
  return deps.db.transaction(async (tx) => {
    await lockPair(tx, (await loadSession(tx, click.session)).session.pair);
    const record = await lockSession(tx, click.session);
    const { state, queue } = record.session;
    if (state !== "waiting") return "not_waiting";
    if (!(await queuesOfAgent(tx, click.by)).includes(queue)) return "not_member";
    if (await insertDecline(tx, click.session, click.by)) {
      await enqueueInvite(tx, { id: click.session });
      await enqueueRefresh(tx, [queue]);
    }
    return "declined";
  });
}
