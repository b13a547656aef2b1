import type { SessionId } from "../domain/ids.ts";
import type { ActiveSession } from "../domain/session.ts";
import type { Tx } from "./database.ts";

/** A warning to a session's owner that it goes back to the line, since its texter has no answer. */
export interface ReplyWarning {
  /** The first text that was not answered, or since when its owner has had it. */
  readonly unansweredSince: Date;
  readonly warnedAt: Date;
  readonly backAt: Date;
}

/**
 * Since when the texter waits for an answer: the first text after our last one that a person wrote,
 * but not before the owner got the session. What was taken back before it left is no answer, nor
 * is an automatic text.
 *
 * @returns null while every text is answered
 */
export async function unansweredSince(tx: Tx, session: ActiveSession): Promise<Date | null> {
  const { rows } = await tx.sql.raw<{ rows: { since: Date | null }[] }>(
    `select min(i.recorded_at) as since from inbound_texts i
      where i.session_id = :id and not exists (
        select from outbound_texts o
         where o.session_id = :id and o.kind = 'agent' and o.state <> 'cancelled'
           and o.created_at >= i.recorded_at)`,
    { id: session.id },
  );
  const since = rows[0]?.since ?? null;
  return since !== null && since < session.acceptedAt ? session.acceptedAt : since;
}

/** Records a warning that is given now. */
export async function insertReplyWarning(
  tx: Tx,
  session: SessionId,
  warning: Pick<ReplyWarning, "unansweredSince" | "backAt">,
): Promise<void> {
  await tx.sql("reply_warnings").insert({
    session_id: session,
    unanswered_since: warning.unansweredSince,
    warned_at: tx.now,
    back_at: warning.backAt,
  });
}

/** The warning that was given of what is unanswered since then; null: none was. */
export async function findReplyWarning(
  tx: Tx,
  session: SessionId,
  since: Date,
): Promise<ReplyWarning | null> {
  const row = await tx
    .sql("reply_warnings")
    .where({ session_id: session, unanswered_since: since })
    .first<{ warned_at: Date; back_at: Date } | undefined>("warned_at", "back_at");
  return row ? { unansweredSince: since, warnedAt: row.warned_at, backAt: row.back_at } : null;
}
