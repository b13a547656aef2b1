import type { KnownBlock, ModalView } from "@slack/types";
import {
  type CannedReply,
  MAX_REPLIES,
  MAX_REPLY_NAME,
  type ReplyDraft,
} from "../../domain/canned-replies.ts";
import type { QueueId, ReplyId } from "../../domain/ids.ts";
import type { QueueReplies } from "../../flows/configure-replies.ts";
import { ACTIONS, VIEWS } from "../actions.ts";
import { button, confirmation, context, plain, section } from "../blocks/elements.ts";
import { escapeMrkdwn, firstWords } from "../text/to-slack.ts";
import { type FormValues, readSmsText } from "./values.ts";

/** A supervisor's list of a queue's replies, and the form of one. */

/** Two blocks each, under Slack's 100 a view. */
const PAGE = 25;

/** What the list remembers. */
export interface ReplyListMemory {
  readonly queue: QueueId;
  /** From 0. */
  readonly page: number;
}

/** @param notice what has just come of it, above the list */
export function replyListView(
  { queue, replies }: QueueReplies,
  page: number,
  notice: readonly KnownBlock[] = [],
): ModalView {
  const pages = Math.max(1, Math.ceil(replies.length / PAGE));
  const shown = Math.min(page, pages - 1);
  const memory: ReplyListMemory = { queue: queue.id, page: shown };
  return {
    type: "modal",
    title: plain("Replies"),
    close: plain("Close"),
    private_metadata: JSON.stringify(memory),
    blocks: [
      section(
        `*${escapeMrkdwn(queue.name)}*: its agents send these with *Replies* in a thread. \`{name}\`, \`{agent}\` and \`{queue}\` are filled in.`,
      ),
      ...notice,
      {
        type: "actions",
        elements: [
          ...(replies.length < MAX_REPLIES
            ? [button("Add", ACTIONS.addReply, "new", "primary")]
            : []),
          ...pageButtons(shown, pages),
          button("Refresh", ACTIONS.refreshReplies, String(shown)),
        ],
      },
      ...replies.slice(shown * PAGE, (shown + 1) * PAGE).flatMap(replyBlocks),
      context(replies.length === 0 ? "There are none yet." : countWords(replies, shown, pages)),
    ],
  };
}

function pageButtons(page: number, pages: number) {
  const back = button("Back", ACTIONS.repliesBack, String(page - 1));
  const more = button("More", ACTIONS.repliesMore, String(page + 1));
  return [...(page > 0 ? [back] : []), ...(page < pages - 1 ? [more] : [])];
}

function countWords(replies: readonly CannedReply[], page: number, pages: number): string {
  const which = pages > 1 ? `, page ${page + 1} of ${pages}` : "";
  return `${replies.length} of ${MAX_REPLIES} at the most${which}.`;
}

function replyBlocks({ id, name, text }: CannedReply): KnownBlock[] {
  return [
    section(`*${escapeMrkdwn(name)}*\n${escapeMrkdwn(firstWords(text, 200))}`),
    {
      type: "actions",
      elements: [
        button("Edit", ACTIONS.editReply, id),
        {
          ...button("Delete", ACTIONS.deleteReply, id),
          confirm: confirmation({
            title: "Delete this reply?",
            text: `“${name}” can't be chosen any more. What was sent stays.`,
            yes: "Delete",
            no: "Keep it",
          }),
        },
      ],
    },
  ];
}

/** What the form of one reply remembers. */
export interface ReplyFormMemory extends ReplyListMemory {
  /** Null: a new one. */
  readonly reply: ReplyId | null;
  /** Its version when the form was opened. */
  readonly seen: number;
}

/** The inputs' blocks, for problems at them. */
export const REPLY_BLOCKS = { name: "name", text: "text" } as const;

/** The form of one reply. */
export function replyFormView(
  draft: ReplyDraft | null,
  memory: ReplyFormMemory,
  notice: readonly KnownBlock[] = [],
): ModalView {
  return {
    type: "modal",
    callback_id: VIEWS.replyForm,
    title: plain(memory.reply === null ? "New reply" : "Edit reply"),
    submit: plain("Save"),
    close: plain("Cancel"),
    private_metadata: JSON.stringify(memory),
    blocks: [
      ...notice,
      {
        type: "input",
        block_id: REPLY_BLOCKS.name,
        label: plain("Name"),
        hint: plain("Agents find it by its name and by its words."),
        element: {
          type: "plain_text_input",
          action_id: REPLY_BLOCKS.name,
          max_length: MAX_REPLY_NAME,
          ...(draft === null ? {} : { initial_value: draft.name }),
        },
      },
      {
        type: "input",
        block_id: REPLY_BLOCKS.text,
        label: plain("Text"),
        hint: plain(
          "{name}: what you call the texter. {agent}: who sends it. {queue}: the queue. Agents can change it before they send it.",
        ),
        element: {
          type: "plain_text_input",
          action_id: REPLY_BLOCKS.text,
          multiline: true,
          max_length: 3000,
          ...(draft === null ? {} : { initial_value: draft.text }),
        },
      },
    ],
  };
}

/** What was typed into the form. */
export function readReplyForm(values: FormValues): ReplyDraft {
  return {
    name: readSmsText(values, REPLY_BLOCKS.name).replaceAll(/\s+/gu, " "),
    text: readSmsText(values, REPLY_BLOCKS.text),
  };
}
