import type { QueueId } from "../domain/ids.ts";
import { changesBefore, type RecordedChange } from "../store/configuration-changes.ts";
import { findDeletedQueueByName, findQueueByName } from "../store/queues.ts";
import type { FlowDeps } from "./deps.ts";

/** Entries shown at once. */
const PAGE = 20;

/** A piece of the trail of changes, the newest first. */
export interface History {
  readonly queue: QueueId | null;
  readonly entries: readonly RecordedChange[];
  /** The entry before which there is more; null when this is all. */
  readonly olderThan: number | null;
}

/**
 * @param page `queue`: null for all; `before`: null for the newest
 */
export function readHistory(
  deps: FlowDeps,
  page: { readonly queue: QueueId | null; readonly before: number | null },
): Promise<History> {
  return deps.db.transaction(async (tx) => {
    const found = await changesBefore(tx, { ...page, limit: PAGE + 1 });
    const entries = found.slice(0, PAGE);
    const olderThan = found.length > PAGE ? (entries.at(-1)?.id ?? null) : null;
    return { queue: page.queue, entries, olderThan };
  });
}

/** The queue of that name, or the one that was deleted last with it; null when there was none. */
export function findQueueWithHistory(deps: FlowDeps, name: string): Promise<QueueId | null> {
  return deps.db.transaction(async (tx) => {
    const queue = (await findQueueByName(tx, name)) ?? (await findDeletedQueueByName(tx, name));
    return queue?.id ?? null;
  });
}
