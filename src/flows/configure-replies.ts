import {
  type CannedReply,
  checkReply,
  type ReplyDraft,
  type ReplyProblem,
} from "../domain/canned-replies.ts";
import type { QueueId, ReplyId, UserId } from "../domain/ids.ts";
import type { Queue } from "../domain/queue.ts";
import {
  deleteReplyRow,
  findReply,
  insertReply,
  repliesOf,
  updateReply,
} from "../store/canned-replies.ts";
import { recordChange } from "../store/configuration-changes.ts";
import { findQueueById, lockConfiguration } from "../store/queues.ts";
import type { FlowDeps } from "./deps.ts";

/** A queue and its canned replies. */
export interface QueueReplies {
  readonly queue: Queue;
  readonly replies: readonly CannedReply[];
}

/** Null when the queue was deleted. */
export function getReplies(deps: FlowDeps, id: QueueId): Promise<QueueReplies | null> {
  return deps.db.transaction(async (tx) => {
    const queue = await findQueueById(tx, id);
    return queue && { queue, replies: await repliesOf(tx, id) };
  });
}

export type SaveReplyResult =
  | { readonly kind: "saved" }
  | { readonly kind: "refused"; readonly problems: readonly ReplyProblem[] }
  /** Somebody else has changed it since the form was opened; nothing was saved. */
  | { readonly kind: "outdated"; readonly now: CannedReply }
  /** The queue was deleted, or the reply. */
  | { readonly kind: "deleted" };

/**
 * Adds a reply to a queue, or changes one.
 *
 * @param change `existing`: null for a new one; `seen`: its version when the form was opened
 */
export function saveReply(
  deps: FlowDeps,
  id: QueueId,
  draft: ReplyDraft,
  change: {
    readonly existing: { readonly id: ReplyId; readonly seen: number } | null;
    readonly by: UserId;
  },
): Promise<SaveReplyResult> {
  return deps.db.transaction(async (tx): Promise<SaveReplyResult> => {
    await lockConfiguration(tx);
    if (!(await findQueueById(tx, id))) return { kind: "deleted" };
    const { existing, by } = change;
    const replies = await repliesOf(tx, id);
    const before = replies.find((reply) => reply.id === existing?.id) ?? null;
    if (existing !== null && before === null) return { kind: "deleted" };
    if (before !== null && before.version !== existing?.seen) {
      return { kind: "outdated", now: before };
    }
    const problems = checkReply(
      draft,
      replies.filter((reply) => reply !== before),
    );
    if (problems.length > 0) return { kind: "refused", problems };
    if (before === null) await insertReply(tx, id, draft);
    else if (before.name === draft.name && before.text === draft.text) return { kind: "saved" };
    else await updateReply(tx, before.id, draft);
    const from = before && { name: before.name, text: before.text };
    await recordChange(tx, by, { what: "replies", changes: [{ from, to: draft }] }, { queue: id });
    return { kind: "saved" };
  });
}

/** Deletes a reply. @returns the queue that it was of; null when it was deleted before */
export function deleteReply(deps: FlowDeps, id: ReplyId, by: UserId): Promise<QueueId | null> {
  return deps.db.transaction(async (tx) => {
    await lockConfiguration(tx);
    const found = await findReply(tx, id);
    if (!found) return null;
    await deleteReplyRow(tx, id);
    const { name, text } = found.reply;
    const changes = [{ from: { name, text }, to: null }];
    await recordChange(tx, by, { what: "replies", changes }, { queue: found.queue });
    return found.queue;
  });
}
