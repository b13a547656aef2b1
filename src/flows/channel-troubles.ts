import type { ChannelId } from "../domain/ids.ts";
import { type EffectHandler, effect, type Perform } from "../lanes/job.ts";
import {
  deleteChannelTrouble,
  findChannelTrouble,
  holdChannelTrouble,
  insertChannelTrouble,
  isChannelOfOurs,
  wakeChannel,
} from "../store/channel-troubles.ts";
import type { Tx } from "../store/database.ts";
import { wakeLane } from "../store/jobs.ts";
import { listQueues } from "../store/queues.ts";
import { alertSupervisors } from "./alert-supervisors.ts";
import { channelCheckPayload, channelLane, enqueueChannelCheck } from "./channel-jobs.ts";
import type { FlowDeps } from "./deps.ts";

/**
 * Channels that are closed to us: archived, deleted, or without us. Sessions survive, what is to be
 * posted waits, supervisors are told once what to do, and one look at a time finds out when the
 * channel is open again.
 */

/** Slack's words for a channel that is closed to us until somebody mends it. */
export const CLOSED: ReadonlySet<string> = new Set([
  "channel_not_found",
  "is_archived",
  "not_in_channel",
]);

/** ms between looks at a channel: a quarter of the time for which it has been closed, within these. */
const FIRST_LOOK = 15_000;
const RAREST_LOOK = 5 * 60_000;
/** ms after which what waits for a channel looks by itself whether it is open, if nothing wakes it. */
const WAIT = 60_000;
const LOOK_TIMES = { leaseMs: 25_000, performMs: 22_000 };

/** Waits while the channel is closed. @returns null: it is open as far as we know */
export async function whileClosed(tx: Tx, channel: ChannelId): Promise<Perform | null> {
  const trouble = await findChannelTrouble(tx, channel);
  if (!trouble) return null;
  return () =>
    Promise.resolve(async (settleTx) => {
      // Held, so that whoever finds the channel open after this wakes this job as well.
      const isClosed = await holdChannelTrouble(settleTx, channel);
      return { kind: "wait", afterMs: isClosed ? WAIT : 0, why: trouble.why };
    });
}

/** Slack has refused something in the channel until somebody mends it: supervisors are told. */
export async function noteRefusal(
  deps: FlowDeps,
  tx: Tx,
  channel: ChannelId,
  why: string,
): Promise<void> {
  if (CLOSED.has(why)) return noteChannelTrouble(deps, tx, channel, why);
  // It may be about one file or one person alone, so nothing else waits for it. It comes anew with
  // each try, and is told once an hour.
  await tellSupervisors(deps, tx, channel, why, tx.now.toISOString().slice(0, 13));
}

/** The channel is closed to us. */
async function noteChannelTrouble(
  deps: FlowDeps,
  tx: Tx,
  channel: ChannelId,
  why: string,
): Promise<void> {
  if (!(await insertChannelTrouble(tx, channel, why))) return;
  await tellSupervisors(deps, tx, channel, why, tx.now.toISOString());
  await enqueueChannelCheck(tx, channel, tx.now, new Date(tx.now.getTime() + FIRST_LOOK));
}

/** @param when told once for each of these */
async function tellSupervisors(
  deps: FlowDeps,
  tx: Tx,
  channel: ChannelId,
  why: string,
  when: string,
): Promise<void> {
  const queues = (await listQueues(tx)).filter((queue) => queue.channel === channel);
  await alertSupervisors(
    deps,
    tx,
    { kind: "channel_blocked", channel, why, queues: queues.map(({ name }) => name) },
    `blocked:${channel}:${why}:${when}`,
  );
}

/** Slack says that the channel was closed to us. */
export function noteChannelClosed(deps: FlowDeps, channel: ChannelId, why: string): Promise<void> {
  return deps.db.transaction(async (tx) => {
    if (await isChannelOfOurs(tx, channel)) await noteChannelTrouble(deps, tx, channel, why);
  });
}

/** Slack says that the channel may be open to us again: we look at once. */
export function noteChannelOpened(deps: FlowDeps, channel: ChannelId): Promise<void> {
  return deps.db.transaction((tx) => wakeLane(tx, channelLane(channel)));
}

/** Looks whether a closed channel is open again. */
export function checkChannel(deps: FlowDeps): EffectHandler {
  return effect(channelCheckPayload, LOOK_TIMES, async (tx, job) => {
    const { channel, since } = job.payload;
    const trouble = await findChannelTrouble(tx, channel);
    if (trouble?.since.getTime() !== since.getTime()) return null;
    if (!(await isChannelOfOurs(tx, channel))) {
      await deleteChannelTrouble(tx, channel);
      return null;
    }
    return async () => {
      const look = await deps.desk.lookAt(channel, { mayJoin: trouble.why === "is_archived" });
      return async (settleTx) => {
        const now = await findChannelTrouble(settleTx, channel);
        if (now?.since.getTime() !== since.getTime()) return { kind: "done" };
        if (look.kind === "open") {
          await deleteChannelTrouble(settleTx, channel);
          await wakeChannel(settleTx, channel);
          return { kind: "done" };
        }
        if (look.kind === "closed" && look.why !== now.why && CLOSED.has(look.why)) {
          await noteChannelTrouble(deps, settleTx, channel, look.why);
          return { kind: "done" };
        }
        const closedFor = settleTx.now.getTime() - since.getTime();
        const afterMs = Math.min(Math.max(closedFor / 4, FIRST_LOOK), RAREST_LOOK);
        return { kind: "retry", afterMs, why: now.why };
      };
    };
  });
}
