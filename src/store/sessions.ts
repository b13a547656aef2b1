import {
  type ChannelId,
  channelId,
  type MessageTs,
  messageTs,
  type PairId,
  pairId,
  type QueueId,
  queueId,
  type SessionId,
  sessionId,
  type UserId,
  userId,
} from "../domain/ids.ts";
import type { EndReason, Offer, Session } from "../domain/session.ts";
import { closeAssignment, openAssignment } from "./assignments.ts";
import type { Tx } from "./database.ts";

/** A session with its place in Slack. */
export interface SessionRecord {
  readonly session: Session;
  readonly channel: ChannelId;
  /** The invite, which is the thread's parent; null until Slack has given it. */
  readonly inviteTs: MessageTs | null;
  /** The message in the thread with the End button; null until there is one. */
  readonly headerTs: MessageTs | null;
  /** What the invite says: all agents are at their max. */
  readonly allBusy: boolean;
  readonly previous: SessionId | null;
  /** When it was accepted, also after the end. */
  readonly acceptedAt: Date | null;
  /** The same by Slack's clock: when the button was pressed. */
  readonly acceptedTs: MessageTs | null;
  /** Who pressed End; null for every other end. */
  readonly endedBy: UserId | null;
  /** To whom it was offered in this round. */
  readonly offerTried: ReadonlySet<UserId>;
}

interface SessionRow {
  id: string;
  pair_id: string;
  queue_id: string;
  state: "waiting" | "active" | "ended";
  owner: string | null;
  waiting_since: Date;
  accepted_at: Date | null;
  accepted_ts: string | null;
  ended_at: Date | null;
  end_reason: EndReason | null;
  ended_by: string | null;
  previous_session_id: string | null;
  channel: string;
  invite_ts: string | null;
  header_ts: string | null;
  all_busy: boolean;
  offered_to: string | null;
  offered_until: Date | null;
  offer_tried: string[];
}

function toSession(row: SessionRow): Session {
  const base = {
    id: sessionId(row.id),
    pair: pairId(row.pair_id),
    queue: queueId(row.queue_id),
    waitingSince: row.waiting_since,
  };
  const owner = row.owner === null ? null : userId(row.owner);
  if (row.state === "waiting") return { ...base, state: "waiting", offer: toOffer(row) };
  if (row.state === "active" && owner && row.accepted_at) {
    return { ...base, state: "active", owner, acceptedAt: row.accepted_at };
  }
  if (row.state === "ended" && row.end_reason && row.ended_at) {
    return { ...base, state: "ended", reason: row.end_reason, endedAt: row.ended_at, owner };
  }
  throw new Error(`session ${row.id} is "${row.state}" without the columns of that state`);
}

function toOffer(row: SessionRow): Offer | null {
  return row.offered_to !== null && row.offered_until !== null
    ? { to: userId(row.offered_to), until: row.offered_until }
    : null;
}

function toRecord(row: SessionRow): SessionRecord {
  return {
    session: toSession(row),
    channel: channelId(row.channel),
    inviteTs: row.invite_ts === null ? null : messageTs(row.invite_ts),
    headerTs: row.header_ts === null ? null : messageTs(row.header_ts),
    allBusy: row.all_busy,
    previous: row.previous_session_id === null ? null : sessionId(row.previous_session_id),
    acceptedAt: row.accepted_at,
    acceptedTs: row.accepted_ts === null ? null : messageTs(row.accepted_ts),
    endedBy: row.ended_by === null ? null : userId(row.ended_by),
    offerTried: new Set(row.offer_tried.map(userId)),
  };
}

const COLUMNS = [
  "id",
  "pair_id",
  "queue_id",
  "state",
  "owner",
  "waiting_since",
  "accepted_at",
  "accepted_ts",
  "ended_at",
  "end_reason",
  "ended_by",
  "previous_session_id",
  "channel",
  "invite_ts",
  "header_ts",
  "all_busy",
  "offered_to",
  "offered_until",
  "offer_tried",
] as const;

/** @throws when there is none */
export async function loadSession(tx: Tx, id: SessionId): Promise<SessionRecord> {
  const row = await tx
    .sql("sessions")
    .where({ id })
    .first<SessionRow | undefined>(...COLUMNS);
  if (!row) throw new Error(`no session ${id}`);
  return toRecord(row);
}

/** Locks the session's row; the pair must be locked already (lock order: pair, session, agent). */
export async function lockSession(tx: Tx, id: SessionId): Promise<SessionRecord> {
  const row = await tx
    .sql("sessions")
    .where({ id })
    .forUpdate()
    .first<SessionRow | undefined>(...COLUMNS);
  if (!row) throw new Error(`no session ${id}`);
  return toRecord(row);
}

/** The pair's waiting or active session; the database allows one at the most. */
export async function openSessionOf(tx: Tx, pair: PairId): Promise<SessionRecord | null> {
  const row = await tx
    .sql("sessions")
    .where({ pair_id: pair })
    .whereNot({ state: "ended" })
    .forUpdate()
    .first<SessionRow | undefined>(...COLUMNS);
  return row ? toRecord(row) : null;
}

/** The pair's session that ended last; null when none has ended yet. */
export async function lastEndedSessionOf(tx: Tx, pair: PairId): Promise<SessionRecord | null> {
  const row = await tx
    .sql("sessions")
    .where({ pair_id: pair, state: "ended" })
    .orderBy("ended_at", "desc")
    .first<SessionRow | undefined>(...COLUMNS);
  return row ? toRecord(row) : null;
}

/** Begins a waiting session of the pair in the queue. */
export async function insertWaitingSession(
  tx: Tx,
  session: {
    pair: PairId;
    queue: QueueId;
    channel: ChannelId;
    allBusy: boolean;
    previous: SessionId | null;
  },
): Promise<SessionId> {
  const rows = await tx
    .sql("sessions")
    .insert({
      pair_id: session.pair,
      queue_id: session.queue,
      state: "waiting",
      waiting_since: tx.now,
      channel: session.channel,
      all_busy: session.allBusy,
      previous_session_id: session.previous,
    })
    .returning<{ id: string }[]>("id");
  const row = rows[0];
  if (!row) throw new Error("inserting a session gave no id");
  return sessionId(row.id);
}

/**
 * The guarded update of Accept: waiting → active, and the assignment that goes with it.
 *
 * @returns false when the session is not waiting (any more); nothing is changed then
 */
export async function activateSession(
  tx: Tx,
  id: SessionId,
  { owner, at, assignedBy }: { owner: UserId; at: MessageTs; assignedBy: UserId | null },
): Promise<boolean> {
  const rows = await tx
    .sql("sessions")
    .where({ id, state: "waiting" })
    .update({
      state: "active",
      owner,
      accepted_at: tx.now,
      accepted_ts: at,
      offered_to: null,
      offered_until: null,
    })
    .returning<{ queue_id: string }[]>("queue_id");
  const row = rows[0];
  if (!row) return false;
  await openAssignment(tx, {
    session: id,
    queue: queueId(row.queue_id),
    agent: owner,
    assignedBy,
  });
  return true;
}

/**
 * Gives an active session to somebody else: the running assignment ends, the next one begins. The
 * session must be locked.
 */
export async function changeOwner(
  tx: Tx,
  id: SessionId,
  { owner, at }: { owner: UserId; at: MessageTs },
): Promise<void> {
  const rows = await tx
    .sql("sessions")
    .where({ id, state: "active" })
    .update({ owner, accepted_at: tx.now, accepted_ts: at })
    .returning<{ queue_id: string }[]>("queue_id");
  const row = rows[0];
  if (!row) throw new Error(`session ${id} is not active`);
  await closeAssignment(tx, id);
  await openAssignment(tx, {
    session: id,
    queue: queueId(row.queue_id),
    agent: owner,
    assignedBy: null,
  });
}

/** All sessions that wait or are active. */
export async function openSessions(tx: Tx): Promise<SessionRecord[]> {
  const rows = await tx
    .sql("sessions")
    .whereNot({ state: "ended" })
    .orderBy("waiting_since")
    .select<SessionRow[]>(...COLUMNS);
  return rows.map(toRecord);
}

/**
 * The guarded update of every end: the first one gives the reason.
 *
 * @returns false when the session had ended already; nothing is changed then
 */
export async function finishSession(
  tx: Tx,
  id: SessionId,
  reason: EndReason,
  endedBy: UserId | null,
): Promise<boolean> {
  const count = await tx
    .sql("sessions")
    .where({ id })
    .whereNot({ state: "ended" })
    .update({ state: "ended", ended_at: tx.now, end_reason: reason, ended_by: endedBy });
  if (count === 0) return false;
  await closeAssignment(tx, id);
  return true;
}

/**
 * Notes what the invites of the queue's waiting sessions have to say from now on.
 *
 * @returns those for which that is news, the longest waiting first
 */
export async function setAllBusy(
  tx: Tx,
  queue: QueueId,
  allBusy: boolean,
): Promise<SessionRecord[]> {
  const rows = await tx
    .sql("sessions")
    .where({ queue_id: queue, state: "waiting" })
    .whereNot({ all_busy: allBusy })
    .update({ all_busy: allBusy })
    .returning<SessionRow[]>([...COLUMNS]);
  return rows
    .map(toRecord)
    .sort((a, b) => a.session.waitingSince.getTime() - b.session.waitingSince.getTime());
}

/** The queue's waiting sessions, the longest waiting first. */
export async function waitingSessionsOf(tx: Tx, queue: QueueId): Promise<SessionRecord[]> {
  const rows = await tx
    .sql("sessions")
    .where({ queue_id: queue, state: "waiting" })
    .orderBy("waiting_since")
    .select<SessionRow[]>(...COLUMNS);
  return rows.map(toRecord);
}

/** The queue's sessions that wait or are active. */
export async function openSessionsOf(tx: Tx, queue: QueueId): Promise<SessionRecord[]> {
  const rows = await tx
    .sql("sessions")
    .where({ queue_id: queue })
    .whereNot({ state: "ended" })
    .select<SessionRow[]>(...COLUMNS);
  return rows.map(toRecord);
}

/** How many sessions wait in the queue. */
export async function countWaiting(tx: Tx, queue: QueueId): Promise<number> {
  const rows = await tx
    .sql("sessions")
    .where({ queue_id: queue, state: "waiting" })
    .count<{ count: string }[]>("* as count");
  return Number(rows[0]?.count ?? 0);
}

/** The agent's active sessions over all queues, the oldest first. */
export async function activeSessionsOf(tx: Tx, owner: UserId): Promise<SessionRecord[]> {
  const rows = await tx
    .sql("sessions")
    .where({ owner, state: "active" })
    .orderBy("accepted_at")
    .select<SessionRow[]>(...COLUMNS);
  return rows.map(toRecord);
}

/** How many sessions of each queue wait and are active now. */
export async function openCounts(
  tx: Tx,
): Promise<ReadonlyMap<QueueId, { waiting: number; active: number }>> {
  const { rows } = await tx.sql.raw<{
    rows: { queue_id: string; waiting: number; active: number }[];
  }>(`select queue_id, count(*) filter (where state = 'waiting')::int as waiting,
             count(*) filter (where state = 'active')::int as active
        from sessions where state <> 'ended' group by queue_id`);
  return new Map(
    rows.map((row) => [queueId(row.queue_id), { waiting: row.waiting, active: row.active }]),
  );
}
