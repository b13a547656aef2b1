import { isFree } from "../domain/agent.ts";
import type { QueueId, SessionId, UserId } from "../domain/ids.ts";
import type { Queue } from "../domain/queue.ts";
import { type QueueTransferResult, type TargetQueue, transferToQueue } from "../domain/transfer.ts";
import { membersOf } from "../store/agents.ts";
import { findChannelTrouble } from "../store/channel-troubles.ts";
import type { Tx } from "../store/database.ts";
import { enterQueue, returnToWaiting, waitsSince } from "../store/hand-back.ts";
import { lockPair } from "../store/pairs.ts";
import { holdQueue, loadQueue } from "../store/queues.ts";
import { loadSession, lockSession, type SessionRecord } from "../store/sessions.ts";
import { openTransferOffer } from "../store/transfer-offers.ts";
import { continueInNewThread } from "./continue-in-new-thread.ts";
import type { FlowDeps } from "./deps.ts";
import { refuseHeldTexts } from "./held-texts.ts";
import { redrawHomes } from "./homes.ts";
import { retireIdleWarnings } from "./idle-warning-jobs.ts";
import { offerWaitingSessions } from "./offer-sessions.ts";
import { enqueueRefresh } from "./queue-jobs.ts";
import { refreshQueuesOf } from "./refresh-queues-of.ts";
import { enqueueEntry, enqueueHeader, enqueueInvite } from "./session-jobs.ts";
import { linkTo } from "./show-session.ts";
import { startWaitingTimers } from "./start-timers.ts";

/**
 * Transfers an accepted session to another queue (SPEC 8): its owner leaves at once, and it waits
 * there by its original time, for the agents of that queue, by that queue's settings. It keeps its
 * line and its conversation; the texter gets nothing by itself.
 *
 * @param asked `owner`: who had the session when whoever asks looked at it
 */
export function moveToQueue(
  deps: FlowDeps,
  asked: { session: SessionId; to: QueueId; by: UserId; isSupervisor: boolean; owner: UserId },
): Promise<QueueTransferResult> {
  return deps.db.transaction(async (tx) => {
    await lockPair(tx, (await loadSession(tx, asked.session)).session.pair);
    const record = await lockSession(tx, asked.session);
    const { id } = record.session;
    const queue = await holdQueue(tx, asked.to);
    const open = await openTransferOffer(tx, id);
    const target = queue && (await asTarget(tx, queue));
    const result = transferToQueue(record.session, open, asked, target);
    if (result.kind === "may_move" && queue) await move(tx, record, queue, { ...result, ...asked });
    return result;
  });
}

async function asTarget(tx: Tx, { id, paused, channel }: Queue): Promise<TargetQueue> {
  const isChannelClosed = (await findChannelTrouble(tx, channel)) !== null;
  return { queue: id, paused, members: await membersOf(tx, id), isChannelClosed };
}

async function move(
  tx: Tx,
  record: SessionRecord,
  to: Queue,
  { from, by }: { readonly from: UserId; readonly by: UserId },
): Promise<void> {
  const { id, queue: old } = record.session;
  if (!(await returnToWaiting(tx, id, null)))
    throw new Error(`session ${id} changed under its lock`);
  // Counted now: the owner, who is free for it again, may be an agent there too.
  const allBusy = !(await membersOf(tx, to.id)).some(isFree);
  await enterQueue(tx, id, { queue: to.id, allBusy });
  await refuseHeldTexts(tx, id, "not_owner");
  const place = { id };
  await retireIdleWarnings(tx, place, null);
  await enqueueInvite(tx, place);
  await enqueueHeader(tx, place);
  const { name: fromQueue } = await loadQueue(tx, old);
  const thread = linkTo(record);
  await enqueueEntry(tx, place, {
    kind: "queue_changed",
    from,
    by,
    fromQueue,
    toQueue: to.name,
    thread: thread && { ...thread },
  });
  // Now, not by a job: a new invite has to mention whom it is offered to when it is posted.
  await offerWaitingSessions(tx, to);
  // Also where the channel seems to be the same: when the move's turn comes it may not be.
  await continueInNewThread(tx, record, { channel: to.channel, reason: "transferred" });
  await startWaitingTimers(tx, id, to.id, await waitsSince(tx, record.session));
  // The owner may be no agent of either queue, and somebody may have become free meanwhile.
  await enqueueRefresh(tx, [old, to.id]);
  await refreshQueuesOf(tx, from);
  await redrawHomes(tx);
}
