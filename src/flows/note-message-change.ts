import { type TransactionalHandler, transactional } from "../lanes/job.ts";
import { forgetBody, loadEvent } from "../store/events.ts";
import { findThreadMessage } from "../store/thread-messages.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueTell, receivedEventPayload } from "./jobs.ts";

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
    const word = { kind: "cannot_recall", change, ts } as const;
    const once = `recall:${changed.channel}:${changed.ts}`;
    await enqueueTell(tx, message.session, message.author, word, once);
  });
}
