import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import { isPhoneNumber, type PhoneNumber } from "../../domain/ids.ts";
import { VIEWS } from "../actions.ts";
import { plain } from "../blocks/elements.ts";
import { type FormValues, readOption, readSmsText } from "./values.ts";

/** The form of "Try a text": what a client might send, to which number. */

export interface TryFormMemory {
  /** The queue whose numbers can be chosen; null: all. */
  readonly queue: string | null;
}

/** Slack takes 100 options. */
const MAX_LINES = 100;

/**
 * @param lines the queues' numbers, at least one
 * @param tried what came of the text that was tried
 */
export function tryFormView(
  lines: readonly PhoneNumber[],
  memory: TryFormMemory,
  tried: readonly KnownBlock[] = [],
): ModalView {
  const line = onlyOne(lines);
  return {
    type: "modal",
    callback_id: VIEWS.tryForm,
    title: plain("Try a text"),
    submit: plain("Try"),
    close: plain("Close"),
    private_metadata: JSON.stringify(memory),
    blocks: [
      ...(line === null ? [lineInput(lines)] : []),
      {
        type: "input",
        block_id: "text",
        label: plain("Text"),
        hint: plain(
          line === null
            ? "What a client might send. Nothing is sent or recorded."
            : `What a client might send to ${line}. Nothing is sent or recorded.`,
        ),
        element: {
          type: "plain_text_input",
          action_id: "text",
          max_length: 1_600,
          multiline: true,
        },
      },
      ...tried,
    ],
  };
}

function onlyOne(lines: readonly PhoneNumber[]): PhoneNumber | null {
  const [only, second] = lines;
  return second === undefined ? (only ?? null) : null;
}

function lineInput(lines: readonly PhoneNumber[]): InputBlock {
  const options = lines
    .slice(0, MAX_LINES)
    .map((line): PlainTextOption => ({ text: plain(line), value: line }));
  const [first] = options;
  return {
    type: "input",
    block_id: "line",
    label: plain("Phone number"),
    element: {
      type: "static_select",
      action_id: "line",
      options,
      ...(first ? { initial_option: first } : {}),
    },
  };
}

/**
 * @param lines those that the form showed
 * @returns null when something is missing that a client would not have let go
 */
export function readTryForm(
  values: FormValues,
  lines: readonly PhoneNumber[],
): { readonly line: PhoneNumber; readonly text: string } | null {
  const line = onlyOne(lines) ?? readOption(values, "line") ?? "";
  const text = readSmsText(values, "text");
  return isPhoneNumber(line) && text !== "" ? { line, text } : null;
}
