import type { MessageTs, SessionId, UserId } from "../domain/ids.ts";
import { type ReopenResult, reopen, reopenAgain } from "../domain/reopen.ts";
import { ensureAgent, lockMember } from "../store/agents.ts";
import { lockPair } from "../store/pairs.ts";
import { holdQueue, loadQueue } from "../store/queues.ts";
import { returnToActive } from "../store/reopenings.ts";
import { loadSession, lockSession } from "../store/sessions.ts";
import { loadAftermath } from "./aftermath.ts";
import { continueInNewThread } from "./continue-in-new-thread.ts";
import type { FlowDeps } from "./deps.ts";
import { redrawHomes } from "./homes.ts";
import { refreshQueuesOf } from "./refresh-queues-of.ts";
import { enqueueEntry, enqueueHeader, enqueueInvite } from "./session-jobs.ts";
import { startOwnerTimers } from "./start-timers.ts";

/**
 * Reopen: an ended session goes on in its thread, with whoever pressed as its owner. As in Accept,
 * the agent's row is locked before the load is counted. The pair's lock keeps it apart from a text
 * of the texter: whichever comes second sees the other. The texter gets nothing by itself.
 *
 * @param click `at`: by Slack's clock
 */
export function reopenSession(
  deps: FlowDeps,
  click: { session: SessionId; by: UserId; at: MessageTs; isSupervisor: boolean },
): Promise<ReopenResult> {
  return deps.db.transaction(async (tx) => {
    const pair = await lockPair(tx, (await loadSession(tx, click.session)).session.pair);
    const record = await lockSession(tx, click.session);
    const { session } = record;
    const queue = await holdQueue(tx, session.queue);
    const member = await lockMember(tx, session.queue, click.by);
    const by = { user: click.by, member, isSupervisor: click.isSupervisor };
    if (session.state !== "ended") return reopenAgain(session, by);
    const aftermath = await loadAftermath(tx, pair, session, queue);
    const result = reopen(session, by, aftermath);
    if (result.kind !== "reopened") return result;
    // A supervisor who is no agent of any queue yet.
    if (member === null) await ensureAgent(tx, click.by);
    if (!(await returnToActive(tx, session.id, { owner: click.by, at: click.at }))) {
      throw new Error(`session ${session.id} changed under its lock`);
    }
    const place = { id: session.id };
    await enqueueInvite(tx, place);
    await enqueueHeader(tx, place);
    await enqueueEntry(tx, place, { kind: "reopened", by: click.by });
    // The queue's invites may go elsewhere by now.
    const { channel } = await loadQueue(tx, session.queue);
    if (channel !== record.channel) {
      await continueInNewThread(tx, record, { channel, reason: "queue_moved" });
    }
    await startOwnerTimers(tx, session.id, session.queue, tx.now);
    await refreshQueuesOf(tx, click.by);
    await redrawHomes(tx);
    return result;
  });
}
