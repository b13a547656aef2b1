import type { Member } from "../domain/agent.ts";
import type { QueueId, UserId } from "../domain/ids.ts";
import { checkKeywords } from "../domain/keyword-rules.ts";
import type { Queue, QueueSettings } from "../domain/queue.ts";
import { allMembers, membersOf, setMembers } from "../store/agents.ts";
import type { Tx } from "../store/database.ts";
import {
  findQueueByName,
  insertQueue,
  listQueues,
  loadQueue,
  lockQueueSettings,
  updateQueue,
} from "../store/queues.ts";
import { openCounts } from "../store/sessions.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueRefresh } from "./jobs.ts";

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

export type SaveResult =
  | { readonly kind: "saved"; readonly id: QueueId }
  | { readonly kind: "refused"; readonly problems: readonly SettingProblem[] }
  /** Somebody saved the queue after this form was opened. */
  | { readonly kind: "outdated" };

/**
 * Saves a new queue, or new settings of one, after the checks of SPEC 5 against all other queues.
 *
 * @param existing null: a new queue
 */
export function saveQueue(
  deps: FlowDeps,
  settings: QueueSettings,
  existing: { readonly id: QueueId; readonly version: number } | null,
): Promise<SaveResult> {
  return deps.db.transaction(async (tx) => {
    await lockQueueSettings(tx);
    const problems = await findProblems(tx, settings, existing?.id ?? null);
    if (problems.length > 0) return { kind: "refused", problems };
    if (existing === null) {
      const id = await insertQueue(tx, settings);
      await enqueueRefresh(tx, [id]);
      return { kind: "saved", id };
    }
    if (!(await updateQueue(tx, existing.id, existing.version, settings))) {
      return { kind: "outdated" };
    }
    await enqueueRefresh(tx, [existing.id]);
    return { kind: "saved", id: existing.id };
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

/** The queue by its name, case ignored; null when there is none. */
export function findQueue(deps: FlowDeps, name: string): Promise<Queue | null> {
  return deps.db.transaction((tx) => findQueueByName(tx, name));
}

/** The queue as it is now. @throws when it never was */
export function getQueue(deps: FlowDeps, id: QueueId): Promise<Queue> {
  return deps.db.transaction((tx) => loadQueue(tx, id));
}

/** One line of the list of queues. */
export interface QueueOverview {
  readonly queue: Queue;
  readonly members: readonly Member[];
  readonly waiting: number;
  readonly active: number;
}

/** All queues with their agents and what goes on in them now. */
export function listQueueOverviews(deps: FlowDeps): Promise<QueueOverview[]> {
  return deps.db.transaction(async (tx) => {
    const members = await allMembers(tx);
    const counts = await openCounts(tx);
    return (await listQueues(tx)).map((queue) => ({
      queue,
      members: members.get(queue.id) ?? [],
      waiting: counts.get(queue.id)?.waiting ?? 0,
      active: counts.get(queue.id)?.active ?? 0,
    }));
  });
}

/** The queue's members, in order. */
export function getMembers(deps: FlowDeps, queue: QueueId): Promise<Member[]> {
  return deps.db.transaction((tx) => membersOf(tx, queue));
}

/**
 * Makes the queue's agents exactly these. New agents start on duty.
 *
 * @param stillAsSeen whether the present members are those that the form was opened with
 * @returns false when they are not: somebody else saved meanwhile, and nothing is changed
 */
export function saveAgents(
  deps: FlowDeps,
  queue: QueueId,
  members: readonly { readonly user: UserId; readonly maxSessions: number }[],
  stillAsSeen: (present: readonly Member[]) => boolean,
): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    await lockQueueSettings(tx);
    if (!stillAsSeen(await membersOf(tx, queue))) return false;
    await setMembers(tx, queue, members);
    await enqueueRefresh(tx, [queue]);
    return true;
  });
}
