import type { InputBlock, ModalView, PlainTextOption } from "@slack/types";
import { IANAZone } from "luxon";
import { type ChannelId, isChannelId } from "../../domain/ids.ts";
import {
  type Dispatch,
  type KeywordMatch,
  QUEUE_DEFAULTS,
  type Queue,
  type QueueSettings,
} from "../../domain/queue.ts";
import type { SettingField, SettingProblem } from "../../flows/configure-queues.ts";
import { VIEWS } from "../actions.ts";
import { plain } from "../blocks/elements.ts";
import { parsePhoneNumbers } from "./phone-numbers.ts";
import { type FormValues, readChannel, readOption, readText } from "./values.ts";

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

const DISPATCHES: Readonly<Record<Dispatch, string>> = {
  ring_all: "Ring all",
  round_robin: "Round robin (longest idle)",
  linear: "Linear (fixed order)",
};

const MATCHES: Readonly<Record<KeywordMatch, string>> = {
  word: "Anywhere in the text, as a word",
  exact: "Only as the whole text",
};

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

/** The settings that are whole numbers, and the least that each can be. */
const NUMBERS = {
  offerTimeoutS: { least: 1, example: 60 },
  maxWaitS: { least: 0, example: 600 },
  idleTimeoutS: { least: 0, example: 1800 },
  priority: { least: -999_999, example: 100 },
} as const;
type NumberField = keyof typeof NUMBERS;

export type ReadForm =
  | { readonly kind: "settings"; readonly settings: QueueSettings }
  | { readonly kind: "problems"; readonly problems: readonly FormProblem[] };

/** A problem of a field that only the form knows, or one that saving found. */
export interface FormProblem {
  readonly field: SettingField | NumberField | "timeZone";
  readonly message: string;
}

/**
 * Reads a submitted form.
 *
 * @param base the settings that the form does not show: they stay as they are
 */
export function readQueueForm(values: FormValues, base: QueueSettings | null): ReadForm {
  const problems: FormProblem[] = [];
  const name = readText(values, "name") ?? "";
  if (name === "") problems.push({ field: "name", message: "Give the queue a name." });

  const channel = readChannel(values, "channel") ?? "";
  if (!isChannelId(channel)) problems.push({ field: "channel", message: "Choose a channel." });

  const numbers = parsePhoneNumbers(readText(values, "lines") ?? "");
  if (numbers.kind === "wrong") problems.push({ field: "lines", message: numbers.message });

  const readNumber = (field: NumberField): number => {
    const { least, example } = NUMBERS[field];
    const number = Number(readText(values, field) ?? Number.NaN);
    if (!Number.isInteger(number) || number < least || number > 999_999) {
      const from = least < 0 ? "" : `, ${least} or more`;
      problems.push({ field, message: `Type a whole number${from}, such as ${example}.` });
    }
    return number;
  };
  const offerTimeoutS = readNumber("offerTimeoutS");
  const maxWaitS = readNumber("maxWaitS");
  const idleTimeoutS = readNumber("idleTimeoutS");
  const priority = readNumber("priority");
  const timeZone = readText(values, "timeZone") ?? QUEUE_DEFAULTS.timeZone;
  if (!IANAZone.isValidZone(timeZone)) {
    problems.push({
      field: "timeZone",
      message: `"${timeZone}" is not a time zone. Use a name such as America/New_York or Europe/Berlin.`,
    });
  }
  if (problems.length > 0 || numbers.kind === "wrong" || !isChannelId(channel)) {
    return { kind: "problems", problems };
  }
  return {
    kind: "settings",
    settings: {
      ...QUEUE_DEFAULTS,
      ...base,
      name,
      channel,
      lines: numbers.numbers,
      initiationKeyword: readText(values, "initiationKeyword"),
      keywordMatch: readChoice(values, "keywordMatch", MATCHES) ?? QUEUE_DEFAULTS.keywordMatch,
      initiationMessage: readText(values, "initiationMessage"),
      initiationNeededMessage: readText(values, "initiationNeededMessage"),
      terminationKeyword: readText(values, "terminationKeyword"),
      terminationMessage: readText(values, "terminationMessage"),
      noAgentsMessage: readText(values, "noAgentsMessage"),
      endedMessage: readText(values, "endedMessage"),
      waitingMessage: readText(values, "waitingMessage"),
      dispatch: readChoice(values, "dispatch", DISPATCHES) ?? QUEUE_DEFAULTS.dispatch,
      offerTimeoutS,
      maxWaitS,
      idleTimeoutS,
      priority,
      timeZone,
    },
  };
}

function readChoice<Value extends string>(
  values: FormValues,
  block: string,
  names: Readonly<Record<Value, string>>,
): Value | null {
  const chosen = readOption(values, block);
  const isOne = (value: string | null): value is Value => value !== null && value in names;
  return isOne(chosen) ? chosen : null;
}

/** Slack's shape for errors at their fields: the block's id, then the sentence. */
export function fieldErrors(
  problems: readonly (FormProblem | SettingProblem)[],
): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { field, message: sentence } of problems) {
    errors[field] = errors[field] === undefined ? sentence : `${errors[field]} ${sentence}`;
  }
  return errors;
}
