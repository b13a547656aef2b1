import { IANAZone } from "luxon";
import { isChannelId } from "../../domain/ids.ts";
import { normalize } from "../../domain/keywords.ts";
import { QUEUE_DEFAULTS, type QueueSettings } from "../../domain/queue.ts";
import type { SettingName } from "../../domain/queue-changes.ts";
import type { SettingField, SettingProblem } from "../../flows/configure-queues.ts";
import { parsePhoneNumbers } from "./phone-numbers.ts";
import { DISPATCHES, digestHour, MATCHES, PAUSED_BLOCK, PAUSES } from "./queue-choices.ts";
import { type FormValues, readChannel, readOption, readSmsText, readText } from "./values.ts";

const MAX_REMINDERS = 5;
const MAX_MINUTES = 1_440;
const MAX_NUMBER = 999_999;

/** The settings that are whole numbers, and the least and the most that each can be. */
const NUMBERS = {
  offerTimeoutS: { least: 1, most: MAX_NUMBER, example: 60 },
  escalationMinutes: { least: 0, most: MAX_MINUTES, example: 15 },
  maxWaitS: { least: 0, most: MAX_NUMBER, example: 600 },
  replyTimeoutS: { least: 0, most: MAX_NUMBER, example: 600 },
  idleTimeoutS: { least: 0, most: MAX_NUMBER, example: 1800 },
  priority: { least: -MAX_NUMBER, most: MAX_NUMBER, example: 100 },
} as const;
type NumberField = keyof typeof NUMBERS;

export type ReadForm =
  | { readonly kind: "settings"; readonly settings: QueueSettings; readonly paused: boolean }
  | { readonly kind: "problems"; readonly problems: readonly FormProblem[] };

/** A problem of a field that only the form knows, or one that saving found. */
export interface FormProblem {
  readonly field: SettingField | NumberField | "reminderMinutes" | "timeZone";
  readonly message: string;
}

/** Reads a submitted form. */
export function readQueueForm(values: FormValues): ReadForm {
  const problems: FormProblem[] = [];
  const words = (field: SettingName): string | null => readSmsText(values, field) || null;
  const name = (words("name") ?? "").replaceAll(/\s+/gu, " ");
  // A name of characters that can't be seen could be neither read nor typed.
  if (normalize(name) === "") problems.push({ field: "name", message: "Give the queue a name." });

  const channel = readChannel(values, "channel") ?? "";
  if (!isChannelId(channel)) problems.push({ field: "channel", message: "Choose a channel." });

  const numbers = parsePhoneNumbers(readText(values, "lines") ?? "");
  if (numbers.kind === "wrong") problems.push({ field: "lines", message: numbers.message });

  const readNumber = (field: NumberField): number => {
    const { least, most, example } = NUMBERS[field];
    const typed = readText(values, field) ?? "";
    const number = Number(typed);
    if (!/^-?\d+$/.test(typed) || number < least || number > most) {
      const from = least < 0 ? "" : `, ${least} or more`;
      const upTo = most < MAX_NUMBER ? `, up to ${most}` : "";
      problems.push({ field, message: `Type a whole number${from}${upTo}, such as ${example}.` });
    }
    return number;
  };
  const offerTimeoutS = readNumber("offerTimeoutS");
  const escalationMinutes = readNumber("escalationMinutes");
  const maxWaitS = readNumber("maxWaitS");
  const replyTimeoutS = readNumber("replyTimeoutS");
  const idleTimeoutS = readNumber("idleTimeoutS");
  const priority = readNumber("priority");
  const reminderMinutes = readMinutes(readText(values, "reminderMinutes") ?? "");
  if (reminderMinutes === null) {
    problems.push({
      field: "reminderMinutes",
      message: `Type at most ${MAX_REMINDERS} whole numbers of minutes from 1 to ${MAX_MINUTES}, with commas, such as 1, 5, 15.`,
    });
  }
  const typedZone = readText(values, "timeZone") ?? QUEUE_DEFAULTS.timeZone;
  const timeZone = readTimeZone(typedZone);
  if (timeZone === null) {
    problems.push({
      field: "timeZone",
      message: `"${typedZone}" is not a time zone. Use a name such as America/New_York or Europe/Berlin.`,
    });
  }
  if (
    problems.length > 0 ||
    numbers.kind === "wrong" ||
    reminderMinutes === null ||
    timeZone === null ||
    !isChannelId(channel)
  ) {
    return { kind: "problems", problems };
  }
  return {
    kind: "settings",
    paused: readChoice(values, PAUSED_BLOCK, PAUSES) === "yes",
    settings: {
      name,
      channel,
      lines: numbers.numbers,
      initiationKeyword: words("initiationKeyword"),
      keywordMatch: readChoice(values, "keywordMatch", MATCHES) ?? QUEUE_DEFAULTS.keywordMatch,
      initiationMessage: words("initiationMessage"),
      initiationNeededMessage: words("initiationNeededMessage"),
      terminationKeyword: words("terminationKeyword"),
      terminationMessage: words("terminationMessage"),
      noAgentsMessage: words("noAgentsMessage"),
      endedMessage: words("endedMessage"),
      waitingMessage: words("waitingMessage"),
      helpText: words("helpText"),
      dispatch: readChoice(values, "dispatch", DISPATCHES) ?? QUEUE_DEFAULTS.dispatch,
      offerTimeoutS,
      reminderMinutes,
      escalationMinutes,
      maxWaitS,
      replyTimeoutS,
      idleTimeoutS,
      priority,
      timeZone,
      digestHour: digestHour(readOption(values, "digestHour")),
    },
  };
}

/** Names of zones that begin at no summer time: who types one means a place that has it. */
const WITHOUT_SUMMER_TIME = /^(?:EST|MST|HST)$/i;

/** @returns the zone as it is spelled; null when it is none */
function readTimeZone(typed: string): string | null {
  if (!IANAZone.isValidZone(typed) || WITHOUT_SUMMER_TIME.test(typed)) return null;
  const same = (zone: string) => zone.toLowerCase() === typed.toLowerCase();
  return Intl.supportedValuesOf("timeZone").find(same) ?? typed;
}

/** @returns ascending, without doubles; null when it is not a list of minutes */
function readMinutes(typed: string): readonly number[] | null {
  const pieces = typed.split(/[\s,;]+/).filter((piece) => piece !== "");
  const minutes = [...new Set(pieces.map(Number))].sort((a, b) => a - b);
  const allGood = minutes.every((one) => Number.isInteger(one) && one >= 1 && one <= MAX_MINUTES);
  return allGood && minutes.length <= MAX_REMINDERS ? minutes : null;
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
