import type { ModalView } from "@slack/types";
import type { Queue } from "../../domain/queue.ts";
import { VIEWS } from "../actions.ts";
import { listOf, plain, section } from "../blocks/elements.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";

/** Asks before a queue is deleted. */

export interface DeleteFormMemory {
  readonly queue: string;
  readonly channel: string;
}

export function deleteFormView(queue: Queue, memory: DeleteFormMemory): ModalView {
  const name = escapeMrkdwn(queue.name);
  return {
    type: "modal",
    callback_id: VIEWS.deleteForm,
    title: plain("Delete queue?"),
    submit: plain("Delete"),
    close: plain("Cancel"),
    private_metadata: JSON.stringify(memory),
    blocks: [
      section(`*${name}* and its settings go, and this can't be undone.`),
      section(
        `Texts to ${listOf(queue.lines, 10)} don't come to it any more, and it has no agents any more. Its threads in <#${queue.channel}>, its statistics and its history stay. To stop new texts for a while only, use \`/sms-queue pause ${name}\`.`,
      ),
    ],
  };
}

/** The same view, when it came to nothing. */
export function notDeletedView(why: string): ModalView {
  return {
    type: "modal",
    callback_id: VIEWS.deleteForm,
    title: plain("Not deleted"),
    close: plain("Close"),
    blocks: [section(why)],
  };
}
