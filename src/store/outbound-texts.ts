import type { AnswerKind } from "../domain/automatic-answers.ts";
import type { DeliveryState } from "../domain/delivery.ts";
import {
  type MessageId,
  messageId,
  type PairId,
  pairId,
  type SessionId,
  sessionId,
  type UserId,
  userId,
} from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** Why an SMS is sent: an agent wrote it, or one of the queue's messages. */
export type OutboundKind = "agent" | AnswerKind;

/** An SMS of ours. Its recipient is its pair's texter; there is no other way to name one. */
export interface OutboundText {
  readonly id: MessageId;
  readonly pair: PairId;
  readonly session: SessionId | null;
  readonly kind: OutboundKind;
  readonly author: UserId | null;
  readonly text: string;
  readonly state: DeliveryState;
  readonly providerId: string | null;
  readonly errorCode: string | null;
  readonly createdAt: Date;
  /** Since when it has been in its state. */
  readonly stateAt: Date;
}

interface OutboundRow {
  id: string;
  pair_id: string;
  session_id: string | null;
  kind: OutboundKind;
  author: string | null;
  text: string;
  state: DeliveryState;
  provider_id: string | null;
  error_code: string | null;
  created_at: Date;
  state_at: Date;
}

const COLUMNS = [
  "id",
  "pair_id",
  "session_id",
  "kind",
  "author",
  "text",
  "state",
  "provider_id",
  "error_code",
  "created_at",
  "state_at",
] as const;

function toOutbound(row: OutboundRow): OutboundText {
  return {
    id: messageId(row.id),
    pair: pairId(row.pair_id),
    session: row.session_id === null ? null : sessionId(row.session_id),
    kind: row.kind,
    author: row.author === null ? null : userId(row.author),
    text: row.text,
    state: row.state,
    providerId: row.provider_id,
    errorCode: row.error_code,
    createdAt: row.created_at,
    stateAt: row.state_at,
  };
}

/** Records an SMS that is to be sent. */
export async function insertOutboundText(
  tx: Tx,
  text: {
    pair: PairId;
    session: SessionId | null;
    kind: OutboundKind;
    author: UserId | null;
    text: string;
    /** Slack's name for the form that it was sent by; null: by none. */
    form: string | null;
  },
): Promise<MessageId> {
  const rows = await tx
    .sql("outbound_texts")
    .insert({
      pair_id: text.pair,
      session_id: text.session,
      kind: text.kind,
      author: text.author,
      text: text.text,
      form: text.form,
      state: "queued" satisfies DeliveryState,
      created_at: tx.now,
      state_at: tx.now,
    })
    .returning<{ id: string }[]>("id");
  const row = rows[0];
  if (!row) throw new Error("inserting an outbound text gave no id");
  return messageId(row.id);
}

/** The text that was sent by this form; null when none was. */
export async function findTextOfForm(tx: Tx, form: string): Promise<MessageId | null> {
  const row = await tx
    .sql("outbound_texts")
    .where({ form })
    .first<{ id: string } | undefined>("id");
  return row ? messageId(row.id) : null;
}

/** Null when there is none. */
export async function findOutboundText(tx: Tx, id: MessageId): Promise<OutboundText | null> {
  const row = await tx
    .sql("outbound_texts")
    .where({ id })
    .first<OutboundRow | undefined>(...COLUMNS);
  return row ? toOutbound(row) : null;
}

/** @throws when there is none */
export async function loadOutboundText(tx: Tx, id: MessageId): Promise<OutboundText> {
  const text = await findOutboundText(tx, id);
  if (!text) throw new Error(`no outbound text ${id}`);
  return text;
}

/** Locks the row, for a change of its state that depends on the state. @throws when there is none */
export async function lockOutboundText(tx: Tx, id: MessageId): Promise<OutboundText> {
  const row = await tx
    .sql("outbound_texts")
    .where({ id })
    .forUpdate()
    .first<OutboundRow | undefined>(...COLUMNS);
  if (!row) throw new Error(`no outbound text ${id}`);
  return toOutbound(row);
}

/** The text that Telnyx knows by this id; null while (or because) we don't. */
export async function findByProviderId(tx: Tx, providerId: string): Promise<OutboundText | null> {
  const row = await tx
    .sql("outbound_texts")
    .where({ provider_id: providerId })
    .first<OutboundRow | undefined>(...COLUMNS);
  return row ? toOutbound(row) : null;
}

/**
 * The text that a receipt without any id of ours can be about: the pair's oldest one in doubt with
 * exactly these words, begun within the last day.
 */
export async function findInDoubt(
  tx: Tx,
  pair: PairId,
  text: string,
): Promise<OutboundText | null> {
  const row = await tx
    .sql("outbound_texts")
    .where({ pair_id: pair, text, provider_id: null })
    .whereIn("state", ["sending", "unknown"] satisfies DeliveryState[])
    .where("created_at", ">", new Date(tx.now.getTime() - 24 * 3_600_000))
    .orderBy("created_at")
    .first<OutboundRow | undefined>(...COLUMNS);
  return row ? toOutbound(row) : null;
}

/** Writes the state; whether it may follow the present one is the caller's to decide. */
export async function setDelivery(
  tx: Tx,
  id: MessageId,
  delivery: {
    state: DeliveryState;
    providerId?: string;
    errorCode?: string | null;
    parts?: number | null;
  },
): Promise<void> {
  await tx
    .sql("outbound_texts")
    .where({ id })
    .update({
      state: delivery.state,
      state_at: tx.now,
      ...(delivery.providerId === undefined ? {} : { provider_id: delivery.providerId }),
      ...(delivery.errorCode === undefined ? {} : { error_code: delivery.errorCode }),
      ...(delivery.parts === undefined ? {} : { parts: delivery.parts }),
    });
}

/** The pair's texts that have not been handed to Telnyx yet, oldest first. */
export async function unsentTextsOf(tx: Tx, pair: PairId): Promise<OutboundText[]> {
  const rows = await tx
    .sql("outbound_texts")
    .where({ pair_id: pair, state: "queued" satisfies DeliveryState })
    .orderBy("created_at")
    .select<OutboundRow[]>(...COLUMNS);
  return rows.map(toOutbound);
}

/** The session's texts that went out, or are to, oldest first. */
export async function outboundTextsOf(tx: Tx, session: SessionId): Promise<OutboundText[]> {
  const rows = await tx
    .sql("outbound_texts")
    .where({ session_id: session })
    .orderBy("created_at")
    .select<OutboundRow[]>(...COLUMNS);
  return rows.map(toOutbound);
}

/** When texts of these kinds were written to the pair since then. */
export async function sentSince(
  tx: Tx,
  pair: PairId,
  kinds: readonly OutboundKind[],
  since: Date,
): Promise<Date[]> {
  return tx
    .sql<{ created_at: Date; pair_id: string; kind: string }>("outbound_texts")
    .where({ pair_id: pair })
    .whereIn("kind", [...kinds])
    .where("created_at", ">=", since)
    .orderBy("created_at")
    .pluck("created_at");
}

/** A receipt as Telnyx sent it, for texts that we may not know by their id yet. */
export interface Receipt {
  readonly eventId: string;
  readonly providerId: string;
  readonly state: DeliveryState;
  readonly errorCode: string | null;
  readonly occurredAt: Date;
}

/** Keeps the receipt; a second delivery changes nothing. */
export async function insertReceipt(tx: Tx, receipt: Receipt): Promise<void> {
  await tx
    .sql("receipts")
    .insert({
      event_id: receipt.eventId,
      provider_id: receipt.providerId,
      state: receipt.state,
      error_code: receipt.errorCode,
      occurred_at: receipt.occurredAt,
    })
    .onConflict("event_id")
    .ignore();
}

/** The receipts for Telnyx's id, in the order of their times. */
export async function receiptsOf(tx: Tx, providerId: string): Promise<Receipt[]> {
  const rows = await tx
    .sql("receipts")
    .where({ provider_id: providerId })
    .orderBy("occurred_at")
    .select<
      {
        event_id: string;
        provider_id: string;
        state: DeliveryState;
        error_code: string | null;
        occurred_at: Date;
      }[]
    >("event_id", "provider_id", "state", "error_code", "occurred_at");
  return rows.map((row) => ({
    eventId: row.event_id,
    providerId: row.provider_id,
    state: row.state,
    errorCode: row.error_code,
    occurredAt: row.occurred_at,
  }));
}
