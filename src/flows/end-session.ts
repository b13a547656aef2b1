import type { MessageTs, SessionId, UserId } from "../domain/ids.ts";
import { pressEnd as mayEnd } from "../domain/session.ts";
import { transactional } from "../lanes/job.ts";
import { lockPair } from "../store/pairs.ts";
import { loadQueue } from "../store/queues.ts";
import { formerThreadsOf } from "../store/session-threads.ts";
import { loadSession, lockSession } from "../store/sessions.ts";
import { closeSession } from "./close-session.ts";
import type { FlowDeps } from "./deps.ts";
import type { PrivateWord } from "./private-words.ts";
import { linkTo } from "./show-session.ts";
import { enqueueTell } from "./tell-jobs.ts";
import { endPressedPayload, enqueueEndPressed } from "./thread-jobs.ts";

/**
 * End was pressed. It takes its turn in the thread's lane, so that what the agent wrote before
 * pressing it is sent before the session ends. Whether they may is asked then again.
 *
 * @param pressedAt Slack's time of the press; a second delivery of it changes nothing
 * @returns what to tell somebody who may not end the session; null: its end takes its turn
 */
export function pressEnd(
  deps: FlowDeps,
  pressed: { session: SessionId; by: UserId; bySupervisor: boolean; pressedAt: MessageTs },
): Promise<Extract<PrivateWord, { kind: "may_not_end" }> | null> {
  return deps.db.transaction(async (tx) => {
    const record = await loadSession(tx, pressed.session);
    const verdict = mayEnd(record.session, pressed.by, { isSupervisor: pressed.bySupervisor });
    if (verdict.kind === "may_not_end") return verdict;
    // On its way into a new thread: then behind what was written in the last one.
    const [last] = await formerThreadsOf(tx, pressed.session);
    const thread = linkTo(record) ?? last;
    if (!thread) throw new Error(`session ${pressed.session} has no thread yet`);
    await enqueueEndPressed(tx, { channel: thread.channel, threadTs: thread.ts }, pressed);
    return null;
  });
}

/** The end itself: by the owner (`agent`) or by a supervisor who does not own it (`supervisor`). */
export const endPressed = transactional(endPressedPayload, async (tx, job) => {
  const { session: id, by, bySupervisor, pressedAt } = job.payload;
  const pair = await lockPair(tx, (await loadSession(tx, id)).session.pair);
  const record = await lockSession(tx, id);
  // Pressed before they had it again: meant for an end that was undone since.
  const { session, acceptedTs } = record;
  const isOwner = session.state === "active" && session.owner === by;
  if (isOwner && acceptedTs !== null && Number(pressedAt) < Number(acceptedTs)) return;
  const verdict = mayEnd(session, by, { isSupervisor: bySupervisor });
  switch (verdict.kind) {
    case "already_ended":
      return enqueueTell(tx, id, by, { kind: "already_ended" });
    case "may_not_end":
      return enqueueTell(tx, id, by, verdict);
    case "may_end":
      break;
    default:
      return verdict satisfies never;
  }
  const queue = await loadQueue(tx, session.queue);
  await closeSession(tx, pair, record, {
    reason: verdict.reason,
    by,
    text: queue.endedMessage === null ? null : { kind: "ended", text: queue.endedMessage },
  });
});
