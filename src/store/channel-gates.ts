import type { ChannelId } from "../domain/ids.ts";
import { nextTurn, type Pace, putOff } from "../domain/pace.ts";
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

/**
 * Takes the job's turn to post into the channel; a turn that is to come is kept for the job, so
 * that sessions take turns however many posts each has waiting.
 */
export async function takeTurn(
  tx: Tx,
  channel: ChannelId,
  job: number,
  pace: Pace,
): Promise<PostTurn> {
  const kept = await tx
    .sql("channel_turns")
    .where({ job_id: job, channel })
    .first<{ turn_at: Date } | undefined>("turn_at");
  if (kept && kept.turn_at > tx.now) return later(tx, kept.turn_at);
  if (kept) {
    await tx.sql("channel_turns").where({ job_id: job }).delete();
    return { kind: "now", waited: true };
  }
  const { turnAt, freeAt } = nextTurn((await lockGate(tx, channel)).free_at, tx.now, pace);
  await tx.sql("channel_gates").where({ channel }).update({ free_at: freeAt });
  if (turnAt <= tx.now) return { kind: "now", waited: false };
  await keepTurn(tx, channel, job, turnAt);
  return later(tx, turnAt);
}

function later(tx: Tx, turnAt: Date): PostTurn {
  return { kind: "later", inMs: turnAt.getTime() - tx.now.getTime() };
}

/**
 * Slack takes no posts in the channel for so many ms: all turns are put off, and the refused job
 * has the first of them.
 */
export async function closeGate(
  tx: Tx,
  channel: ChannelId,
  job: number,
  forMs: number,
  pace: Pace,
): Promise<void> {
  const gate = await lockGate(tx, channel);
  const until = new Date(tx.now.getTime() + forMs);
  const { freeAt, openAt, delayMs } = putOff(
    { freeAt: gate.free_at, openAt: gate.open_at },
    { now: tx.now, until },
    pace,
  );
  await tx.sql("channel_gates").where({ channel }).update({ free_at: freeAt, open_at: openAt });
  await tx.sql.raw(
    "update channel_turns set turn_at = turn_at + ? * interval '1 millisecond' where channel = ?",
    [delayMs, channel],
  );
  await keepTurn(tx, channel, job, until);
}

async function keepTurn(tx: Tx, channel: ChannelId, job: number, turnAt: Date): Promise<void> {
  await tx
    .sql("channel_turns")
    .insert({ job_id: job, channel, turn_at: turnAt })
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
