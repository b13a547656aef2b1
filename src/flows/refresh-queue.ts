import { isActive, isFree } from "../domain/agent.ts";
import type { Queue } from "../domain/queue.ts";
import { offerIsOver } from "../domain/transfer.ts";
import { transactional } from "../lanes/job.ts";
import { membersOf } from "../store/agents.ts";
import { lockPair } from "../store/pairs.ts";
import { loadQueue, lockDispatch, noAgentsSince, setNoAgentsSince } from "../store/queues.ts";
import { lockSession, setAllBusy, waitingSessionsOf } from "../store/sessions.ts";
import { openOffersInQueue } from "../store/transfer-offers.ts";
import { closeSession } from "./close-session.ts";
import { redrawHomes } from "./homes.ts";
import { offerWaitingSessions } from "./offer-sessions.ts";
import { enqueueGrace, queuePayload } from "./queue-jobs.ts";
import { enqueueEntry, enqueueInvite } from "./session-jobs.ts";
import { enqueueCheckOffer } from "./transfer-jobs.ts";

/** ms that texters wait on after the last active agent of their queue has gone (SPEC 6). */
const NO_AGENTS_GRACE = 120_000;

/**
 * Brings a queue's waiting sessions in line with its agents: invites say "all busy" or go live
 * again, the longest waiting first; offers are made, and those to agents who have gone are ended;
 * and while no agent is active at all, the grace runs.
 */
export const refreshQueue = transactional(queuePayload, async (tx, job) => {
  await lockDispatch(tx, job.payload.queue);
  const queue = await loadQueue(tx, job.payload.queue);
  const members = await membersOf(tx, queue.id);
  const allBusy = !members.some(isFree);
  for (const waiting of await setAllBusy(tx, queue.id, allBusy)) {
    const place = { id: waiting.session.id };
    await enqueueInvite(tx, place);
    // A redrawn invite notifies nobody.
    const mustSay = !allBusy && queue.dispatch === "ring_all" && waiting.inviteTs !== null;
    if (mustSay) await enqueueEntry(tx, place, { kind: "live_again" });
  }
  await offerWaitingSessions(tx, queue);
  for (const offer of await openOffersInQueue(tx, queue.id)) {
    if (offerIsOver(offer, members, tx.now) !== null) await enqueueCheckOffer(tx, offer);
  }
  await redrawHomes(tx);
  if (members.some(isActive)) {
    await setNoAgentsSince(tx, queue.id, null);
    return;
  }
  if ((await noAgentsSince(tx, queue.id)) !== null) return;
  await setNoAgentsSince(tx, queue.id, tx.now);
  await enqueueGrace(tx, queue.id, tx.now, new Date(tx.now.getTime() + NO_AGENTS_GRACE));
});

/**
 * When the grace is over: looks again, and if there has been no active agent all the while, the
 * texters who wait are told and their sessions end. Whoever came later gets the rest of the same
 * grace: nobody was there for them either.
 */
export const endWaitingWithoutAgents = transactional(queuePayload, async (tx, job) => {
  const queue = await loadQueue(tx, job.payload.queue);
  const since = await noAgentsSince(tx, queue.id);
  if (since === null || tx.now.getTime() - since.getTime() < NO_AGENTS_GRACE) return;
  // Somebody who has just come on duty may not have been seen to by the refresh yet.
  if ((await membersOf(tx, queue.id)).some(isActive)) return;
  // Whoever waits after this (a session that is handed back) gets a grace of their own.
  await setNoAgentsSince(tx, queue.id, null);
  for (const waiting of await waitingSessionsOf(tx, queue.id)) {
    const pair = await lockPair(tx, waiting.session.pair);
    const record = await lockSession(tx, waiting.session.id);
    const { state, queue: current } = record.session;
    if (state !== "waiting" || current !== queue.id) continue;
    await closeSession(tx, pair, record, {
      reason: "no_agents",
      by: null,
      text: noAgentsText(queue),
    });
  }
});

function noAgentsText(queue: Queue) {
  return queue.noAgentsMessage === null
    ? null
    : ({ kind: "no_agents", text: queue.noAgentsMessage } as const);
}
