import {
  type ChannelId,
  channelId,
  type MessageTs,
  messageTs,
  type SessionId,
  sessionId,
  userId,
} from "../domain/ids.ts";
import type { Tx } from "./database.ts";
import {
  concludeThreadMessage,
  type ThreadMessageOutcome,
  type ThreadMessagePlace,
} from "./thread-messages.ts";

/** An agent's text that waits for its author's word before it goes out. */
export interface HeldText extends ThreadMessagePlace {
  readonly text: string;
  /** Why files of the message can't go with it, a sentence each. */
  readonly leftOut: readonly string[];
  /** Which question it is; from 1. */
  readonly question: number;
}

interface HeldRow {
  channel: string;
  ts: string;
  session_id: string;
  author: string;
  text: string;
  left_out: string[];
  question: number;
}

function toHeld(row: HeldRow): HeldText {
  return {
    channel: channelId(row.channel),
    ts: messageTs(row.ts),
    session: sessionId(row.session_id),
    author: userId(row.author),
    text: row.text,
    leftOut: row.left_out,
    question: row.question,
  };
}

/**
 * Holds the text of a message that is recorded as held, or puts another in its place.
 *
 * @returns which question it is
 */
export async function holdText(
  tx: Tx,
  message: { channel: ChannelId; ts: MessageTs },
  held: { text: string; leftOut: readonly string[] },
): Promise<number> {
  const { rows } = await tx.sql.raw<{ rows: { question: number }[] }>(
    `insert into held_texts (channel, ts, text, left_out, question) values (?, ?, ?, ?, 1)
       on conflict (channel, ts) do update
       set text = excluded.text, left_out = excluded.left_out, question = held_texts.question + 1
       returning question`,
    [message.channel, message.ts, held.text, [...held.leftOut]],
  );
  const row = rows[0];
  if (!row) throw new Error(`holding the text of ${message.channel} ${message.ts} gave no row`);
  return row.question;
}

const SELECT = `select channel, ts, session_id, author, text, left_out, question
                  from held_texts join thread_messages using (channel, ts)`;

/** Null when the message is not held (any more). */
export async function findHeldText(
  tx: Tx,
  message: { channel: ChannelId; ts: MessageTs },
): Promise<HeldText | null> {
  const { rows } = await tx.sql.raw<{ rows: HeldRow[] }>(`${SELECT} where channel = ? and ts = ?`, [
    message.channel,
    message.ts,
  ]);
  return rows[0] ? toHeld(rows[0]) : null;
}

/** The session's held texts, in the order in which they were written. */
export async function heldTextsOf(tx: Tx, session: SessionId): Promise<HeldText[]> {
  const { rows } = await tx.sql.raw<{ rows: HeldRow[] }>(
    `${SELECT} where session_id = ? and outcome = 'held' order by ts`,
    [session],
  );
  return rows.map(toHeld);
}

/** Gives a held message its one outcome; its words are not kept here any longer. */
export async function releaseText(
  tx: Tx,
  message: { channel: ChannelId; ts: MessageTs },
  outcome: ThreadMessageOutcome,
): Promise<void> {
  const { channel, ts } = message;
  const isHeld = await concludeThreadMessage(tx, message, outcome);
  const count = await tx.sql("held_texts").where({ channel, ts }).delete();
  if (!isHeld || count === 0) throw new Error(`the message ${channel} ${ts} is not held`);
}
