import type { SessionId } from "../domain/ids.ts";
import type { Verdict } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { formerThreadsOf } from "../store/session-threads.ts";
import { enqueueContinue } from "./former-thread-jobs.ts";
import type { ShareOutcome } from "./ports.ts";
import type { ThreadLink } from "./session-views.ts";

/** Threads that are gone from Slack: their sessions go on in new ones. */

/** Whether the thread to be posted into is not there any more, or takes no replies. */
export function isThreadGone(outcome: ShareOutcome): boolean {
  return outcome.kind === "rejected" && THREAD_GONE.has(outcome.why);
}

const THREAD_GONE: ReadonlySet<string> = new Set([
  "thread_not_found",
  "message_not_found",
  "cannot_reply_to_message",
]);

/** Threads that a session may lose. One that loses more has another trouble, or somebody does. */
const MAX_LOST_THREADS = 10;

/** The thread is gone: its session goes on in a new one, if it has not left it already. */
export function continueAfterLoss(tx: Tx, session: SessionId, lost: ThreadLink): Promise<void> {
  const { channel } = lost;
  return enqueueContinue(tx, { session, to: channel, reason: "thread_deleted", from: lost });
}

/** What was to be posted into a thread that is gone is posted into the session's new one. */
export async function settleThreadGone(
  tx: Tx,
  session: SessionId,
  thread: ThreadLink,
): Promise<Verdict> {
  const why = "the thread is gone";
  const left = await formerThreadsOf(tx, session);
  const lost = left.filter(({ reason }) => reason === "thread_deleted");
  if (lost.length >= MAX_LOST_THREADS) return { kind: "dead", why };
  await continueAfterLoss(tx, session, thread);
  return { kind: "retry", afterMs: 0, why };
}
