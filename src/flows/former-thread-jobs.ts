import { z } from "zod";
import { enqueue } from "../lanes/enqueue.ts";
import type { Tx } from "../store/database.ts";
import type { LeftReason } from "../store/session-threads.ts";
import { asChannel, asSession, asThread, asTs, JOB, laneName } from "./jobs.ts";
import { SESSION_RANK, type SessionPlace, sessionLane } from "./session-jobs.ts";
import type { ThreadLink } from "./session-views.ts";

/** The jobs by which a session leaves its thread, and which tell so where it was. */

export const continuePayload = z.object({
  session: asSession,
  /** The channel of the new thread. */
  to: asChannel,
  reason: z.enum(["thread_deleted", "queue_moved", "transferred"] satisfies LeftReason[]),
  /** Where it was when this was wanted; `ts` null: it had no thread yet. */
  from: z.object({ channel: asChannel, ts: asTs.nullable() }),
});

/** Takes a session into a new thread: before whatever waits to be posted into it. */
export async function enqueueContinue(
  tx: Tx,
  move: {
    readonly session: SessionPlace["id"];
    readonly to: ThreadLink["channel"];
    readonly reason: LeftReason;
    readonly from: {
      readonly channel: ThreadLink["channel"];
      readonly ts: ThreadLink["ts"] | null;
    };
  },
): Promise<void> {
  await enqueue(tx, {
    lane: sessionLane({ id: move.session }),
    rank: SESSION_RANK.move,
    kind: JOB.continueInNewThread,
    payload: { ...move, from: { ...move.from } },
  });
}

export const leftPayload = z.object({
  session: asSession,
  thread: asThread,
  /** What in the thread says that it has been left. */
  show: z.enum(["word", "header", "invite"]),
});

/** Tells in a thread that its session has left it, once its new one can be linked to. */
export async function enqueueLeft(
  tx: Tx,
  session: SessionPlace["id"],
  thread: ThreadLink,
  show: z.infer<typeof leftPayload>["show"],
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("left", thread.channel, thread.ts),
    kind: JOB.showLeft,
    key: `left:${thread.channel}:${thread.ts}:${show}`,
    payload: { session, thread: { ...thread }, show },
  });
}
