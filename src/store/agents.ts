import type { Member } from "../domain/agent.ts";
import { type QueueId, queueId, type UserId, userId } from "../domain/ids.ts";
import type { Tx } from "./database.ts";

interface MemberRow {
  queue_id: string;
  user_id: string;
  max_sessions: number;
  on_duty: boolean;
  deactivated: boolean;
  load: number;
}

const SELECT_MEMBERS = `
  select m.queue_id, m.user_id, m.max_sessions, a.on_duty, a.deactivated,
         (select count(*)::int from sessions s where s.owner = m.user_id and s.state = 'active') as load
    from memberships m join agents a using (user_id)`;

function toMember(row: MemberRow): Member {
  return {
    user: userId(row.user_id),
    maxSessions: row.max_sessions,
    onDuty: row.on_duty,
    deactivated: row.deactivated,
    load: row.load,
  };
}

/** The queue's members in the order in which they were added. */
export async function membersOf(tx: Tx, queue: QueueId): Promise<Member[]> {
  const { rows } = await tx.sql.raw<{ rows: MemberRow[] }>(
    `${SELECT_MEMBERS} where m.queue_id = ? order by m.position, m.user_id`,
    [queue],
  );
  return rows.map(toMember);
}

/** Every queue's members, by queue. */
export async function allMembers(tx: Tx): Promise<ReadonlyMap<QueueId, Member[]>> {
  const { rows } = await tx.sql.raw<{ rows: MemberRow[] }>(
    `${SELECT_MEMBERS} order by m.position, m.user_id`,
  );
  const members = new Map<QueueId, Member[]>();
  for (const row of rows) {
    const queue = queueId(row.queue_id);
    members.set(queue, [...(members.get(queue) ?? []), toMember(row)]);
  }
  return members;
}

/** One person's memberships, by queue. */
export async function membershipsOf(tx: Tx, user: UserId): Promise<ReadonlyMap<QueueId, Member>> {
  const { rows } = await tx.sql.raw<{ rows: MemberRow[] }>(
    `${SELECT_MEMBERS} where m.user_id = ?`,
    [user],
  );
  return new Map(rows.map((row) => [queueId(row.queue_id), toMember(row)]));
}

/**
 * Locks the agent's row and reads the membership after that, so that the load that it shows can't
 * change before this transaction ends. Without the lock first, two clicks at once would both count
 * the old load.
 *
 * @returns null when the person is not a member of the queue
 */
export async function lockMember(tx: Tx, queue: QueueId, user: UserId): Promise<Member | null> {
  await tx.sql("agents").where({ user_id: user }).forUpdate().select("user_id");
  const { rows } = await tx.sql.raw<{ rows: MemberRow[] }>(
    `${SELECT_MEMBERS} where m.queue_id = ? and m.user_id = ?`,
    [queue, user],
  );
  return rows[0] ? toMember(rows[0]) : null;
}

/**
 * Locks these agents' rows, in an order of its own: whoever is just accepting has done so, and
 * whoever accepts later sees what this transaction has changed.
 */
export async function lockAgents(tx: Tx, users: readonly UserId[]): Promise<void> {
  await tx
    .sql("agents")
    .whereIn("user_id", [...users])
    .orderBy("user_id")
    .forUpdate()
    .select("user_id");
}

/** Knows the person as somebody who can own sessions, member of a queue or not. */
export async function ensureAgent(tx: Tx, user: UserId): Promise<void> {
  await tx.sql("agents").insert({ user_id: user }).onConflict("user_id").ignore();
}

/** An agent over all queues. */
export interface Agent {
  readonly user: UserId;
  readonly onDuty: boolean;
  readonly deactivated: boolean;
  readonly queues: readonly QueueId[];
}

/** The person as an agent; null when never a member of any queue. */
export async function findAgent(tx: Tx, user: UserId): Promise<Agent | null> {
  const row = await tx
    .sql("agents")
    .where({ user_id: user })
    .first<{ on_duty: boolean; deactivated: boolean } | undefined>("on_duty", "deactivated");
  if (!row) return null;
  return {
    user,
    onDuty: row.on_duty,
    deactivated: row.deactivated,
    queues: await queuesOfAgent(tx, user),
  };
}

/** The queues that the person is a member of. */
export async function queuesOfAgent(tx: Tx, user: UserId): Promise<QueueId[]> {
  const ids = await tx
    .sql<{ queue_id: string; user_id: string }>("memberships")
    .where({ user_id: user })
    .pluck("queue_id");
  return ids.map(queueId);
}

/**
 * Makes the queue's members exactly these, in this order. Agents who are new anywhere start on
 * duty; others keep their duty.
 */
export async function setMembers(
  tx: Tx,
  queue: QueueId,
  members: readonly { readonly user: UserId; readonly maxSessions: number }[],
): Promise<void> {
  await tx.sql("memberships").where({ queue_id: queue }).delete();
  if (members.length === 0) return;
  await tx
    .sql("agents")
    .insert(members.map(({ user }) => ({ user_id: user })))
    .onConflict("user_id")
    .ignore();
  await tx.sql("memberships").insert(
    members.map(({ user, maxSessions }, position) => ({
      queue_id: queue,
      user_id: user,
      max_sessions: maxSessions,
      position,
    })),
  );
}

/** @returns false when the person is no agent, or was on (or off) duty already */
export async function setOnDuty(tx: Tx, user: UserId, onDuty: boolean): Promise<boolean> {
  const count = await tx
    .sql("agents")
    .where({ user_id: user })
    .whereNot({ on_duty: onDuty })
    .update({ on_duty: onDuty });
  return count > 0;
}

/** @returns false when the person is no agent, or was so already */
export async function setDeactivated(tx: Tx, user: UserId, deactivated: boolean): Promise<boolean> {
  const count = await tx
    .sql("agents")
    .where({ user_id: user })
    .whereNot({ deactivated })
    .update({ deactivated });
  return count > 0;
}
