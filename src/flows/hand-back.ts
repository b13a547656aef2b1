import type { SessionId, UserId } from "../domain/ids.ts";
import { handBack } from "../domain/session.ts";
import { transactional } from "../lanes/job.ts";
import { findAgent } from "../store/agents.ts";
import type { Tx } from "../store/database.ts";
import { returnToWaiting, waitsSince } from "../store/hand-back.ts";
import { lockPair } from "../store/pairs.ts";
import {
  activeSessionsOf,
  loadSession,
  lockSession,
  type SessionRecord,
} from "../store/sessions.ts";
import type { FlowDeps } from "./deps.ts";
import { refuseHeldTexts } from "./held-texts.ts";
import { redrawHomes } from "./homes.ts";
import { endOffer } from "./offer-transfer.ts";
import { enqueueRefresh, type HandBackReason, handBackPayload } from "./queue-jobs.ts";
import { refreshQueuesOf } from "./refresh-queues-of.ts";
import { enqueueEntry, enqueueHeader, enqueueInvite, type HandBackWhy } from "./session-jobs.ts";
import { startWaitingTimers } from "./start-timers.ts";

/**
 * An agent was taken out of a queue, or deactivated in Slack: their sessions wait again, each at
 * its original place, in the same thread (SPEC 8). A job of its own, since pairs are locked before
 * agents, and whoever takes an agent out has locked the agent.
 */
export const handBackSessions = transactional(handBackPayload, async (tx, job) => {
  const { agent, reason } = job.payload;
  if (!(await stillHolds(tx, agent, reason))) return;
  for (const { session } of await activeSessionsOf(tx, agent)) {
    if (reason.why === "removed" && session.queue !== reason.queue) continue;
    await lockPair(tx, session.pair);
    await handBackOne(tx, agent, reason.why, await lockSession(tx, session.id));
  }
  await refreshQueuesOf(tx, agent);
});

/** The agent may have been put back, or be back, before this job's turn came. */
async function stillHolds(tx: Tx, user: UserId, reason: HandBackReason): Promise<boolean> {
  const agent = await findAgent(tx, user);
  if (!agent) return false;
  return reason.why === "removed" ? !agent.queues.includes(reason.queue) : agent.deactivated;
}

/** What came of wanting to hand a session back. */
export type HandedBack = "handed_back" | "not_active" | "not_yours";

/** The owner, or a supervisor, puts a session back to waiting, at its original place (SPEC 8). */
export function handBackSession(
  deps: FlowDeps,
  asked: { session: SessionId; by: UserId; isSupervisor: boolean },
): Promise<HandedBack> {
  return deps.db.transaction(async (tx): Promise<HandedBack> => {
    await lockPair(tx, (await loadSession(tx, asked.session)).session.pair);
    const record = await lockSession(tx, asked.session);
    if (record.session.state !== "active") return "not_active";
    const { owner } = record.session;
    if (owner !== asked.by && !asked.isSupervisor) return "not_yours";
    await handBackOne(tx, owner, owner === asked.by ? "owner" : "supervisor", record);
    await refreshQueuesOf(tx, owner);
    return "handed_back";
  });
}

/**
 * *Hand all back*: every session of an agent.
 *
 * @returns how many; null: the person has none and is no agent
 */
export async function handBackAll(deps: FlowDeps, by: UserId): Promise<number | null> {
  const { open, agent } = await deps.db.transaction(async (tx) => ({
    open: await activeSessionsOf(tx, by),
    agent: await findAgent(tx, by),
  }));
  if (open.length === 0 && (agent?.queues ?? []).length === 0) return null;
  let count = 0;
  for (const { session } of open) {
    const asked = { session: session.id, by, isSupervisor: false };
    if ((await handBackSession(deps, asked)) === "handed_back") count += 1;
  }
  return count;
}

/**
 * The owner has not answered in time: the session waits again, for the others first. Pair and
 * session are locked.
 */
export async function handBackUnanswered(
  tx: Tx,
  owner: UserId,
  record: SessionRecord,
): Promise<void> {
  await handBackOne(tx, owner, "unanswered", record);
  await refreshQueuesOf(tx, owner);
}

async function handBackOne(
  tx: Tx,
  agent: UserId,
  why: HandBackWhy,
  record: SessionRecord,
): Promise<void> {
  if (record.session.state !== "active" || record.session.owner !== agent) return;
  const result = handBack(record.session);
  if (result.kind !== "handed_back") return;
  const { id, queue } = result.session;
  const passedOver = why === "unanswered" ? agent : null;
  if (!(await returnToWaiting(tx, id, passedOver))) {
    throw new Error(`session ${id} changed under its lock`);
  }
  await endOffer(tx, id, "withdrawn");
  await refuseHeldTexts(tx, id, "not_owner");
  const place = { id };
  await enqueueHeader(tx, place);
  await enqueueInvite(tx, place);
  await enqueueEntry(tx, place, { kind: "handed_back", from: agent, why });
  // By the transaction's time alone it might have begun before its owner got it.
  await startWaitingTimers(tx, id, queue, await waitsSince(tx, result.session));
  await enqueueRefresh(tx, [queue]);
  await redrawHomes(tx);
}
