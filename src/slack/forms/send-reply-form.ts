import type { KnownBlock, ModalView, Option } from "@slack/types";
import type { CannedReply } from "../../domain/canned-replies.ts";
import type { SessionId } from "../../domain/ids.ts";
import type { ReplyForm } from "../../flows/send-reply.ts";
import { ACTIONS, VIEWS } from "../actions.ts";
import { context, plain, texterLabel } from "../blocks/elements.ts";
import { escapeMrkdwn, firstWords } from "../text/to-slack.ts";
import { type FormValues, readSmsText } from "./values.ts";

/** The form by which an agent sends one of the queue's replies. */

/** What the form remembers. */
export interface SendReplyMemory {
  readonly session: SessionId;
  /** Whom it goes to, as the form says it. */
  readonly to: string;
  /** How often a reply was chosen: each choice is put into an input of its own. */
  readonly round: number;
  /** How many SMS the person has agreed to. */
  readonly agreed: number;
}

/** The text's block, for problems at it; a new one for each choice, since Slack keeps what is typed. */
export function textBlock({ round }: Pick<SendReplyMemory, "round">): string {
  return `text:${round}`;
}

/** Characters that Slack's inputs take; what is longer can't be sent in any case. */
const INPUT_MAX = 3_000;

function beginning(text: string): string {
  return Array.from(text).slice(0, INPUT_MAX).join("");
}

/** As it is opened. */
export function newReplyFormView(form: ReplyForm): ModalView {
  const to = `To ${texterLabel(form)} · ${form.queue}`;
  const none = `${form.queue} has no replies yet. Supervisors add them with /sms-queue replies. You can type a text all the same.`;
  return replyFormView(
    { session: form.session, to, round: 0, agreed: 0 },
    "",
    form.replies > 0 ? [] : [context(escapeMrkdwn(none))],
  );
}

/** @param notice what has to be said about the text before it is sent */
export function replyFormView(
  memory: SendReplyMemory,
  text: string,
  notice: readonly KnownBlock[] = [],
): ModalView {
  return {
    type: "modal",
    callback_id: VIEWS.sendReplyForm,
    title: plain("Send a reply"),
    submit: plain("Send"),
    close: plain("Cancel"),
    private_metadata: JSON.stringify(memory),
    blocks: [
      context(escapeMrkdwn(memory.to)),
      {
        type: "input",
        block_id: "reply",
        optional: true,
        dispatch_action: true,
        label: plain("Reply"),
        element: {
          type: "external_select",
          action_id: ACTIONS.chooseReply,
          placeholder: plain("Search by name or words"),
          min_query_length: 0,
        },
      },
      ...notice,
      {
        type: "input",
        block_id: textBlock(memory),
        label: plain("Text"),
        hint: plain("Sent as SMS, and shown in the thread as yours."),
        element: {
          type: "plain_text_input",
          action_id: "text",
          multiline: true,
          max_length: INPUT_MAX,
          ...(text === "" ? {} : { initial_value: beginning(text) }),
        },
      },
    ],
  };
}

/** What the person would send. */
export function readReplyText(values: FormValues, memory: SendReplyMemory): string {
  return readSmsText(values, textBlock(memory));
}

/** A reply in the menu. */
export function replyOption({ id, name, text }: CannedReply): Option {
  return { text: plain(name), description: plain(firstWords(text, 70)), value: id };
}
