import type { Member } from "../domain/agent.ts";
import type { QueueId } from "../domain/ids.ts";
import type { Queue } from "../domain/queue.ts";
import { allMembers } from "../store/agents.ts";
import { channelTroubles } from "../store/channel-troubles.ts";
import { findQueueById, findQueueByName, listQueues } from "../store/queues.ts";
import { openCounts } from "../store/sessions.ts";
import type { FlowDeps } from "./deps.ts";

/** The queue by its name, case ignored; null when there is none. */
export function findQueue(deps: FlowDeps, name: string): Promise<Queue | null> {
  return deps.db.transaction((tx) => findQueueByName(tx, name));
}

/** The queue as it is now; null when it was deleted. */
export function getQueue(deps: FlowDeps, id: QueueId): Promise<Queue | null> {
  return deps.db.transaction((tx) => findQueueById(tx, id));
}

/** One line of the list of queues. */
export interface QueueOverview {
  readonly queue: Queue;
  readonly members: readonly Member[];
  readonly waiting: number;
  readonly active: number;
  /** Slack's word for why nothing can be posted into its channel; null: all is well. */
  readonly channelTrouble: string | null;
}

/** All queues with their agents and what goes on in them now. */
export function listQueueOverviews(deps: FlowDeps): Promise<QueueOverview[]> {
  return deps.db.transaction(async (tx) => {
    const members = await allMembers(tx);
    const counts = await openCounts(tx);
    const troubles = await channelTroubles(tx);
    return (await listQueues(tx)).map((queue) => ({
      queue,
      members: members.get(queue.id) ?? [],
      waiting: counts.get(queue.id)?.waiting ?? 0,
      active: counts.get(queue.id)?.active ?? 0,
      channelTrouble: troubles.get(queue.channel)?.why ?? null,
    }));
  });
}
