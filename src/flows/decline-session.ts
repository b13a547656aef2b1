import type { SessionId, UserId } from "../domain/ids.ts";
import { lockPair } from "../store/pairs.ts";
import { insertDecline, loadSession, lockSession } from "../store/sessions.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueInvite, enqueueRefresh } from "./jobs.ts";

/**
 * Decline: the person is not mentioned in this invite any more. The others can still accept, and
 * so can whoever declined.
 *
 * @returns false when the session is not waiting any more
 */
export function declineSession(
  deps: FlowDeps,
  click: { session: SessionId; by: UserId },
): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    await lockPair(tx, (await loadSession(tx, click.session)).session.pair);
    const record = await lockSession(tx, click.session);
    if (record.session.state !== "waiting") return false;
    if (await insertDecline(tx, click.session, click.by)) {
      await enqueueInvite(tx, { id: click.session, channel: record.channel });
      await enqueueRefresh(tx, [record.session.queue]);
    }
    return true;
  });
}
