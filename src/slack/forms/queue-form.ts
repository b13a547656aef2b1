import type { InputBlock, ModalView, PlainTextOption } from "@slack/types";
import type { ChannelId } from "../../domain/ids.ts";
import { QUEUE_DEFAULTS, type Queue, type QueueSettings } from "../../domain/queue.ts";
import { VIEWS } from "../actions.ts";
import { plain } from "../blocks/elements.ts";
import { DISPATCHES, MATCHES } from "./queue-choices.ts";

/**
 * The form of `/sms-queue new` and `/sms-queue edit`. The labels are the settings' names, word for
 * word (SPEC 2). A block's id is its setting's name, so that a problem found when saving comes
 * back at its field.
 */

/** What the form has to remember between opening and saving: ids only, checked again on saving. */
export interface QueueFormMemory {
  /** Null: a new queue. */
  readonly queue: string | null;
  readonly version: number;
  /** Where the command was typed, to say there what was saved. */
  readonly channel: string;
}

const MESSAGE_MAX = 1_600;
const KEYWORD_MAX = 60;

/** @param queue null: a new queue */
export function queueFormView(
  queue: Queue | null,
  defaults: { channel: ChannelId | null },
  memory: QueueFormMemory,
): ModalView {
  const settings = queue ?? QUEUE_DEFAULTS;
  return {
    type: "modal",
    callback_id: VIEWS.queueForm,
    title: plain(queue ? "Edit queue" : "New queue"),
    submit: plain("Save"),
    close: plain("Cancel"),
    private_metadata: JSON.stringify(memory),
    blocks: [
      textInput("name", "Name", {
        value: queue?.name ?? null,
        max: 80,
        required: true,
        hint: "What agents and supervisors call the queue.",
      }),
      channelInput(queue?.channel ?? defaults.channel),
      textInput("lines", "Phone numbers", {
        value: queue?.lines.join("\n") ?? null,
        max: 3000,
        required: true,
        multiline: true,
        hint: "One a line, or with commas, in international form, such as +15550100001.",
      }),
      textInput("initiationKeyword", "Initiation Keyword", {
        value: settings.initiationKeyword,
        max: KEYWORD_MAX,
        hint: "What clients send to enter the queue. Blank: any text enters.",
      }),
      choice("keywordMatch", "Keyword match", MATCHES, settings.keywordMatch, {
        hint: "Where in a text the Initiation Keyword has to stand.",
      }),
      message("initiationMessage", "Initiation Message", settings.initiationMessage, {
        hint: "Returned when the keyword was received. Blank: nothing is sent, here and below.",
      }),
      message(
        "initiationNeededMessage",
        "Initiation Needed Message",
        settings.initiationNeededMessage,
        {
          hint: "Returned when a text does not include the keyword. {keywords} lists the line's keywords.",
        },
      ),
      textInput("terminationKeyword", "Termination Keyword", {
        value: settings.terminationKeyword,
        max: KEYWORD_MAX,
        hint: "What clients send to leave the queue or end the session, such as DONE. Blank: only agents end sessions.",
      }),
      message("terminationMessage", "Termination Message", settings.terminationMessage, {
        hint: "Returned when the termination keyword was received.",
      }),
      message("noAgentsMessage", "No Agents Message", settings.noAgentsMessage, {
        hint: "Returned when a client tries to start a session and the queue has no active agent.",
      }),
      message("endedMessage", "Ended Message", settings.endedMessage, {
        hint: "Sent when an agent ends the session.",
      }),
      message("waitingMessage", "Waiting Message", settings.waitingMessage, {
        hint: "Sent once when all agents are at their max. {position} is the place in the line.",
      }),
      choice("dispatch", "Dispatch", DISPATCHES, settings.dispatch, {
        hint: "Ring all: every free agent is called. Otherwise one after the other.",
      }),
      textInput("offerTimeoutS", "Offer timeout", {
        value: String(settings.offerTimeoutS),
        max: 6,
        required: true,
        hint: "Seconds that round robin and linear wait for one agent.",
      }),
      textInput("maxWaitS", "Max wait", {
        value: String(settings.maxWaitS),
        max: 6,
        required: true,
        hint: "Seconds a client may wait; then the No Agents Message. 0: unlimited.",
      }),
      textInput("idleTimeoutS", "Idle timeout", {
        value: String(settings.idleTimeoutS),
        max: 6,
        required: true,
        hint: "Seconds of silence after which a session ends. 0: never.",
      }),
      textInput("priority", "Priority", {
        value: String(settings.priority),
        max: 6,
        required: true,
        hint: "Among queues on one line the lowest number goes first.",
      }),
      textInput("timeZone", "Time zone", {
        value: settings.timeZone,
        max: 60,
        required: true,
        hint: "For statistics, such as America/New_York.",
      }),
    ],
  };
}

interface TextInputOptions {
  readonly value: string | null;
  readonly max: number;
  readonly hint: string;
  readonly required?: boolean;
  readonly multiline?: boolean;
}

function textInput(id: keyof QueueSettings, label: string, options: TextInputOptions): InputBlock {
  return {
    type: "input",
    block_id: id,
    label: plain(label),
    optional: options.required !== true,
    hint: plain(options.hint),
    element: {
      type: "plain_text_input",
      action_id: id,
      max_length: options.max,
      multiline: options.multiline === true,
      ...(options.value === null ? {} : { initial_value: options.value }),
    },
  };
}

function message(
  id: keyof QueueSettings,
  label: string,
  value: string | null,
  options: { hint: string },
): InputBlock {
  return textInput(id, label, { value, max: MESSAGE_MAX, multiline: true, hint: options.hint });
}

function channelInput(initial: ChannelId | null): InputBlock {
  return {
    type: "input",
    block_id: "channel",
    label: plain("Slack channel"),
    hint: plain("Where invites and conversations appear."),
    element: {
      type: "conversations_select",
      action_id: "channel",
      filter: { include: ["public", "private"], exclude_bot_users: true },
      ...(initial === null ? {} : { initial_conversation: initial }),
    },
  };
}

function choice<Value extends string>(
  id: keyof QueueSettings,
  label: string,
  names: Readonly<Record<Value, string>>,
  chosen: Value,
  options: { hint: string },
): InputBlock {
  const all = Object.entries<string>(names).map(
    ([value, name]): PlainTextOption => ({ text: plain(name), value }),
  );
  return {
    type: "input",
    block_id: id,
    label: plain(label),
    hint: plain(options.hint),
    element: {
      type: "static_select",
      action_id: id,
      options: all,
      initial_option: { text: plain(names[chosen]), value: chosen },
    },
  };
}
