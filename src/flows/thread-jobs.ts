import { z } from "zod";
import type { ChannelId, MessageTs, SessionId, UserId } from "../domain/ids.ts";
import { enqueue } from "../lanes/enqueue.ts";
import type { Tx } from "../store/database.ts";
import { asSession, asTs, asUser, JOB, laneName } from "./jobs.ts";

/** The jobs about what people write and press in a thread. */

/** The lane of what people do in a thread. */
export function threadLane(channel: ChannelId, threadTs: MessageTs): string {
  return laneName("thread", channel, threadTs);
}

export const endPressedPayload = z.object({
  session: asSession,
  by: asUser,
  bySupervisor: z.boolean(),
  pressedAt: asTs,
});

/** Ends a session after everything that was written in its thread before. */
export function enqueueEndPressed(
  tx: Tx,
  thread: { channel: ChannelId; threadTs: MessageTs },
  pressed: { session: SessionId; by: UserId; bySupervisor: boolean; pressedAt: MessageTs },
): Promise<boolean> {
  return enqueue(tx, {
    lane: threadLane(thread.channel, thread.threadTs),
    rank: slackRank(pressed.pressedAt),
    kind: JOB.endPressed,
    key: `end:${pressed.session}:${pressed.by}:${pressed.pressedAt}`,
    payload: {
      session: pressed.session,
      by: pressed.by,
      bySupervisor: pressed.bySupervisor,
      pressedAt: pressed.pressedAt,
    },
  });
}

/** Slack's time stamp as a rank: µs, so that a thread's jobs go in Slack's own order. */
export function slackRank(ts: MessageTs): number {
  return Math.round(Number(ts) * 1_000_000);
}
