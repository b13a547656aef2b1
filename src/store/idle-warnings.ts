import {
  type ChannelId,
  channelId,
  type MessageTs,
  messageTs,
  type SessionId,
  sessionId,
  type UserId,
  userId,
  type WarningId,
  warningId,
} from "../domain/ids.ts";
import type { ActiveSession } from "../domain/session.ts";
import type { Tx } from "./database.ts";

/** A warning to a silent session's owner that it is about to end. */
export interface IdleWarning {
  readonly id: WarningId;
  readonly session: SessionId;
  /** The last activity before the silence that it is about. */
  readonly silentSince: Date;
  readonly warnedAt: Date;
  readonly endsAt: Date;
  /** Where it is in Slack; null until Slack has given it. */
  readonly message: { readonly channel: ChannelId; readonly ts: MessageTs } | null;
  /** Who keeps the session open; null: nobody. */
  readonly keptBy: UserId | null;
  /** There is nothing to be kept open any more. */
  readonly isOver: boolean;
}

interface WarningRow {
  id: string;
  session_id: string;
  silent_since: Date;
  warned_at: Date;
  ends_at: Date;
  channel: string | null;
  ts: string | null;
  kept_by: string | null;
  over_at: Date | null;
}

const COLUMNS = [
  "id",
  "session_id",
  "silent_since",
  "warned_at",
  "ends_at",
  "channel",
  "ts",
  "kept_by",
  "over_at",
] as const;

function toWarning(row: WarningRow): IdleWarning {
  return {
    id: warningId(row.id),
    session: sessionId(row.session_id),
    silentSince: row.silent_since,
    warnedAt: row.warned_at,
    endsAt: row.ends_at,
    message:
      row.channel === null || row.ts === null
        ? null
        : { channel: channelId(row.channel), ts: messageTs(row.ts) },
    keptBy: row.kept_by === null ? null : userId(row.kept_by),
    isOver: row.over_at !== null,
  };
}

/**
 * Since when the session is silent: its last text in either direction, or when its owner got it or
 * somebody kept it open, whatever was last.
 */
export async function silentSince(tx: Tx, session: ActiveSession): Promise<Date> {
  const { rows } = await tx.sql.raw<{ rows: { last: Date }[] }>(
    `select greatest(?::timestamptz,
                     (select max(recorded_at) from inbound_texts where session_id = ?),
                     (select max(created_at) from outbound_texts where session_id = ?),
                     (select max(kept_at) from idle_warnings where session_id = ?)) as last`,
    [session.acceptedAt, session.id, session.id, session.id],
  );
  return rows[0]?.last ?? session.acceptedAt;
}

/** Records a warning that is given now. */
export async function insertIdleWarning(
  tx: Tx,
  warning: Pick<IdleWarning, "session" | "silentSince" | "endsAt">,
): Promise<WarningId> {
  const rows = await tx
    .sql("idle_warnings")
    .insert({
      session_id: warning.session,
      silent_since: warning.silentSince,
      warned_at: tx.now,
      ends_at: warning.endsAt,
    })
    .returning<{ id: string }[]>("id");
  const row = rows[0];
  if (!row) throw new Error("inserting an idle warning gave no id");
  return warningId(row.id);
}

/** The warning that was given of the session's silence since then; null: none was. */
export async function findIdleWarning(
  tx: Tx,
  session: SessionId,
  since: Date,
): Promise<IdleWarning | null> {
  const row = await tx
    .sql("idle_warnings")
    .where({ session_id: session, silent_since: since })
    .first<WarningRow | undefined>(...COLUMNS);
  return row ? toWarning(row) : null;
}

/** @throws when there is none */
export async function loadIdleWarning(tx: Tx, id: WarningId): Promise<IdleWarning> {
  const row = await tx
    .sql("idle_warnings")
    .where({ id })
    .first<WarningRow | undefined>(...COLUMNS);
  if (!row) throw new Error(`no idle warning ${id}`);
  return toWarning(row);
}

/** Notes who keeps the session open; its session is locked, and it is neither kept nor over. */
export async function keepOpen(tx: Tx, id: WarningId, by: UserId): Promise<void> {
  await tx.sql("idle_warnings").where({ id }).update({ kept_by: by, kept_at: tx.now });
}

/**
 * Takes the session's warnings as over, but for the one of this silence.
 *
 * @param since null: the session is not active, so all of them
 * @returns those for which that is news
 */
export async function endIdleWarnings(
  tx: Tx,
  session: SessionId,
  since: Date | null,
): Promise<WarningId[]> {
  const { rows } = await tx.sql.raw<{ rows: { id: string }[] }>(
    `update idle_warnings set over_at = ?
      where session_id = ? and kept_at is null and over_at is null
        and silent_since is distinct from ?::timestamptz
      returning id`,
    [tx.now, session, since],
  );
  return rows.map((row) => warningId(row.id));
}

/** Notes where Slack shows the warning. */
export async function setWarningMessage(
  tx: Tx,
  id: WarningId,
  { channel, ts }: { readonly channel: ChannelId; readonly ts: MessageTs },
): Promise<void> {
  await tx.sql("idle_warnings").where({ id }).update({ channel, ts });
}
