import { isActive, isFree } from "../domain/agent.ts";
import type { QueueId, SessionId, UserId } from "../domain/ids.ts";
import {
  type MayTransfer,
  mayTransfer,
  type QueueObstacle,
  queueObstacle,
} from "../domain/transfer.ts";
import { allMembers, membersOf } from "../store/agents.ts";
import { channelTroubles } from "../store/channel-troubles.ts";
import type { Tx } from "../store/database.ts";
import { listQueues } from "../store/queues.ts";
import { loadSession, openCounts } from "../store/sessions.ts";
import { openTransferOffer } from "../store/transfer-offers.ts";
import type { FlowDeps } from "./deps.ts";

/** An agent of the session's queue to whom it may be offered. */
export interface AgentTarget {
  readonly user: UserId;
  readonly load: number;
  readonly max: number;
}

/** Another queue, which may take the session over. */
export interface QueueTarget {
  readonly queue: QueueId;
  readonly name: string;
  /** Null: it may. */
  readonly obstacle: QueueObstacle | null;
  /** Agents who are free, of those who are active. */
  readonly free: number;
  readonly active: number;
  readonly waiting: number;
}

/** To whom a session may be given, or why not. */
export type TransferTargets =
  | {
      readonly kind: "targets";
      readonly owner: UserId;
      readonly agents: readonly AgentTarget[];
      readonly queues: readonly QueueTarget[];
    }
  | { readonly kind: "already_offered"; readonly to: UserId; readonly until: Date }
  | Exclude<MayTransfer, { kind: "may_transfer" }>;

/** What the form of Transfer has to choose from. */
export function transferTargets(
  deps: FlowDeps,
  asked: { session: SessionId; by: UserId; isSupervisor: boolean },
): Promise<TransferTargets> {
  return deps.db.transaction(async (tx): Promise<TransferTargets> => {
    const { session } = await loadSession(tx, asked.session);
    const may = mayTransfer(session, asked.by, asked);
    if (may.kind !== "may_transfer") return may;
    const { owner } = may;
    const open = await openTransferOffer(tx, session.id);
    if (open) return { kind: "already_offered", to: open.to, until: open.until };
    const members = await membersOf(tx, session.queue);
    return {
      kind: "targets",
      owner,
      agents: members
        .filter((member) => isActive(member) && member.user !== owner)
        .map(({ user, load, maxSessions }) => ({ user, load, max: maxSessions }))
        .toSorted((a, b) => a.load - b.load),
      queues: await queuesBeside(tx, session.queue),
    };
  });
}

/** All other queues by name, those where nobody would come last. */
async function queuesBeside(tx: Tx, own: QueueId): Promise<QueueTarget[]> {
  const membersOfAll = await allMembers(tx);
  const counts = await openCounts(tx);
  const troubles = await channelTroubles(tx);
  const targets = (await listQueues(tx))
    .filter(({ id }) => id !== own)
    .map(({ id, name, paused, channel }) => {
      const members = membersOfAll.get(id) ?? [];
      const isChannelClosed = troubles.has(channel);
      return {
        queue: id,
        name,
        obstacle: queueObstacle({ queue: id, paused, members, isChannelClosed }),
        free: members.filter(isFree).length,
        active: members.filter(isActive).length,
        waiting: counts.get(id)?.waiting ?? 0,
      };
    });
  return targets.toSorted((a, b) => Number(a.obstacle !== null) - Number(b.obstacle !== null));
}
