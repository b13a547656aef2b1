import { type PairId, type PhoneNumber, pairId, phoneNumber } from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** A line and a texter who has texted it at least once. */
export interface Pair {
  readonly id: PairId;
  readonly line: PhoneNumber;
  readonly texter: PhoneNumber;
  /** Of the texter's latest text; opt-outs hold for all lines of a messaging profile. */
  readonly messagingProfile: string;
}

interface PairRow {
  id: string;
  line: string;
  texter: string;
  messaging_profile_id: string;
}

const COLUMNS = ["id", "line", "texter", "messaging_profile_id"] as const;

function toPair(row: PairRow): Pair {
  return {
    id: pairId(row.id),
    line: phoneNumber(row.line),
    texter: phoneNumber(row.texter),
    messagingProfile: row.messaging_profile_id,
  };
}

/**
 * The pair of an inbound text, made if it is the first one, and locked: everything that happens to
 * a pair happens one after the other. The only place where a pair comes into being.
 *
 * Lock order everywhere: pair, session, agent.
 */
export async function lockPairOfText(
  tx: Tx,
  text: {
    line: PhoneNumber;
    texter: PhoneNumber;
    /** As the text says; null: it says nothing, and what is known stays. */
    messagingProfile: string | null;
    /** For a pair that is new, where its text says nothing. */
    defaultProfile: string;
  },
): Promise<Pair> {
  const rows = await tx
    .sql("pairs")
    .insert({
      line: text.line,
      texter: text.texter,
      messaging_profile_id: text.messagingProfile ?? text.defaultProfile,
      first_text_at: tx.now,
    })
    .onConflict(["line", "texter"])
    // Also where nothing changes: it is the update that locks the row.
    .merge(
      text.messagingProfile === null
        ? { line: text.line }
        : { messaging_profile_id: text.messagingProfile },
    )
    .returning<PairRow[]>([...COLUMNS]);
  const row = rows[0];
  if (!row) throw new Error("upserting a pair gave no row");
  return toPair(row);
}

/** Locks a pair that is known to exist. */
export async function lockPair(tx: Tx, id: PairId): Promise<Pair> {
  const row = await tx
    .sql("pairs")
    .where({ id })
    .forUpdate()
    .first<PairRow | undefined>(...COLUMNS);
  if (!row) throw new Error(`no pair ${id}`);
  return toPair(row);
}

/** The pair without a lock, for reading. */
export async function loadPair(tx: Tx, id: PairId): Promise<Pair> {
  const row = await tx
    .sql("pairs")
    .where({ id })
    .first<PairRow | undefined>(...COLUMNS);
  if (!row) throw new Error(`no pair ${id}`);
  return toPair(row);
}

/** Whose the pairs are. */
export async function textersOf(
  tx: Tx,
  ids: readonly PairId[],
): Promise<ReadonlyMap<PairId, PhoneNumber>> {
  const rows = await tx
    .sql("pairs")
    .whereIn("id", [...ids])
    .select<Pick<PairRow, "id" | "texter">[]>("id", "texter");
  return new Map(rows.map((row) => [pairId(row.id), phoneNumber(row.texter)]));
}

/** The pair of the two numbers; null when the texter has never texted the line. */
export async function findPair(
  tx: Tx,
  line: PhoneNumber,
  texter: PhoneNumber,
): Promise<Pair | null> {
  const row = await tx
    .sql("pairs")
    .where({ line, texter })
    .first<PairRow | undefined>(...COLUMNS);
  return row ? toPair(row) : null;
}

/** All pairs of the texter on the messaging profile: an opt-out reaches them all. */
export async function pairsOfTexter(
  tx: Tx,
  texter: PhoneNumber,
  messagingProfile: string,
): Promise<Pair[]> {
  const rows = await tx
    .sql("pairs")
    .where({ texter, messaging_profile_id: messagingProfile })
    .orderBy("id")
    .select<PairRow[]>(...COLUMNS);
  return rows.map(toPair);
}

/** Whether the texter has opted out of the messaging profile. */
export async function isOptedOut(tx: Tx, pair: Pair): Promise<boolean> {
  const row = await tx
    .sql("opt_outs")
    .where({ messaging_profile_id: pair.messagingProfile, texter: pair.texter })
    .first<{ texter: string } | undefined>("texter");
  return row !== undefined;
}

/** Records an opt-out; a second one keeps the time of the first. */
export async function optOut(tx: Tx, pair: Pair): Promise<void> {
  await tx
    .sql("opt_outs")
    .insert({
      messaging_profile_id: pair.messagingProfile,
      texter: pair.texter,
      opted_out_at: tx.now,
    })
    .onConflict()
    .ignore();
}

/** Takes an opt-out back. */
export async function optIn(tx: Tx, pair: Pair): Promise<void> {
  await tx
    .sql("opt_outs")
    .where({ messaging_profile_id: pair.messagingProfile, texter: pair.texter })
    .delete();
}
