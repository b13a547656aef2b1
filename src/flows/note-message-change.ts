import { type TransactionalHandler, transactional } from "../lanes/job.ts";
import { forgetBody, loadEvent } from "../store/events.ts";
import { findSessionByThread } from "../store/session-threads.ts";
import { findThreadMessage } from "../store/thread-messages.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueTell, receivedEventPayload, type WordReference } from "./jobs.ts";

/**
 * A message that went out as SMS was edited or deleted afterwards. Nothing is sent again by
 * itself: the author is told, once a message, that an SMS can't be recalled.
 */
export function noteMessageChange(deps: FlowDeps): TransactionalHandler {
  return transactional(receivedEventPayload, async (tx, job) => {
    const { body } = await loadEvent(tx, job.payload.event);
    const changed = deps.threadMessages.readChange(body);
    if (!changed) return;
    const message = await findThreadMessage(tx, changed.channel, changed.ts);
    if (!message) await forgetBody(tx, job.payload.event);
    if (message?.outcome !== "sent") return;
    const { ts, change } = changed;
    const thread = { channel: changed.channel, ts: changed.threadTs };
    const place = await findSessionByThread(tx, thread.channel, thread.ts);
    // With a thread's first message, Slack tells of all its replies as if somebody had edited them.
    if (place?.leftReason === "thread_deleted") return;
    const word: WordReference =
      place?.isCurrent === false && change === "edited"
        ? { kind: "not_sent_moved" }
        : { kind: "cannot_recall", change, ts };
    const once = `recall:${changed.channel}:${changed.ts}`;
    await enqueueTell(tx, message.session, message.author, word, { once, thread });
  });
}
