import { channelId, type PhoneNumber, phoneNumber, type QueueId, queueId } from "../domain/ids.ts";
import type { Dispatch, KeywordMatch, Queue, QueueSettings } from "../domain/queue.ts";
import type { Tx } from "./database.ts";

interface QueueRow {
  id: string;
  name: string;
  channel: string;
  initiation_keyword: string | null;
  keyword_match: KeywordMatch;
  initiation_message: string | null;
  initiation_needed_message: string | null;
  termination_keyword: string | null;
  termination_message: string | null;
  no_agents_message: string | null;
  ended_message: string | null;
  waiting_message: string | null;
  help_text: string | null;
  dispatch: Dispatch;
  offer_timeout_s: number;
  reminder_minutes: number[];
  escalation_minutes: number;
  max_wait_s: number;
  reply_timeout_s: number;
  idle_timeout_s: number;
  priority: number;
  paused: boolean;
  time_zone: string;
  digest_hour: number | null;
  version: number;
  lines: string[];
}

function toQueue(row: QueueRow): Queue {
  return {
    id: queueId(row.id),
    name: row.name,
    channel: channelId(row.channel),
    lines: row.lines.map(phoneNumber),
    initiationKeyword: row.initiation_keyword,
    keywordMatch: row.keyword_match,
    initiationMessage: row.initiation_message,
    initiationNeededMessage: row.initiation_needed_message,
    terminationKeyword: row.termination_keyword,
    terminationMessage: row.termination_message,
    noAgentsMessage: row.no_agents_message,
    endedMessage: row.ended_message,
    waitingMessage: row.waiting_message,
    helpText: row.help_text,
    dispatch: row.dispatch,
    offerTimeoutS: row.offer_timeout_s,
    reminderMinutes: row.reminder_minutes,
    escalationMinutes: row.escalation_minutes,
    maxWaitS: row.max_wait_s,
    replyTimeoutS: row.reply_timeout_s,
    idleTimeoutS: row.idle_timeout_s,
    priority: row.priority,
    paused: row.paused,
    timeZone: row.time_zone,
    digestHour: row.digest_hour,
    version: row.version,
  };
}

function toColumns(settings: QueueSettings) {
  return {
    name: settings.name,
    channel: settings.channel,
    initiation_keyword: settings.initiationKeyword,
    keyword_match: settings.keywordMatch,
    initiation_message: settings.initiationMessage,
    initiation_needed_message: settings.initiationNeededMessage,
    termination_keyword: settings.terminationKeyword,
    termination_message: settings.terminationMessage,
    no_agents_message: settings.noAgentsMessage,
    ended_message: settings.endedMessage,
    waiting_message: settings.waitingMessage,
    help_text: settings.helpText,
    dispatch: settings.dispatch,
    offer_timeout_s: settings.offerTimeoutS,
    reminder_minutes: [...settings.reminderMinutes],
    escalation_minutes: settings.escalationMinutes,
    max_wait_s: settings.maxWaitS,
    reply_timeout_s: settings.replyTimeoutS,
    idle_timeout_s: settings.idleTimeoutS,
    priority: settings.priority,
    time_zone: settings.timeZone,
    digest_hour: settings.digestHour,
  };
}

const SELECT = `
  select q.*, coalesce(array(select l.line from queue_lines l where l.queue_id = q.id
                              order by l.position), '{}') as lines
    from queues q`;

async function select(tx: Tx, where: string, bindings: readonly string[]): Promise<Queue[]> {
  const { rows } = await tx.sql.raw<{ rows: QueueRow[] }>(`${SELECT} ${where}`, [...bindings]);
  return rows.map(toQueue);
}

/** All queues that are not deleted, by name. */
export function listQueues(tx: Tx): Promise<Queue[]> {
  return select(tx, "where q.deleted_at is null order by lower(q.name)", []);
}

/** The queue by its id; null when it was deleted or never was. */
export async function findQueueById(tx: Tx, id: QueueId): Promise<Queue | null> {
  const [queue] = await select(tx, "where q.deleted_at is null and q.id = ?", [id]);
  return queue ?? null;
}

/** The queue by its id, deleted or not: sessions outlive their queue's deletion. */
export async function loadQueue(tx: Tx, id: QueueId): Promise<Queue> {
  const [queue] = await select(tx, "where q.id = ?", [id]);
  if (!queue) throw new Error(`no queue ${id}`);
  return queue;
}

/** The queue by its name, case ignored; null when there is none. */
export async function findQueueByName(tx: Tx, name: string): Promise<Queue | null> {
  const [queue] = await select(tx, "where q.deleted_at is null and lower(q.name) = lower(?)", [
    name,
  ]);
  return queue ?? null;
}

/** The queue that had this name when it was deleted, of several the last; null when none had. */
export async function findDeletedQueueByName(tx: Tx, name: string): Promise<Queue | null> {
  const [queue] = await select(
    tx,
    "where q.deleted_at is not null and lower(q.name) = lower(?) order by q.deleted_at desc limit 1",
    [name],
  );
  return queue ?? null;
}

const OF_LINE = `join queue_lines own on own.queue_id = q.id and own.line = ?
  where q.deleted_at is null order by q.priority, lower(q.name)`;

/** The queues of a line, by priority number, then name. */
export function queuesOfLine(tx: Tx, line: PhoneNumber): Promise<Queue[]> {
  return select(tx, OF_LINE, [line]);
}

/** The same, and none of them can be deleted before this transaction ends. */
export function holdQueuesOfLine(tx: Tx, line: PhoneNumber): Promise<Queue[]> {
  return select(tx, `${OF_LINE} for key share of q`, [line]);
}

/** The queue, which can't be deleted before this transaction ends; null when it is deleted. */
export async function holdQueue(tx: Tx, id: QueueId): Promise<Queue | null> {
  const [queue] = await select(tx, "where q.deleted_at is null and q.id = ? for key share of q", [
    id,
  ]);
  return queue ?? null;
}

/**
 * Whether the number is one of our own: a line of some queue, or a number at which texts have
 * arrived. Having been typed as a queue's line once does not make it ours: it may have been a slip.
 */
export async function isOwnLine(tx: Tx, number: PhoneNumber): Promise<boolean> {
  const { rows } = await tx.sql.raw<{ rows: { own: boolean }[] }>(
    `select exists (select from queue_lines where line = :number)
         or exists (select from pairs where line = :number) as own`,
    { number },
  );
  return rows[0]?.own === true;
}

/**
 * The queue, deleted or not, for starting timers: who changes its settings sees to the sessions
 * whose timers were started by the old ones, and waits with that until this transaction ends.
 */
export async function holdSettings(tx: Tx, id: QueueId): Promise<Queue> {
  const [queue] = await select(tx, "where q.id = ? for key share of q", [id]);
  if (!queue) throw new Error(`no queue ${id}`);
  return queue;
}

/**
 * Lets one transaction at a time say which waiting sessions of the queue are on offer to whom, and
 * whether all are busy: two that look at once would each miss what the other does.
 */
export async function lockDispatch(tx: Tx, id: QueueId): Promise<void> {
  await tx.sql("queues").where({ id }).forNoKeyUpdate().select("id");
}

/** Makes a queue. @returns its id */
export async function insertQueue(tx: Tx, settings: QueueSettings): Promise<QueueId> {
  const rows = await tx
    .sql("queues")
    .insert({ ...toColumns(settings), digest_since: tx.now })
    .returning<{ id: string }[]>("id");
  const row = rows[0];
  if (!row) throw new Error(`inserting the queue "${settings.name}" gave no id`);
  const id = queueId(row.id);
  await setLines(tx, id, settings.lines);
  return id;
}

/** Saves the settings. @returns the version that they got */
export async function updateQueue(tx: Tx, id: QueueId, settings: QueueSettings): Promise<number> {
  const rows = await tx
    .sql("queues")
    .where({ id })
    .update({
      ...toColumns(settings),
      digest_since: tx.sql.raw(
        `case when (digest_hour, time_zone) is distinct from (?::integer, ?) then ?::timestamptz
              else digest_since end`,
        [settings.digestHour, settings.timeZone, tx.now],
      ),
      version: tx.sql.raw("version + 1"),
    })
    .returning<{ version: number }[]>("version");
  const row = rows[0];
  if (!row) throw new Error(`no queue ${id}`);
  await setLines(tx, id, settings.lines);
  return row.version;
}

async function setLines(tx: Tx, id: QueueId, lines: readonly PhoneNumber[]): Promise<void> {
  await tx.sql("queue_lines").where({ queue_id: id }).delete();
  if (lines.length === 0) return;
  await tx
    .sql("lines")
    .insert(lines.map((number) => ({ number })))
    .onConflict("number")
    .ignore();
  await tx
    .sql("queue_lines")
    .insert(lines.map((line, position) => ({ queue_id: id, line, position })));
}

/** Notes since when the queue has had no active agent (null: it has one). */
export async function setNoAgentsSince(tx: Tx, id: QueueId, since: Date | null): Promise<void> {
  await tx
    .sql("queues")
    .where({ id })
    // Mostly nothing has changed, and then nothing is written.
    .whereRaw("no_agents_since is distinct from ?::timestamptz", [since])
    .update({ no_agents_since: since });
}

/** Since when the queue has had no active agent; null while it has one. */
export async function noAgentsSince(tx: Tx, id: QueueId): Promise<Date | null> {
  const row = await tx
    .sql("queues")
    .where({ id })
    .first<{ no_agents_since: Date | null } | undefined>("no_agents_since");
  return row?.no_agents_since ?? null;
}

/** Pauses or resumes the queue. @returns false when it was so already, or is deleted */
export async function setPaused(tx: Tx, id: QueueId, paused: boolean): Promise<boolean> {
  const count = await tx
    .sql("queues")
    .where({ id })
    .whereNot({ paused })
    .whereNull("deleted_at")
    .update({ paused });
  return count > 0;
}

/**
 * Waits for the texts that are just being decided on, and keeps new ones out of the queue until
 * this transaction ends.
 */
export async function lockQueue(tx: Tx, id: QueueId): Promise<void> {
  await tx.sql("queues").where({ id }).forUpdate().select("id");
}

/**
 * Takes the queue away from its lines and agents. Its row stays, since sessions, statistics and
 * the trail of changes refer to it; its name is free again.
 */
export async function markQueueDeleted(tx: Tx, id: QueueId): Promise<void> {
  await tx.sql("queue_lines").where({ queue_id: id }).delete();
  await tx.sql("memberships").where({ queue_id: id }).delete();
  await tx.sql("queues").where({ id }).update({ deleted_at: tx.now });
}

/**
 * Lets one supervisor at a time change the configuration, so that no clash slips through between
 * two of them, and the trail of changes is in the order of the commits.
 */
export async function lockConfiguration(tx: Tx): Promise<void> {
  await tx.sql.raw("lock table queue_lines in share row exclusive mode");
}
