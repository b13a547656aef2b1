import type { Member } from "../domain/agent.ts";
import type { QueueId, UserId } from "../domain/ids.ts";
import { compareMembers, type Maxima, mergeMembers } from "../domain/membership-changes.ts";
import type { Queue } from "../domain/queue.ts";
import { lockAgents, membersOf, setMembers } from "../store/agents.ts";
import { membersSavedSince, newestEntry, recordChange } from "../store/configuration-changes.ts";
import type { Tx } from "../store/database.ts";
import { findQueueById, lockConfiguration } from "../store/queues.ts";
import { activeSessionsOf } from "../store/sessions.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueHandBack, enqueueRefresh } from "./queue-jobs.ts";

/** A queue's agents, and the moment at which they were looked at. */
export interface Roster {
  readonly queue: Queue;
  readonly members: readonly Member[];
  /** The newest entry of the trail about them, to be given back when saving. */
  readonly seen: number;
}

/** The queue's agents in their order; null when the queue was deleted. */
export function getRoster(deps: FlowDeps, id: QueueId): Promise<Roster | null> {
  return deps.db.transaction((tx) => loadRoster(tx, id));
}

async function loadRoster(tx: Tx, id: QueueId): Promise<Roster | null> {
  const queue = await findQueueById(tx, id);
  if (!queue) return null;
  // The entry first: members saved in between are then taken for news, never overlooked.
  const seen = await newestEntry(tx, "agents", id);
  return { queue, members: await membersOf(tx, id), seen };
}

/** Somebody who is to be taken out, with the sessions that will wait again. */
export interface Leaving {
  readonly user: UserId;
  readonly sessions: number;
}

export type SaveAgentsResult =
  | { readonly kind: "saved"; readonly leaving: readonly Leaving[] }
  /** Agents with open sessions would be taken out, and nobody has agreed to that yet. */
  | { readonly kind: "confirm"; readonly leaving: readonly Leaving[] }
  /** Others have saved the agents since the form was opened; nothing was changed. */
  | {
      readonly kind: "outdated";
      readonly roster: Roster;
      /** Who is saved now, with what the person has changed. */
      readonly merged: Maxima;
      readonly savedBy: UserId;
    }
  | { readonly kind: "deleted" };

/**
 * Makes the queue's agents exactly these. New agents start on duty; the open sessions of those who
 * are taken out wait again.
 *
 * @param request `seen`: the roster that the form showed; `handBack`: the person has been told
 *   whose sessions will wait again
 */
export function saveAgents(
  deps: FlowDeps,
  id: QueueId,
  wanted: Maxima,
  request: { readonly seen: number; readonly handBack: boolean; readonly by: UserId },
): Promise<SaveAgentsResult> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const roster = await loadRoster(tx, id);
    if (!roster) return { kind: "deleted" };
    const now: Maxima = new Map(roster.members.map((one) => [one.user, one.maxSessions]));
    const later = await membersSavedSince(tx, id, request.seen);
    const last = later.at(-1);
    if (last) {
      const changes = later.map((saving) => saving.changes);
      const merged = mergeMembers(wanted, now, changes);
      return { kind: "outdated", roster, merged, savedBy: last.by };
    }
    const changes = compareMembers(now, wanted);
    if (changes.length === 0) return { kind: "saved", leaving: [] };
    const removed = changes.flatMap(({ user, to }) => (to === null ? [user] : []));
    // Whoever is just accepting has done so after this, and can't any more after the commit.
    await lockAgents(tx, removed);
    const leaving = await findLeaving(tx, id, removed);
    if (leaving.length > 0 && !request.handBack) return { kind: "confirm", leaving };
    await setMembers(
      tx,
      id,
      [...wanted].map(([user, maxSessions]) => ({ user, maxSessions })),
    );
    await recordChange(tx, request.by, { what: "agents", changes }, { queue: id });
    for (const { user } of leaving) {
      await enqueueHandBack(tx, user, { why: "removed", queue: id });
    }
    await enqueueRefresh(tx, [id]);
    return { kind: "saved", leaving };
  });
}

async function findLeaving(tx: Tx, queue: QueueId, removed: readonly UserId[]): Promise<Leaving[]> {
  const leaving: Leaving[] = [];
  for (const user of removed) {
    const own = await activeSessionsOf(tx, user);
    const sessions = own.filter(({ session }) => session.queue === queue).length;
    if (sessions > 0) leaving.push({ user, sessions });
  }
  return leaving;
}
