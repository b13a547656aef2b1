import { z } from "zod";
import type { ChannelId, MessageTs } from "../domain/ids.ts";
import { enqueue } from "../lanes/enqueue.ts";
import type { Tx } from "../store/database.ts";
import { asChannel, asTs, asUser, JOB, laneName } from "./jobs.ts";
import { slackRank, threadLane } from "./thread-jobs.ts";

/** The jobs about held texts. */

const heldAnswer = z.enum(["send", "send_plain", "drop"]);
/** What an author says to the question about a long text. */
export type HeldAnswer = z.infer<typeof heldAnswer>;
export const heldAnsweredPayload = z.object({
  channel: asChannel,
  ts: asTs,
  question: z.number(),
  by: asUser,
  answer: heldAnswer,
});

/** Answers the question about a held text, in the order of what is done in its thread. */
export function enqueueHeldAnswered(
  tx: Tx,
  threadTs: MessageTs,
  answered: z.infer<typeof heldAnsweredPayload> & { readonly pressedAt: MessageTs },
): Promise<boolean> {
  const { pressedAt, ...payload } = answered;
  return enqueue(tx, {
    lane: threadLane(payload.channel, threadTs),
    rank: slackRank(pressedAt),
    kind: JOB.heldAnswered,
    key: `held:${payload.channel}:${payload.ts}:${payload.by}:${pressedAt}`,
    payload,
  });
}

export const heldMarkPayload = z.object({ channel: asChannel, ts: asTs });

/** Shows on an agent's message whether it is held. */
export async function enqueueHeldMark(
  tx: Tx,
  message: { channel: ChannelId; ts: MessageTs },
): Promise<void> {
  const { channel, ts } = message;
  await enqueue(tx, {
    lane: laneName("mark", channel, ts),
    kind: JOB.markHeld,
    payload: { channel, ts },
  });
}
