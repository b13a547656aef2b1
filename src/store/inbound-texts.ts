import {
  type MessageId,
  messageId,
  type PairId,
  type PhoneNumber,
  type SessionId,
  sessionId,
} from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** The texts that people sent to us, each with its one outcome (SPEC 3, invariant 5). */

/** A text to be recorded. Whole sender and line as on the wire: not every sender is a number. */
export interface NewInboundText {
  readonly providerId: string;
  readonly pair: PairId | null;
  readonly session: SessionId | null;
  readonly line: string;
  readonly sender: string;
  readonly text: string;
  readonly media: readonly InboundMedia[];
  readonly carrierAt: Date;
  readonly outcome: string;
  readonly specRow: number;
  /** What the decision was made from, as JSON; recorded, never recomputed. */
  readonly explanation: unknown;
}

export interface InboundText {
  readonly id: MessageId;
  readonly text: string;
  /** How many media files came with it. */
  readonly mediaCount: number;
  readonly carrierAt: Date;
  readonly recordedAt: Date;
}

interface InboundRow {
  id: string;
  text: string;
  media_count: number;
  carrier_at: Date;
  recorded_at: Date;
}

const INBOUND_COLUMNS =
  "id, text, jsonb_array_length(media) as media_count, carrier_at, recorded_at";

function toInbound(row: InboundRow): InboundText {
  return {
    id: messageId(row.id),
    text: row.text,
    mediaCount: row.media_count,
    carrierAt: row.carrier_at,
    recordedAt: row.recorded_at,
  };
}

/** Whether the carrier's message was recorded before. */
export async function isRecorded(tx: Tx, providerId: string): Promise<boolean> {
  const row = await tx
    .sql("inbound_texts")
    .where({ provider_id: providerId })
    .first<{ id: string } | undefined>("id");
  return row !== undefined;
}

/** Records a text with its outcome. */
export async function insertInboundText(tx: Tx, text: NewInboundText): Promise<MessageId> {
  const rows = await tx
    .sql("inbound_texts")
    .insert({
      provider_id: text.providerId,
      pair_id: text.pair,
      session_id: text.session,
      line: text.line,
      sender: text.sender,
      text: text.text,
      media: JSON.stringify(text.media),
      carrier_at: text.carrierAt,
      recorded_at: tx.now,
      outcome: text.outcome,
      spec_row: text.specRow,
      explanation: JSON.stringify(text.explanation),
    })
    .returning<{ id: string }[]>("id");
  const row = rows[0];
  if (!row) throw new Error("inserting an inbound text gave no id");
  return messageId(row.id);
}

/** @throws when there is none */
export async function loadInboundText(tx: Tx, id: MessageId): Promise<InboundText> {
  const { rows } = await tx.sql.raw<{ rows: InboundRow[] }>(
    `select ${INBOUND_COLUMNS} from inbound_texts where id = ?`,
    [id],
  );
  if (!rows[0]) throw new Error(`no inbound text ${id}`);
  return toInbound(rows[0]);
}

/** A file that came with a text, as the webhook said. */
export interface InboundMedia {
  readonly url: string;
  readonly contentType: string | null;
}

/** @throws when the text has no such file */
export async function loadInboundMedia(
  tx: Tx,
  id: MessageId,
  position: number,
): Promise<InboundMedia> {
  const { rows } = await tx.sql.raw<{ rows: { media: InboundMedia | null }[] }>(
    "select media -> ?::int as media from inbound_texts where id = ?",
    [position, id],
  );
  const media = rows[0]?.media;
  if (!media) throw new Error(`inbound text ${id} has no file ${position}`);
  return media;
}

/** The session's texts from the texter, in the carrier's order. */
export async function inboundTextsOf(tx: Tx, session: SessionId): Promise<InboundText[]> {
  const { rows } = await tx.sql.raw<{ rows: InboundRow[] }>(
    `select ${INBOUND_COLUMNS} from inbound_texts where session_id = ? order by carrier_at, recorded_at, id`,
    [session],
  );
  return rows.map(toInbound);
}

/** The carrier's time of the session's newest text so far; null when it has none. */
export async function newestCarrierTime(tx: Tx, session: SessionId): Promise<Date | null> {
  const { rows } = await tx.sql.raw<{ rows: { newest: Date | null }[] }>(
    "select max(carrier_at) as newest from inbound_texts where session_id = ?",
    [session],
  );
  return rows[0]?.newest ?? null;
}

/** How many texts of the session came in, and how many of ours went out. */
export async function countTexts(tx: Tx, session: SessionId): Promise<{ in: number; out: number }> {
  const { rows } = await tx.sql.raw<{ rows: { texts_in: number; texts_out: number }[] }>(
    `select (select count(*)::int from inbound_texts where session_id = ?) as texts_in,
            (select count(*)::int from outbound_texts
              where session_id = ? and state <> 'cancelled') as texts_out`,
    [session, session],
  );
  return { in: rows[0]?.texts_in ?? 0, out: rows[0]?.texts_out ?? 0 };
}

/** @returns true when nobody was warned of texts to this unknown line for a day */
export async function markUnroutedWarning(tx: Tx, line: string): Promise<boolean> {
  const { rows } = await tx.sql.raw<{ rows: { line: string }[] }>(
    `insert into unrouted_warnings as w (line, warned_at) values (?, ?)
     on conflict (line) do update set warned_at = excluded.warned_at
       where w.warned_at <= excluded.warned_at - interval '1 day'
     returning line`,
    [line, tx.now],
  );
  return rows.length > 0;
}

/** A text with the decision that was made of it, as recorded then. */
export interface DecidedText {
  readonly text: string;
  readonly line: string;
  readonly carrierAt: Date;
  readonly session: SessionId | null;
  readonly specRow: number;
  /** What the decision was made from; its shape is the flows'. */
  readonly explanation: unknown;
}

/** Somebody's newest texts to any of our lines, the newest first. */
export async function newestTextsFrom(
  tx: Tx,
  texter: PhoneNumber,
  limit: number,
): Promise<DecidedText[]> {
  const rows = await tx
    .sql("inbound_texts as t")
    .join("pairs as p", "p.id", "t.pair_id")
    .where("p.texter", texter)
    .orderBy("t.carrier_at", "desc")
    .limit(limit)
    .select<DecidedRow[]>(DECIDED_COLUMNS);
  return rows.map(toDecided);
}

/** A session's newest texts, the newest first. */
export async function newestTextsOf(
  tx: Tx,
  session: SessionId,
  limit: number,
): Promise<DecidedText[]> {
  const rows = await tx
    .sql("inbound_texts as t")
    .where("t.session_id", session)
    .orderBy("t.carrier_at", "desc")
    .limit(limit)
    .select<DecidedRow[]>(DECIDED_COLUMNS);
  return rows.map(toDecided);
}

interface DecidedRow {
  text: string;
  line: string;
  carrier_at: Date;
  session_id: string | null;
  spec_row: number;
  explanation: unknown;
}

const DECIDED_COLUMNS = [
  "t.text",
  "t.line",
  "t.carrier_at",
  "t.session_id",
  "t.spec_row",
  "t.explanation",
];

function toDecided(row: DecidedRow): DecidedText {
  return {
    text: row.text,
    line: row.line,
    carrierAt: row.carrier_at,
    session: row.session_id === null ? null : sessionId(row.session_id),
    specRow: row.spec_row,
    explanation: row.explanation,
  };
}
