import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import type { ChannelId } from "../../domain/ids.ts";
import { QUEUE_DEFAULTS, type QueueSettings, SETTING_NAMES } from "../../domain/queue.ts";
import type { Overlap, SettingName } from "../../domain/queue-changes.ts";
import { ACTIONS, VIEWS } from "../actions.ts";
import { context, plain, section } from "../blocks/elements.ts";
import {
  DIGESTS,
  DISPATCHES,
  digestChoice,
  MATCHES,
  PAUSED_BLOCK,
  PAUSES,
  pauseChoice,
} from "./queue-choices.ts";
import { overlapWords } from "./setting-words.ts";

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
  /** What the form showed of it: a pause that somebody else switches meanwhile is left alone. */
  readonly paused: boolean;
  /** Where the command was typed, to say there what was saved. */
  readonly channel: string;
}

/** What the form shows at first; a new queue has no name, lines or perhaps channel yet. */
export type FormStart = Omit<QueueSettings, "name" | "channel"> & {
  readonly name: string | null;
  readonly channel: ChannelId | null;
  readonly paused: boolean;
};

/** A new queue, with what can be known of it. */
export function newQueue(channel: ChannelId | null, timeZone: string | null): FormStart {
  const start = { ...QUEUE_DEFAULTS, name: null, lines: [], channel, paused: false };
  return timeZone === null ? start : { ...start, timeZone };
}

const MESSAGE_MAX = 1_600;
const KEYWORD_MAX = 60;

/** The block of the box in which a text can be tried; what came of it stands below. */
export const TRY_BLOCK = "tryText";

/**
 * @param extra `notice`: what the person has to know before anything else; `tried`: what came of
 *   the text in the box
 */
export function queueFormView(
  start: FormStart,
  memory: QueueFormMemory,
  extra: { readonly notice?: readonly KnownBlock[]; readonly tried?: readonly KnownBlock[] } = {},
): ModalView {
  return {
    type: "modal",
    callback_id: VIEWS.queueForm,
    title: plain(memory.queue === null ? "New queue" : "Edit queue"),
    submit: plain("Save"),
    close: plain("Cancel"),
    private_metadata: JSON.stringify(memory),
    blocks: [
      ...(extra.notice ?? []),
      ...settingInputs(start).map((block) => ofVersion(block, memory.version)),
      ...tryBox(extra.tried ?? []),
    ],
  };
}

/** Slack keeps what was put into an input of the same name: another version is another input. */
function ofVersion(block: InputBlock, version: number): InputBlock {
  const element = { ...block.element, action_id: `${block.block_id}@${version}` };
  return { ...block, element };
}

function settingInputs(start: FormStart): InputBlock[] {
  return [
    textInput("name", start.name, {
      max: 80,
      required: true,
      hint: "What agents and supervisors call the queue.",
    }),
    channelInput(start.channel),
    textInput("lines", start.lines.join("\n") || null, {
      max: 3000,
      required: true,
      multiline: true,
      hint: "One a line, or with commas, in international form, such as +15550100001.",
    }),
    textInput("initiationKeyword", start.initiationKeyword, {
      max: KEYWORD_MAX,
      hint: "What clients send to enter the queue. Blank: any text enters.",
    }),
    choice("keywordMatch", MATCHES, start.keywordMatch, {
      label: SETTING_NAMES.keywordMatch,
      hint: "Where in a text the Initiation Keyword has to stand.",
    }),
    message("initiationMessage", start, {
      hint: "Returned when the keyword was received. Blank: nothing is sent, here and below.",
    }),
    message("initiationNeededMessage", start, {
      hint: "Returned when a text does not include the keyword. {keywords} lists the line's keywords.",
    }),
    textInput("terminationKeyword", start.terminationKeyword, {
      max: KEYWORD_MAX,
      hint: "What clients send to leave the queue or end the session, such as DONE. Blank: only agents end sessions.",
    }),
    message("terminationMessage", start, {
      hint: "Returned when the termination keyword was received.",
    }),
    message("noAgentsMessage", start, {
      hint: "Returned when a client tries to start a session and the queue has no active agent.",
    }),
    message("endedMessage", start, { hint: "Sent when the agent ends the session." }),
    message("waitingMessage", start, {
      hint: "Sent once when all agents are at their max. {position} is the place in the line.",
    }),
    message("helpText", start, {
      hint: "Returned to HELP or INFO outside of a session. Blank: only the carrier answers.",
    }),
    choice("dispatch", DISPATCHES, start.dispatch, {
      label: SETTING_NAMES.dispatch,
      hint: "Ring all: every free agent is called. Otherwise one after the other.",
    }),
    number("offerTimeoutS", start, "Seconds that round robin and linear wait for one agent."),
    textInput("reminderMinutes", start.reminderMinutes.join(", ") || null, {
      max: 40,
      hint: "Minutes without Accept after which the agents are reminded, with commas. Blank: never.",
    }),
    number(
      "escalationMinutes",
      start,
      "Minutes without Accept after which supervisors are told, in a direct message. 0: never.",
    ),
    number(
      "maxWaitS",
      start,
      "Seconds a client may wait; then the No Agents Message. 0: unlimited.",
    ),
    number(
      "replyTimeoutS",
      start,
      "Seconds a client's text may stay unanswered; then the session goes back to the front of the line, to the other agents. 0: it stays with its agent.",
    ),
    number("idleTimeoutS", start, "Seconds of silence after which a session ends. 0: never."),
    number("priority", start, "Among queues on one line the lowest number goes first."),
    choice(PAUSED_BLOCK, PAUSES, pauseChoice(start.paused), {
      label: "Paused",
      hint: "While it is paused no new session begins, and the No Agents Message is returned.",
    }),
    textInput("timeZone", start.timeZone, {
      max: 60,
      required: true,
      hint: "For statistics, such as America/New_York.",
    }),
    choice("digestHour", DIGESTS, digestChoice(start.digestHour), {
      label: SETTING_NAMES.digestHour,
      hint: "When yesterday's figures are posted into the channel, by the time zone above.",
    }),
  ];
}

interface TextInputOptions {
  readonly max: number;
  readonly hint: string;
  readonly required?: boolean;
  readonly multiline?: boolean;
}

function textInput(id: SettingName, value: string | null, options: TextInputOptions): InputBlock {
  return {
    type: "input",
    block_id: id,
    label: plain(SETTING_NAMES[id]),
    optional: options.required !== true,
    hint: plain(options.hint),
    element: {
      type: "plain_text_input",
      action_id: id,
      max_length: options.max,
      multiline: options.multiline === true,
      ...(value === null ? {} : { initial_value: value }),
    },
  };
}

type MessageSetting =
  | "initiationMessage"
  | "initiationNeededMessage"
  | "terminationMessage"
  | "noAgentsMessage"
  | "endedMessage"
  | "waitingMessage"
  | "helpText";

function message(id: MessageSetting, start: FormStart, options: { hint: string }): InputBlock {
  return textInput(id, start[id], { max: MESSAGE_MAX, multiline: true, hint: options.hint });
}

function number(
  id:
    | "offerTimeoutS"
    | "escalationMinutes"
    | "maxWaitS"
    | "replyTimeoutS"
    | "idleTimeoutS"
    | "priority",
  start: FormStart,
  hint: string,
): InputBlock {
  return textInput(id, String(start[id]), { max: 6, required: true, hint });
}

function channelInput(initial: ChannelId | null): InputBlock {
  return {
    type: "input",
    block_id: "channel",
    label: plain(SETTING_NAMES.channel),
    hint: plain("Where invites and conversations appear. I join a public channel by myself."),
    element: {
      type: "conversations_select",
      action_id: "channel",
      filter: { include: ["public", "private"], exclude_bot_users: true },
      ...(initial === null ? {} : { initial_conversation: initial }),
    },
  };
}

function choice<Value extends string>(
  id: string,
  names: Readonly<Record<Value, string>>,
  chosen: Value,
  { label, hint }: { readonly label: string; readonly hint: string },
): InputBlock {
  const all = Object.entries<string>(names).map(
    ([value, name]): PlainTextOption => ({ text: plain(name), value }),
  );
  return {
    type: "input",
    block_id: id,
    label: plain(label),
    hint: plain(hint),
    element: {
      type: "static_select",
      action_id: id,
      options: all,
      initial_option: { text: plain(names[chosen]), value: chosen },
    },
  };
}

function tryBox(tried: readonly KnownBlock[]): KnownBlock[] {
  return [
    { type: "divider" },
    {
      type: "input",
      block_id: TRY_BLOCK,
      dispatch_action: true,
      optional: true,
      label: plain("Try a text"),
      hint: plain(
        "What a client might send. Press Enter to see what the settings above do with it.",
      ),
      element: {
        type: "plain_text_input",
        action_id: ACTIONS.tryInForm,
        max_length: MESSAGE_MAX,
        dispatch_action_config: { trigger_actions_on: ["on_enter_pressed"] },
      },
    },
    ...tried,
  ];
}

/** What the later one of two supervisors is told about a form that was not saved. */
export function outdatedNotice(overlaps: readonly Overlap[]): KnownBlock[] {
  return [
    section(
      ":warning: *Nothing was saved yet:* somebody else has saved this queue since you opened the form.",
    ),
    ...overlaps.map((overlap) => section(`• ${overlapWords(overlap)}`)),
    context(
      "The form below has what is saved now, with what you changed. Look at it and save again.",
    ),
  ];
}
