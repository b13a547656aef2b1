import type { DeliveryReaction } from "../domain/delivery.ts";
import {
  type ChannelId,
  channelId,
  type MessageId,
  type MessageTs,
  messageId,
  messageTs,
  type SessionId,
  sessionId,
  type UserId,
  userId,
} from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** What happened to a message that a person wrote in a session's thread (SPEC 3, invariant 6). */
export type ThreadMessageOutcome =
  | { readonly kind: "sent"; readonly outbound: MessageId }
  | { readonly kind: "note" }
  | { readonly kind: "refused"; readonly reason: string };

/** Where a message is, and whose it is. */
export interface ThreadMessagePlace {
  readonly channel: ChannelId;
  readonly ts: MessageTs;
  readonly session: SessionId;
  readonly author: UserId;
}

/** @returns false when the message has its outcome already */
export async function insertThreadMessage(
  tx: Tx,
  message: ThreadMessagePlace & { readonly clientMsgId: string | null },
  /** `held`: it has none yet, since its author is asked (see held-texts.ts). */
  outcome: ThreadMessageOutcome | { readonly kind: "held" },
): Promise<boolean> {
  const rows = await tx
    .sql("thread_messages")
    .insert({
      channel: message.channel,
      ts: message.ts,
      session_id: message.session,
      author: message.author,
      client_msg_id: message.clientMsgId,
      ...columnsOf(outcome),
      recorded_at: tx.now,
    })
    .onConflict(["channel", "ts"])
    .ignore()
    .returning<{ ts: string }[]>("ts");
  return rows.length > 0;
}

/**
 * Gives a held message its outcome.
 *
 * @returns false when it is not held (any more)
 */
export async function concludeThreadMessage(
  tx: Tx,
  message: { channel: ChannelId; ts: MessageTs },
  outcome: ThreadMessageOutcome,
): Promise<boolean> {
  const { channel, ts } = message;
  const count = await tx
    .sql("thread_messages")
    .where({ channel, ts, outcome: "held" })
    .update({ ...columnsOf(outcome), recorded_at: tx.now });
  return count > 0;
}

function columnsOf(outcome: ThreadMessageOutcome | { readonly kind: "held" }) {
  return {
    outcome: outcome.kind,
    reason: outcome.kind === "refused" ? outcome.reason : null,
    outbound_id: outcome.kind === "sent" ? outcome.outbound : null,
  };
}

/** A thread message that we know; null when there is none (yet). */
export async function findThreadMessage(
  tx: Tx,
  channel: ChannelId,
  ts: MessageTs,
): Promise<{
  session: SessionId;
  author: UserId;
  outcome: ThreadMessageOutcome["kind"] | "held";
  /** The SMS that it stands for; null where it is none. */
  outbound: MessageId | null;
} | null> {
  const row = await tx.sql("thread_messages").where({ channel, ts }).first<
    | {
        session_id: string;
        author: string;
        outcome: ThreadMessageOutcome["kind"] | "held";
        outbound_id: string | null;
      }
    | undefined
  >("session_id", "author", "outcome", "outbound_id");
  if (!row) return null;
  return {
    session: sessionId(row.session_id),
    author: userId(row.author),
    outcome: row.outcome,
    outbound: row.outbound_id === null ? null : messageId(row.outbound_id),
  };
}

/** The agent's own message that an SMS was made from; null for automatic texts. */
export async function threadMessageOf(
  tx: Tx,
  outbound: MessageId,
): Promise<ThreadMessagePlace | null> {
  const row = await tx
    .sql("thread_messages")
    .where({ outbound_id: outbound })
    .first<{ channel: string; ts: string; session_id: string; author: string } | undefined>(
      "channel",
      "ts",
      "session_id",
      "author",
    );
  if (!row) return null;
  return {
    channel: channelId(row.channel),
    ts: messageTs(row.ts),
    session: sessionId(row.session_id),
    author: userId(row.author),
  };
}

/**
 * Whether a message of this person in this session was refused for this reason before, and none of
 * theirs has been sent anyway since.
 */
export async function wasRefused(
  tx: Tx,
  session: SessionId,
  author: UserId,
  reason: string,
): Promise<boolean> {
  const row = await tx
    .sql("thread_messages")
    .where({ session_id: session, author, reason })
    .whereNotExists(
      tx
        .sql("thread_messages as later")
        .where({ "later.session_id": session, "later.author": author })
        .whereRaw("later.sent_anyway_at >= thread_messages.recorded_at")
        .select(tx.sql.raw("1")),
    )
    .first<{ ts: string } | undefined>("ts");
  return row !== undefined;
}

/**
 * Whether the same words of this person were sent, or are held, under another ts: Slack has been
 * seen to deliver one message as two, which only the writer's own name for it tells.
 */
export async function wasTaken(
  tx: Tx,
  session: SessionId,
  message: { ts: MessageTs; author: UserId; clientMsgId: string | null },
): Promise<boolean> {
  if (message.clientMsgId === null) return false;
  const row = await tx
    .sql("thread_messages")
    .where({
      session_id: session,
      author: message.author,
      client_msg_id: message.clientMsgId,
    })
    .whereIn("outcome", ["sent", "held"])
    .whereNot({ ts: message.ts })
    .first<{ ts: string } | undefined>("ts");
  return row !== undefined;
}

/** Lets a message that was refused stand for an SMS: a supervisor had it sent all the same. */
export async function markSentAnyway(
  tx: Tx,
  message: { channel: ChannelId; ts: MessageTs },
  outbound: MessageId,
): Promise<void> {
  await tx
    .sql("thread_messages")
    .where({ channel: message.channel, ts: message.ts })
    .update({
      outcome: "sent" satisfies ThreadMessageOutcome["kind"],
      reason: null,
      outbound_id: outbound,
      sent_anyway_at: tx.now,
    });
}

/** Lets the agent's message stand for another SMS, sent in the place of the first. */
export async function moveThreadMessage(tx: Tx, from: MessageId, to: MessageId): Promise<void> {
  await tx.sql("thread_messages").where({ outbound_id: from }).update({ outbound_id: to });
}

/**
 * Notes that the message may have this delivery mark from now on.
 *
 * @returns the others that it may have; null when it surely has this one alone
 */
export async function noteMark(
  tx: Tx,
  { channel, ts }: { channel: ChannelId; ts: MessageTs },
  mark: DeliveryReaction,
): Promise<readonly string[] | null> {
  const message = tx.sql("thread_messages").where({ channel, ts });
  const row = await message
    .clone()
    .forUpdate()
    .first<{ marks: string[]; marks_sure: boolean } | undefined>("marks", "marks_sure");
  if (!row) throw new Error(`no thread message ${channel} ${ts}`);
  const others = row.marks.filter((one) => one !== mark);
  if (row.marks_sure && others.length === 0) return null;
  await message.update({ marks: [...others, mark], marks_sure: false });
  return others;
}

/** Notes that the message has this delivery mark and no other. */
export async function settleMark(
  tx: Tx,
  { channel, ts }: { channel: ChannelId; ts: MessageTs },
  mark: DeliveryReaction,
): Promise<void> {
  const marks = { marks: [mark], marks_sure: true };
  await tx.sql("thread_messages").where({ channel, ts }).update(marks);
}
