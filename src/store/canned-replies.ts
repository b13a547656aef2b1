import type { CannedReply, ReplyDraft } from "../domain/canned-replies.ts";
import { type QueueId, queueId, type ReplyId, replyId } from "../domain/ids.ts";
import type { Tx } from "./database.ts";

interface ReplyRow {
  id: string;
  queue_id: string;
  name: string;
  text: string;
  version: number;
}

const COLUMNS = ["id", "queue_id", "name", "text", "version"] as const;

function toReply({ id, name, text, version }: ReplyRow): CannedReply {
  return { id: replyId(id), name, text, version };
}

/** The queue's replies, by their names. */
export async function repliesOf(tx: Tx, queue: QueueId): Promise<CannedReply[]> {
  const rows = await tx
    .sql("canned_replies")
    .where({ queue_id: queue })
    .orderByRaw("lower(name)")
    .select<ReplyRow[]>(...COLUMNS);
  return rows.map(toReply);
}

/** A reply, with the queue that it is of; null when it was deleted. */
export async function findReply(
  tx: Tx,
  id: ReplyId,
): Promise<{ readonly queue: QueueId; readonly reply: CannedReply } | null> {
  const row = await tx
    .sql("canned_replies")
    .where({ id })
    .first<ReplyRow | undefined>(...COLUMNS);
  return row ? { queue: queueId(row.queue_id), reply: toReply(row) } : null;
}

/** Adds a reply to the queue. */
export async function insertReply(tx: Tx, queue: QueueId, draft: ReplyDraft): Promise<void> {
  const { name, text } = draft;
  await tx.sql("canned_replies").insert({ queue_id: queue, name, text });
}

/** Changes a reply, whose version rises. */
export async function updateReply(tx: Tx, id: ReplyId, draft: ReplyDraft): Promise<void> {
  const { name, text } = draft;
  await tx.sql("canned_replies").where({ id }).increment("version").update({ name, text });
}

/** Deletes a reply; what was sent by it stays. */
export async function deleteReplyRow(tx: Tx, id: ReplyId): Promise<void> {
  await tx.sql("canned_replies").where({ id }).delete();
}
