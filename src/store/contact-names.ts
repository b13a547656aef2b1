import {
  type ChannelId,
  channelId,
  type PhoneNumber,
  phoneNumber,
  type SessionId,
  sessionId,
  type UserId,
} from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** What staff call the texter, whichever line is texted; null: nobody has named them. */
export async function contactNameOf(tx: Tx, texter: PhoneNumber): Promise<string | null> {
  return (await contactNamesOf(tx, [texter])).get(texter) ?? null;
}

/** The same of several; who has no name is not in it. */
export async function contactNamesOf(
  tx: Tx,
  texters: readonly PhoneNumber[],
): Promise<ReadonlyMap<PhoneNumber, string>> {
  const { rows } = await tx.sql.raw<{ rows: { texter: string; name: string }[] }>(
    `select texter, name from (
       select distinct on (texter) texter, name from contact_names
        where texter = any(?) order by texter, id desc
     ) last where name is not null`,
    [[...texters]],
  );
  return new Map(rows.map(({ texter, name }) => [phoneNumber(texter), name]));
}

/** Records who named the texter; the last naming holds. */
export async function insertContactName(
  tx: Tx,
  texter: PhoneNumber,
  naming: {
    /** Null takes the name away. */
    readonly name: string | null;
    readonly by: UserId;
  },
): Promise<void> {
  await tx.sql("contact_names").insert({
    texter,
    name: naming.name,
    named_by: naming.by,
    named_at: tx.now,
  });
}

/** The texter's open sessions, on whichever lines, with where they are shown. */
export async function openSessionsOfTexter(
  tx: Tx,
  texter: PhoneNumber,
): Promise<{ id: SessionId; channel: ChannelId }[]> {
  const rows = await tx
    .sql("sessions as s")
    .join("pairs as p", "p.id", "s.pair_id")
    .where("p.texter", texter)
    .whereNot("s.state", "ended")
    .select<{ id: string; channel: string }[]>("s.id", "s.channel");
  return rows.map((row) => ({ id: sessionId(row.id), channel: channelId(row.channel) }));
}
