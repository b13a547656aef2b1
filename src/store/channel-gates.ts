import type { ChannelId } from "../domain/ids.ts";
import {
  nextTurn,
  PASSED_OVER_MS,
  type Pace,
  putOff,
  URGENCIES,
  type Urgency,
} from "../domain/pace.ts";
import type { Tx } from "./database.ts";

/** The pace of posts in each channel, shared by all replicas. */

/** Whether a post may go now. */
export type PostTurn =
  /** `waited`: it could not go at once, so more may wait behind it. */
  | { readonly kind: "now"; readonly waited: boolean }
  | { readonly kind: "later"; readonly inMs: number };

interface GateRow {
  readonly open_at: Date;
  readonly free_at: Date;
}

/** A post that is to go into a channel. */
export interface WantedPost {
  readonly channel: ChannelId;
  readonly job: number;
  readonly urgency: Urgency;
}

/**
 * Takes the job's turn to post into the channel; a turn that is to come is kept for the job, so
 * that sessions take turns however many posts each has waiting.
 */
export async function takeTurn(tx: Tx, post: WantedPost, pace: Pace): Promise<PostTurn> {
  const { channel, job } = post;
  const gate = await lockGate(tx, channel);
  const kept = await tx
    .sql("channel_turns")
    .where({ job_id: job, channel })
    .first<{ turn_at: Date } | undefined>("turn_at");
  if (kept && kept.turn_at > tx.now) return later(tx, kept.turn_at);
  if (kept) {
    await tx.sql("channel_turns").where({ job_id: job }).delete();
    return { kind: "now", waited: true };
  }
  const last = nextTurn(gate.free_at, tx.now, pace);
  await tx.sql("channel_gates").where({ channel }).update({ free_at: last.freeAt });
  if (last.turnAt <= tx.now) return { kind: "now", waited: false };
  const turnAt = await passOver(tx, post, last.turnAt);
  if (turnAt <= tx.now) return { kind: "now", waited: true };
  await keepTurn(tx, post, turnAt);
  return later(tx, turnAt);
}

function later(tx: Tx, turnAt: Date): PostTurn {
  return { kind: "later", inMs: turnAt.getTime() - tx.now.getTime() };
}

/**
 * Lets a post pass over those at the end of the line that are less urgent and have not waited long
 * yet: it gets the turn of the first of them, each of them the turn of the one behind it, and the
 * last of them the turn that is new. No turn but the new post's ever comes earlier, so that
 * whoever has one need not be woken.
 */
async function passOver(tx: Tx, { channel, urgency }: WantedPost, newTurn: Date): Promise<Date> {
  const { rows } = await tx.sql.raw<{ rows: { turn_at: Date | null }[] }>(
    `with passed as (
       select job_id, turn_at,
              lead(turn_at, 1, ?::timestamptz) over (order by turn_at, job_id) as next_turn
         from channel_turns
        where channel = ? and turn_at > coalesce(
                (select max(turn_at) from channel_turns
                  where channel = ? and (urgency <= ? or asked_at <= ?)), '-infinity')
     ), moved as (
       update channel_turns t set turn_at = p.next_turn from passed p where t.job_id = p.job_id
     )
     select min(turn_at) as turn_at from passed`,
    [newTurn, channel, channel, rankOf(urgency), new Date(tx.now.getTime() - PASSED_OVER_MS)],
  );
  return rows[0]?.turn_at ?? newTurn;
}

function rankOf(urgency: Urgency): number {
  return URGENCIES.indexOf(urgency);
}

/**
 * Slack takes no posts in the channel for so many ms: all turns are put off, and the refused post
 * has the first of them.
 */
export async function closeGate(
  tx: Tx,
  post: WantedPost,
  forMs: number,
  pace: Pace,
): Promise<void> {
  const { channel } = post;
  const gate = await lockGate(tx, channel);
  const until = new Date(tx.now.getTime() + forMs);
  const { freeAt, openAt, delayMs } = putOff(
    { freeAt: gate.free_at, openAt: gate.open_at },
    { now: tx.now, until },
    pace,
  );
  await tx.sql("channel_gates").where({ channel }).update({ free_at: freeAt, open_at: openAt });
  // Turns that nobody took: their jobs came to have nothing to post.
  await tx.sql.raw(
    `delete from channel_turns t using jobs j
      where t.channel = ? and j.id = t.job_id and j.state in ('done', 'dead')`,
    [channel],
  );
  await tx.sql.raw(
    `update channel_turns set turn_at = greatest(turn_at, ?) + ? * interval '1 millisecond'
      where channel = ?`,
    [tx.now, delayMs, channel],
  );
  await keepTurn(tx, post, until);
}

async function keepTurn(
  tx: Tx,
  { channel, job, urgency }: WantedPost,
  turnAt: Date,
): Promise<void> {
  await tx
    .sql("channel_turns")
    .insert({
      job_id: job,
      channel,
      turn_at: turnAt,
      urgency: rankOf(urgency),
      asked_at: tx.now,
    })
    .onConflict("job_id")
    .merge();
}

async function lockGate(tx: Tx, channel: ChannelId): Promise<GateRow> {
  const { rows } = await tx.sql.raw<{ rows: GateRow[] }>(
    `insert into channel_gates as g (channel, open_at, free_at) values (?, ?, ?)
     on conflict (channel) do update set channel = excluded.channel
     returning open_at, free_at`,
    [channel, tx.now, tx.now],
  );
  const row = rows[0];
  if (!row) throw new Error(`no gate of ${channel}`);
  return row;
}
