import type { QueueId, UserId } from "../domain/ids.ts";
import { checkKeywords } from "../domain/keyword-rules.ts";
import type { Queue, QueueSettings } from "../domain/queue.ts";
import {
  changesTimes,
  compareSettings,
  mergeEdits,
  type Overlap,
} from "../domain/queue-changes.ts";
import { recordChange, settingsSavedSince } from "../store/configuration-changes.ts";
import type { Tx } from "../store/database.ts";
import {
  findQueueById,
  findQueueByName,
  insertQueue,
  listQueues,
  lockConfiguration,
  lockQueue,
  markQueueDeleted,
  setPaused,
  updateQueue,
} from "../store/queues.ts";
import { sessionsOutside } from "../store/session-threads.ts";
import { openCounts } from "../store/sessions.ts";
import { continueInNewThread } from "./continue-in-new-thread.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueRefresh } from "./queue-jobs.ts";
import { enqueueRestartTimers } from "./timer-jobs.ts";

/** The settings that a check can find fault with. */
export type SettingField =
  | "name"
  | "channel"
  | "lines"
  | "initiationKeyword"
  | "terminationKeyword";

export interface SettingProblem {
  readonly field: SettingField;
  /** A sentence for the person who filled the form. */
  readonly message: string;
}

/** Others have saved the queue since the form was opened; nothing was changed. */
export interface Outdated {
  readonly kind: "outdated";
  /** What is saved now; its version is the one to save over next. */
  readonly now: Queue;
  /** What is saved now, with what the person has changed. */
  readonly merged: QueueSettings;
  readonly overlaps: readonly Overlap[];
}

export type SaveResult =
  | { readonly kind: "saved"; readonly id: QueueId }
  | { readonly kind: "refused"; readonly problems: readonly SettingProblem[] }
  | Outdated
  | { readonly kind: "deleted" };

/**
 * What will keep settings from being saved; saving looks again. Nothing of a form that is out of
 * date or whose queue was deleted: saving tells what is to be told first.
 *
 * @param existing the queue, and its version when the form was opened; null: a new one
 */
export function checkSettings(
  deps: FlowDeps,
  settings: QueueSettings,
  existing: { readonly id: QueueId; readonly seen: number } | null,
): Promise<SettingProblem[]> {
  return deps.db.transaction(async (tx) => {
    if (existing === null) return findProblems(tx, settings, null);
    const now = await findQueueById(tx, existing.id);
    return now?.version === existing.seen ? findProblems(tx, settings, now.id) : [];
  });
}

/**
 * Saves a new queue, after the checks of SPEC 5 against all other queues.
 *
 * @param order `paused`: whether it is from the start
 */
export function createQueue(
  deps: FlowDeps,
  settings: QueueSettings,
  { by, paused }: { readonly by: UserId; readonly paused: boolean },
): Promise<Extract<SaveResult, { kind: "saved" | "refused" }>> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const problems = await findProblems(tx, settings, null);
    if (problems.length > 0) return { kind: "refused", problems };
    const queue = await insertQueue(tx, settings);
    const changes = compareSettings(null, settings);
    await recordChange(tx, by, { what: "queue_made", changes }, { queue, version: 1 });
    await switchPause(tx, queue, { by, paused });
    await enqueueRefresh(tx, [queue]);
    return { kind: "saved", id: queue };
  });
}

/**
 * Saves new settings of a queue, after the same checks.
 *
 * @param order `seen`: the queue's version when the form was opened; `paused`: what it is switched
 *   to; null: what it is
 */
export function saveQueue(
  deps: FlowDeps,
  settings: QueueSettings,
  order: {
    readonly id: QueueId;
    readonly seen: number;
    readonly by: UserId;
    readonly paused: boolean | null;
  },
): Promise<SaveResult> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const now = await findQueueById(tx, order.id);
    if (!now) return { kind: "deleted" };
    if (now.version !== order.seen) {
      const later = await settingsSavedSince(tx, now.id, order.seen);
      return { kind: "outdated", now, ...mergeEdits(settings, now, later) };
    }
    const problems = await findProblems(tx, settings, now.id);
    if (problems.length > 0) return { kind: "refused", problems };
    const changes = compareSettings(now, settings);
    if (changes.length > 0) {
      const version = await updateQueue(tx, now.id, settings);
      const about = { queue: now.id, version };
      await recordChange(tx, order.by, { what: "settings", changes }, about);
      await enqueueRefresh(tx, [now.id]);
      if (changesTimes(changes)) await enqueueRestartTimers(tx, now.id);
      for (const record of await sessionsOutside(tx, now.id, settings.channel)) {
        await continueInNewThread(tx, record, { channel: settings.channel, reason: "queue_moved" });
      }
    }
    if (order.paused !== null) {
      await switchPause(tx, now.id, { paused: order.paused, by: order.by });
    }
    return { kind: "saved", id: now.id };
  });
}

async function findProblems(
  tx: Tx,
  settings: QueueSettings,
  self: QueueId | null,
): Promise<SettingProblem[]> {
  const problems: SettingProblem[] = [];
  const namesake = await findQueueByName(tx, settings.name);
  if (namesake && namesake.id !== self) {
    problems.push({
      field: "name",
      message: `There is a queue named "${namesake.name}" already. Choose another name.`,
    });
  }
  const others = (await listQueues(tx)).filter((queue) => queue.id !== self);
  return [...problems, ...checkKeywords(settings, others)];
}

/**
 * Pauses a queue (no text enters it; what waits or is accepted goes on), or resumes it.
 *
 * @returns `unchanged`: it was so already; `deleted`: there is nothing to pause any more
 */
export function pauseQueue(
  deps: FlowDeps,
  id: QueueId,
  change: { readonly paused: boolean; readonly by: UserId },
): Promise<"changed" | "unchanged" | "deleted"> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    if (!(await findQueueById(tx, id))) return "deleted";
    return (await switchPause(tx, id, change)) ? "changed" : "unchanged";
  });
}

/** @returns false when it was so already */
async function switchPause(
  tx: Tx,
  id: QueueId,
  { paused, by }: { readonly paused: boolean; readonly by: UserId },
): Promise<boolean> {
  if (!(await setPaused(tx, id, paused))) return false;
  await recordChange(tx, by, { what: paused ? "paused" : "resumed", changes: [] }, { queue: id });
  return true;
}

/** What stands in the way of deleting a queue. */
export interface OpenSessions {
  readonly waiting: number;
  readonly active: number;
}

export type DeleteResult =
  | { readonly kind: "deleted" }
  | { readonly kind: "was_deleted" }
  | ({ readonly kind: "open_sessions" } & OpenSessions);

/** How many sessions of the queue are open now. */
export function countOpenSessions(deps: FlowDeps, id: QueueId): Promise<OpenSessions> {
  return deps.db.transaction((tx) => openSessionsOf(tx, id));
}

async function openSessionsOf(tx: Tx, id: QueueId): Promise<OpenSessions> {
  return (await openCounts(tx)).get(id) ?? { waiting: 0, active: 0 };
}

/**
 * Deletes a queue that has no open sessions. What it has done stays for the statistics and the
 * trail of changes.
 */
export function deleteQueue(deps: FlowDeps, id: QueueId, by: UserId): Promise<DeleteResult> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const queue = await findQueueById(tx, id);
    if (!queue) return { kind: "was_deleted" };
    await lockQueue(tx, id);
    const open = await openSessionsOf(tx, id);
    if (open.waiting + open.active > 0) return { kind: "open_sessions", ...open };
    await markQueueDeleted(tx, id);
    const changes = [{ setting: "lines", from: queue.lines, to: [] }] as const;
    await recordChange(tx, by, { what: "queue_deleted", changes }, { queue: id });
    return { kind: "deleted" };
  });
}
