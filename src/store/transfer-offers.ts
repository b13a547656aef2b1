import {
  type ChannelId,
  channelId,
  type MessageTs,
  messageTs,
  type OfferId,
  offerId,
  type QueueId,
  type SessionId,
  sessionId,
  userId,
} from "../domain/ids.ts";
import type { OfferOutcome, TransferOffer } from "../domain/transfer.ts";
import type { Tx } from "./database.ts";

/** Offers of accepted sessions to other agents. They only change while their session is locked. */

/** An offer with its place in Slack. */
export interface OfferRecord {
  readonly offer: TransferOffer;
  /** The message with its buttons; null until Slack has given it. */
  readonly message: { readonly channel: ChannelId; readonly ts: MessageTs } | null;
}

interface OfferRow {
  id: string;
  session_id: string;
  from_agent: string;
  to_agent: string;
  made_by: string;
  until: Date;
  outcome: OfferOutcome | null;
  channel: string | null;
  message_ts: string | null;
}

const COLUMNS = [
  "id",
  "session_id",
  "from_agent",
  "to_agent",
  "made_by",
  "until",
  "outcome",
  "channel",
  "message_ts",
] as const;

function toRecord(row: OfferRow): OfferRecord {
  return {
    offer: {
      id: offerId(row.id),
      session: sessionId(row.session_id),
      from: userId(row.from_agent),
      to: userId(row.to_agent),
      by: userId(row.made_by),
      until: row.until,
      outcome: row.outcome,
    },
    message:
      row.channel !== null && row.message_ts !== null
        ? { channel: channelId(row.channel), ts: messageTs(row.message_ts) }
        : null,
  };
}

/** Puts an accepted session on offer. The database allows one open offer of it. */
export async function insertTransferOffer(
  tx: Tx,
  offer: Pick<TransferOffer, "session" | "from" | "to" | "by" | "until">,
): Promise<OfferId> {
  const rows = await tx
    .sql("transfer_offers")
    .insert({
      session_id: offer.session,
      from_agent: offer.from,
      to_agent: offer.to,
      made_by: offer.by,
      made_at: tx.now,
      until: offer.until,
    })
    .returning<{ id: string }[]>("id");
  const row = rows[0];
  if (!row) throw new Error(`offering session ${offer.session} gave no id`);
  return offerId(row.id);
}

/** @throws when there is none */
export async function loadTransferOffer(tx: Tx, id: OfferId): Promise<OfferRecord> {
  const row = await tx
    .sql("transfer_offers")
    .where({ id })
    .first<OfferRow | undefined>(...COLUMNS);
  if (!row) throw new Error(`no transfer offer ${id}`);
  return toRecord(row);
}

/** The session's open offer; null when it has none. */
export async function openTransferOffer(tx: Tx, session: SessionId): Promise<TransferOffer | null> {
  const row = await tx
    .sql("transfer_offers")
    .where({ session_id: session, outcome: null })
    .first<OfferRow | undefined>(...COLUMNS);
  return row ? toRecord(row).offer : null;
}

/** The open offers of the queue's sessions. */
export async function openOffersInQueue(tx: Tx, queue: QueueId): Promise<TransferOffer[]> {
  const rows = await tx
    .sql("transfer_offers")
    .join("sessions", "sessions.id", "transfer_offers.session_id")
    .where({ "sessions.queue_id": queue, outcome: null })
    .select<OfferRow[]>(...COLUMNS.map((column) => `transfer_offers.${column}`));
  return rows.map((row) => toRecord(row).offer);
}

/** Ends the session's open offer. @returns null when it has none */
export async function closeTransferOffer(
  tx: Tx,
  session: SessionId,
  outcome: OfferOutcome,
): Promise<TransferOffer | null> {
  const rows = await tx
    .sql("transfer_offers")
    .where({ session_id: session, outcome: null })
    .update({ outcome, ended_at: tx.now })
    .returning<OfferRow[]>([...COLUMNS]);
  return rows[0] ? toRecord(rows[0]).offer : null;
}

/** Notes where Slack shows the offer. */
export async function setOfferMessage(
  tx: Tx,
  id: OfferId,
  { channel, ts }: { readonly channel: ChannelId; readonly ts: MessageTs },
): Promise<void> {
  await tx.sql("transfer_offers").where({ id }).update({ channel, message_ts: ts });
}
