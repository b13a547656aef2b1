import { type QueueId, queueId, sessionId, type UserId, userId } from "../domain/ids.ts";
import type { EndReason } from "../domain/session.ts";
import {
  type AgentStay,
  type AgentTally,
  EMPTY_TALLY,
  type QueueStay,
  type Refusals,
  sumTallies,
  type Tally,
} from "../domain/statistics.ts";
import type { Tx } from "./database.ts";

/**
 * What statistics are made of. Sessions that were in one queue only, nearly all, are summed up by
 * the database; those that moved are few and are handed over one by one, for the domain to join.
 */

/** What counts of a queue: what left it in the interval. */
export interface Wanted {
  readonly queue: QueueId;
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
}

/** A queue as statistics name it. */
export interface QueueName {
  readonly id: QueueId;
  readonly name: string;
  readonly timeZone: string;
  readonly deleted: boolean;
}

/** All queues by name, also those that were deleted: their sessions still count. */
export async function queueNames(tx: Tx): Promise<QueueName[]> {
  const rows = await tx
    .sql("queues")
    .orderByRaw("deleted_at is not null, lower(name), deleted_at")
    .select<{ id: string; name: string; time_zone: string; deleted_at: Date | null }[]>(
      "id",
      "name",
      "time_zone",
      "deleted_at",
    );
  return rows.map((row) => ({
    id: queueId(row.id),
    name: row.name,
    timeZone: row.time_zone,
    deleted: row.deleted_at !== null,
  }));
}

/** What is wanted as a table of the statement; `lists` are its bindings. */
export const WANTED = `unnest(?::uuid[], ?::timestamptz[], ?::timestamptz[]) as wanted (queue_id, from_at, to_at)`;
/** Which stays count; the outer bounds are said apart, so that the index on time can be used. */
export const COUNTS = `stay.queue_id = wanted.queue_id
  and stay.left_at >= wanted.from_at and stay.left_at < wanted.to_at
  and stay.left_at >= ? and stay.left_at < ?`;

/** The bindings of COUNTS, after those of WANTED: of all intervals together. */
export function bounds(wanted: readonly Wanted[]): { from: Date; to: Date } {
  const from = Math.min(...wanted.map((one) => one.from.getTime()));
  const to = Math.max(...wanted.map((one) => one.to.getTime()));
  return { from: new Date(from), to: new Date(to) };
}

/** The bindings of WANTED. */
export function lists(wanted: readonly Wanted[]): [string[], Date[], Date[]] {
  return [wanted.map(({ queue }) => queue), wanted.map((w) => w.from), wanted.map((w) => w.to)];
}

interface SumRow {
  queue_id: string;
  end_reason: EndReason;
  wait_s: number | null;
  offered: string;
  handled_ms: string | null;
  wait_ms: string | null;
  prompt: string;
  responded: string;
  response_ms: string | null;
  texts_in: string;
  texts_out: string;
  segments: string;
}

/** The sums of the sessions that were in one queue only, for each queue that has some. */
export async function tallySettled(
  tx: Tx,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<QueueId, Tally>> {
  const { from, to } = bounds(wanted);
  const { rows } = await tx.sql.raw<{ rows: SumRow[] }>(
    `select stay.queue_id, stay.end_reason, stay.wait_s,
            count(*) as offered, sum(stay.handled_ms) as handled_ms, sum(stay.wait_ms) as wait_ms,
            count(*) filter (where stay.wait_ms <= 60000) as prompt,
            count(stay.first_response_ms) as responded,
            sum(stay.first_response_ms) as response_ms, sum(stay.texts_in) as texts_in,
            sum(stay.texts_out) as texts_out, sum(stay.segments) as segments
       from queue_stays stay join ${WANTED} on ${COUNTS}
      where stay.alone
      group by 1, 2, 3`,
    [...lists(wanted), from, to],
  );
  const parts = new Map<QueueId, Tally[]>();
  for (const row of rows) {
    const queue = queueId(row.queue_id);
    const own = parts.get(queue);
    if (own) own.push(toTally(row));
    else parts.set(queue, [toTally(row)]);
  }
  return new Map([...parts].map(([queue, own]) => [queue, sumTallies(own)]));
}

function toTally(row: SumRow): Tally {
  const offered = Number(row.offered);
  const vol = row.wait_s === null ? 0 : offered;
  return {
    offered,
    vol,
    handledMs: Number(row.handled_ms),
    waitMs: Number(row.wait_ms),
    acceptedWithin60s: Number(row.prompt),
    waits: row.wait_s === null ? new Map() : new Map([[row.wait_s, vol]]),
    responded: Number(row.responded),
    responseMs: Number(row.response_ms),
    endings: { ...EMPTY_TALLY.endings, [row.end_reason]: offered },
    textsIn: Number(row.texts_in),
    textsOut: Number(row.texts_out),
    segments: Number(row.segments),
  };
}

/** The columns of a StayRow. */
export const STAY_COLUMNS = `stay.session_id, stay.queue_id, stay.entered_at, stay.accepted_at,
  stay.left_at, stay.end_reason, stay.handled_ms, stay.first_response_ms, stay.texts_in,
  stay.texts_out, stay.segments`;

export interface StayRow {
  session_id: string;
  queue_id: string;
  entered_at: Date;
  accepted_at: Date | null;
  left_at: Date;
  end_reason: EndReason | null;
  handled_ms: string | null;
  first_response_ms: string | null;
  texts_in: number;
  texts_out: number;
  segments: number;
}

/** The stays that count, of sessions that were in several queues, or are now. */
export async function staysOfMoved(tx: Tx, wanted: readonly Wanted[]): Promise<QueueStay[]> {
  const { from, to } = bounds(wanted);
  const { rows } = await tx.sql.raw<{ rows: StayRow[] }>(
    `select ${STAY_COLUMNS}
       from queue_stays stay join ${WANTED} on ${COUNTS}
      where not stay.alone
      order by stay.session_id, stay.position`,
    [...lists(wanted), from, to],
  );
  return rows.map(toStay);
}

/** A row as the domain knows it. */
export function toStay(row: StayRow): QueueStay {
  return {
    session: sessionId(row.session_id),
    queue: queueId(row.queue_id),
    enteredAt: row.entered_at,
    acceptedAt: row.accepted_at,
    leftAt: row.left_at,
    endReason: row.end_reason,
    handledMs: Number(row.handled_ms),
    firstResponseAt:
      row.first_response_ms === null
        ? null
        : new Date(row.entered_at.getTime() + Number(row.first_response_ms)),
    textsIn: row.texts_in,
    textsOut: row.texts_out,
    segments: row.segments,
  };
}

/** Each agent's sums over the sessions that were in one queue only. */
export async function tallyAgentsSettled(
  tx: Tx,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<UserId, AgentTally>> {
  const { from, to } = bounds(wanted);
  const { rows } = await tx.sql.raw<{
    rows: { agent: string; sessions: string; handled_ms: string; texts_out: string }[];
  }>(
    `select stay.agent, count(*) as sessions, sum(stay.handled_ms) as handled_ms,
            sum(stay.texts_out) as texts_out
       from agent_stays stay join ${WANTED} on ${COUNTS}
      where stay.alone
      group by stay.agent`,
    [...lists(wanted), from, to],
  );
  return new Map(
    rows.map((row) => [
      userId(row.agent),
      {
        sessions: Number(row.sessions),
        handledMs: Number(row.handled_ms),
        textsOut: Number(row.texts_out),
      },
    ]),
  );
}

/** Agents' parts in the stays that count, of sessions that were in several queues. */
export async function agentStaysOfMoved(tx: Tx, wanted: readonly Wanted[]): Promise<AgentStay[]> {
  const { from, to } = bounds(wanted);
  const { rows } = await tx.sql.raw<{
    rows: { session_id: string; agent: string; handled_ms: string; texts_out: number }[];
  }>(
    `select stay.session_id, stay.agent, stay.handled_ms, stay.texts_out
       from agent_stays stay join ${WANTED} on ${COUNTS}
      where not stay.alone`,
    [...lists(wanted), from, to],
  );
  return rows.map((row) => ({
    session: sessionId(row.session_id),
    agent: userId(row.agent),
    handledMs: Number(row.handled_ms),
    textsOut: row.texts_out,
  }));
}

/** The texts of the interval that each queue refused. */
export async function countRefusals(
  tx: Tx,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<QueueId, Refusals>> {
  const { rows } = await tx.sql.raw<{
    rows: { queue_id: string; no_agents: string; unkeyed: string }[];
  }>(
    `select wanted.queue_id, count(*) filter (where text.outcome = 'no_agents') as no_agents,
            count(*) filter (where text.outcome = 'unkeyed') as unkeyed
       from ${WANTED}
       join inbound_texts text on text.refused_by = wanted.queue_id
                              and text.recorded_at >= wanted.from_at
                              and text.recorded_at < wanted.to_at
      group by wanted.queue_id`,
    lists(wanted),
  );
  return new Map(
    rows.map((row) => [
      queueId(row.queue_id),
      { noAgents: Number(row.no_agents), unkeyed: Number(row.unkeyed) },
    ]),
  );
}

/** What a picture shows of one of its times. */
export interface BucketSums {
  readonly vol: number;
  readonly handledMs: number;
  readonly waitMs: number;
}

/**
 * The sums of handled sessions that were in one queue only, by when they ended.
 *
 * @param starts when each bucket begins, in order; the last one ends with the interval
 * @returns by the bucket's place in `starts`; those without sessions are left out
 */
export async function bucketsOfSettled(
  tx: Tx,
  wanted: readonly Wanted[],
  starts: readonly Date[],
): Promise<ReadonlyMap<number, BucketSums>> {
  const { from, to } = bounds(wanted);
  const { rows } = await tx.sql.raw<{
    rows: { bucket: number; vol: string; handled_ms: string; wait_ms: string }[];
  }>(
    `select width_bucket(stay.left_at, ?::timestamptz[]) - 1 as bucket, count(*) as vol,
            sum(stay.handled_ms) as handled_ms, sum(stay.wait_ms) as wait_ms
       from queue_stays stay join ${WANTED} on ${COUNTS}
      where stay.alone and stay.accepted_at is not null
      group by 1`,
    [[...starts], ...lists(wanted), from, to],
  );
  return new Map(
    rows.map((row) => [
      row.bucket,
      { vol: Number(row.vol), handledMs: Number(row.handled_ms), waitMs: Number(row.wait_ms) },
    ]),
  );
}
