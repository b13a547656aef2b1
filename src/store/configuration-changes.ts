import type { ConfigurationChange } from "../domain/configuration-change.ts";
import { type QueueId, type UserId, userId } from "../domain/ids.ts";
import type { MemberChange } from "../domain/membership-changes.ts";
import type { LaterSaving, SettingChange } from "../domain/queue-changes.ts";
import type { Tx } from "./database.ts";

/** The trail of who configured what: written with each change, never changed. */

/** An entry of the trail. */
export interface RecordedChange {
  readonly id: number;
  /** The queue's present name; null where the change is about no queue. */
  readonly queue: string | null;
  readonly by: UserId;
  readonly at: Date;
  readonly change: ConfigurationChange;
}

/**
 * Writes what somebody has changed. Everybody who configures holds `lockConfiguration`, so ids
 * rise in the order of the commits.
 *
 * @param about `queue`: null for what is about no queue; `version`: of the queue's settings after it
 */
export async function recordChange(
  tx: Tx,
  by: UserId,
  change: ConfigurationChange,
  about: { readonly queue: QueueId | null; readonly version?: number },
): Promise<void> {
  await tx.sql("configuration_changes").insert({
    queue_id: about.queue,
    what: change.what,
    by,
    at: tx.now,
    changes: JSON.stringify(change.changes),
    version: about.version ?? null,
  });
}

/** The savings of a queue's settings after the given version, the earliest first. */
export async function settingsSavedSince(
  tx: Tx,
  queue: QueueId,
  version: number,
): Promise<LaterSaving[]> {
  const rows = await tx
    .sql("configuration_changes")
    .where({ queue_id: queue, what: "settings" })
    .where("version", ">", version)
    .orderBy("id")
    .select<{ by: string; changes: SettingChange[] }[]>("by", "changes");
  return rows.map(({ by, changes }) => ({ by: userId(by), changes }));
}

/** A change of a queue's agents after the given entry of the trail, the earliest first. */
export async function membersSavedSince(
  tx: Tx,
  queue: QueueId,
  entry: number,
): Promise<{ readonly by: UserId; readonly changes: readonly MemberChange[] }[]> {
  const rows = await tx
    .sql("configuration_changes")
    .where({ queue_id: queue, what: "agents" })
    .where("id", ">", entry)
    .orderBy("id")
    .select<{ by: string; changes: MemberChange[] }[]>("by", "changes");
  return rows.map(({ by, changes }) => ({ by: userId(by), changes }));
}

/** The newest entry of its sort in the trail; 0 when there is none yet. */
export async function newestEntry(
  tx: Tx,
  what: ConfigurationChange["what"],
  queue: QueueId | null,
): Promise<number> {
  const rows = await tx
    .sql("configuration_changes")
    .where({ queue_id: queue, what })
    .max<{ newest: string | null }[]>("id as newest");
  return Number(rows[0]?.newest ?? 0);
}

type Row = ConfigurationChange & {
  id: string;
  queue: string | null;
  by: string;
  at: Date;
};

/**
 * The trail, the newest first.
 *
 * @param page `queue`: null for all; `before`: only entries older than this one
 */
export async function changesBefore(
  tx: Tx,
  page: { readonly queue: QueueId | null; readonly before: number | null; readonly limit: number },
): Promise<RecordedChange[]> {
  const query = tx
    .sql("configuration_changes as c")
    .leftJoin("queues as q", "q.id", "c.queue_id")
    .orderBy("c.id", "desc")
    .limit(page.limit);
  if (page.queue !== null) void query.where("c.queue_id", page.queue);
  if (page.before !== null) void query.where("c.id", "<", page.before);
  const rows = await query.select<Row[]>(
    "c.id",
    "q.name as queue",
    "c.what",
    "c.by",
    "c.at",
    "c.changes",
  );
  return rows.map((row) => ({
    id: Number(row.id),
    queue: row.queue,
    by: userId(row.by),
    at: row.at,
    change: row,
  }));
}
