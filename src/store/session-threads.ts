import {
  type ChannelId,
  channelId,
  type MessageTs,
  messageTs,
  type QueueId,
  type SessionId,
  sessionId,
} from "../domain/ids.ts";
import type { Tx } from "./database.ts";
import { loadSession, type SessionRecord } from "./sessions.ts";

/** Where sessions are in Slack: each has one thread at a time, and may have left others. */

/** Why a session goes on in a new thread. */
export type LeftReason = "thread_deleted" | "queue_moved" | "transferred";

/** A thread, and the session that it is of. */
export interface SessionThread {
  readonly record: SessionRecord;
  /** False: the session has left this thread and goes on in another; nothing here is sent. */
  readonly isCurrent: boolean;
  /** Why it was left; null while it is the current one. */
  readonly leftReason: LeftReason | null;
}

/** The session whose thread this is or was; null when the thread is none of ours. */
export async function findSessionByThread(
  tx: Tx,
  channel: ChannelId,
  threadTs: MessageTs,
): Promise<SessionThread | null> {
  const { rows } = await tx.sql.raw<{ rows: { id: string; reason: LeftReason | null }[] }>(
    `select id, null as reason from sessions where channel = ? and invite_ts = ?
     union all
     select session_id, reason from former_threads where channel = ? and thread_ts = ?`,
    [channel, threadTs, channel, threadTs],
  );
  const row = rows[0];
  if (!row) return null;
  const record = await loadSession(tx, sessionId(row.id));
  return { record, isCurrent: row.reason === null, leftReason: row.reason };
}

/**
 * The same, for what people do in a thread. `unplaced`: it may be one whose invite is on its way, so
 * that we don't know yet where it is.
 */
export async function lookForSession(
  tx: Tx,
  channel: ChannelId,
  threadTs: MessageTs,
): Promise<SessionThread | "unplaced" | null> {
  const found = await findSessionByThread(tx, channel, threadTs);
  if (found) return found;
  if (await hasUnplacedInvite(tx, channel)) return "unplaced";
  // Its place may have been recorded between the two looks.
  return findSessionByThread(tx, channel, threadTs);
}

/**
 * Whether an invite of the channel is on its way, so that a thread may be ours without our knowing.
 * That of a session which has ended meanwhile comes all the same.
 */
async function hasUnplacedInvite(tx: Tx, channel: ChannelId): Promise<boolean> {
  const { rows } = await tx.sql.raw<{ rows: unknown[] }>(
    `select 1 from sessions s
      where s.channel = ? and s.invite_ts is null
        and (s.state <> 'ended' or exists (
          select 1 from jobs j
           where j.lane = 'slack:' || s.id and j.kind = 'slack.invite'
             and j.state in ('ready', 'running')))
      limit 1`,
    [channel],
  );
  return rows.length > 0;
}

/** Lets the session begin its thread in another channel. */
export async function setChannel(tx: Tx, id: SessionId, channel: ChannelId): Promise<void> {
  await tx.sql("sessions").where({ id, invite_ts: null }).update({ channel });
}

/** The queue's sessions in other channels than this that are open, or have entries to be posted. */
export async function sessionsOutside(
  tx: Tx,
  queue: QueueId,
  channel: ChannelId,
): Promise<SessionRecord[]> {
  const { rows } = await tx.sql.raw<{ rows: { id: string }[] }>(
    `select s.id from sessions s
      where s.queue_id = ? and s.channel <> ?
        and (s.state <> 'ended' or s.id::text in (
          select substr(j.lane, 7) from jobs j
           where j.lane like 'slack:%' and j.kind = 'slack.entry'
             and j.state in ('ready', 'running')))
      order by s.waiting_since`,
    [queue, channel],
  );
  const records: SessionRecord[] = [];
  for (const { id } of rows) records.push(await loadSession(tx, sessionId(id)));
  return records;
}

/** Notes the ts that Slack gave to the invite. */
export async function setInviteTs(tx: Tx, id: SessionId, ts: MessageTs): Promise<void> {
  await tx.sql("sessions").where({ id }).update({ invite_ts: ts });
}

/** Notes the ts that Slack gave to the thread's header; null: it is gone. */
export async function setHeaderTs(tx: Tx, id: SessionId, ts: MessageTs | null): Promise<void> {
  await tx.sql("sessions").where({ id }).update({ header_ts: ts });
}

/**
 * Takes the session out of its thread: the next invite that is posted begins its new one, in that
 * channel. The session must be locked.
 */
export async function leaveThread(
  tx: Tx,
  { session, channel, inviteTs, headerTs }: SessionRecord,
  to: ChannelId,
  reason: LeftReason,
): Promise<void> {
  if (inviteTs !== null) {
    await tx.sql("former_threads").insert({
      session_id: session.id,
      channel,
      thread_ts: inviteTs,
      header_ts: headerTs,
      reason,
      left_at: tx.now,
    });
  }
  await tx
    .sql("sessions")
    .where({ id: session.id })
    .update({ channel: to, invite_ts: null, header_ts: null });
}

/** A thread that a session has left. */
export interface FormerThread {
  readonly channel: ChannelId;
  readonly ts: MessageTs;
  /** The message in it with the End button; null where there was none. */
  readonly headerTs: MessageTs | null;
  readonly reason: LeftReason;
}

/** The threads that the session has left, the last one first. */
export async function formerThreadsOf(tx: Tx, session: SessionId): Promise<FormerThread[]> {
  const rows = await tx
    .sql("former_threads")
    .where({ session_id: session })
    .orderBy("left_at", "desc")
    .select<{ channel: string; thread_ts: string; header_ts: string | null; reason: LeftReason }[]>(
      "channel",
      "thread_ts",
      "header_ts",
      "reason",
    );
  return rows.map((row) => ({
    channel: channelId(row.channel),
    ts: messageTs(row.thread_ts),
    headerTs: row.header_ts === null ? null : messageTs(row.header_ts),
    reason: row.reason,
  }));
}
