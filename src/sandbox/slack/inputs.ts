import {
  type Fields,
  fieldsListOf,
  fieldsOf,
  isFields,
  lengthOf,
  textListOf,
  textOf,
} from "../json.ts";
import { allOptions } from "./elements-check.ts";

/** What a person puts into an input, picks in a menu or ticks. */
export type InputValue = string | number | readonly string[] | null;

/** An interactive element and the block that it stands in. */
export interface PlacedElement {
  readonly block: Fields;
  readonly element: Fields;
}

/** The name of the state's field, by the element's type, and whether it holds several. */
const stateFields: Readonly<Record<string, { field: string; initial: string; many: boolean }>> = {
  plain_text_input: { field: "value", initial: "initial_value", many: false },
  number_input: { field: "value", initial: "initial_value", many: false },
  email_text_input: { field: "value", initial: "initial_value", many: false },
  url_text_input: { field: "value", initial: "initial_value", many: false },
  static_select: { field: "selected_option", initial: "initial_option", many: false },
  external_select: { field: "selected_option", initial: "initial_option", many: false },
  radio_buttons: { field: "selected_option", initial: "initial_option", many: false },
  multi_static_select: { field: "selected_options", initial: "initial_options", many: true },
  multi_external_select: { field: "selected_options", initial: "initial_options", many: true },
  checkboxes: { field: "selected_options", initial: "initial_options", many: true },
  users_select: { field: "selected_user", initial: "initial_user", many: false },
  multi_users_select: { field: "selected_users", initial: "initial_users", many: true },
  channels_select: { field: "selected_channel", initial: "initial_channel", many: false },
  multi_channels_select: { field: "selected_channels", initial: "initial_channels", many: true },
  conversations_select: {
    field: "selected_conversation",
    initial: "initial_conversation",
    many: false,
  },
  multi_conversations_select: {
    field: "selected_conversations",
    initial: "initial_conversations",
    many: true,
  },
  datepicker: { field: "selected_date", initial: "initial_date", many: false },
  timepicker: { field: "selected_time", initial: "initial_time", many: false },
};

/** Every interactive element of some blocks, in the order in which they are seen. */
export function elementsOf(blocks: readonly Fields[]): readonly PlacedElement[] {
  return blocks.flatMap((block) =>
    [...fieldsListOf(block.elements), block.accessory, block.element]
      .filter(isFields)
      .filter((element) => typeof element.action_id === "string")
      .map((element) => ({ block, element })),
  );
}

/** Gives every block a `block_id` and every interactive element an `action_id`, as Slack does. */
export function withIds(blocks: unknown, nextId: () => string): readonly Fields[] {
  const named = (value: unknown): unknown => {
    if (!isFields(value) || typeof value.type !== "string") return value;
    const interactive =
      value.type in stateFields || value.type === "button" || value.type === "overflow";
    return interactive && typeof value.action_id !== "string"
      ? { ...value, action_id: nextId() }
      : value;
  };
  return fieldsListOf(blocks).map((block) => ({
    ...block,
    block_id: textOf(block.block_id) || nextId(),
    ...(Array.isArray(block.elements) ? { elements: block.elements.map(named) } : {}),
    ...(block.accessory === undefined ? {} : { accessory: named(block.accessory) }),
    ...(block.element === undefined ? {} : { element: named(block.element) }),
  }));
}

/** The state of an element nobody has touched yet; undefined for one without state (a button). */
export function initialState(element: Fields): Fields | undefined {
  const kind = stateFields[textOf(element.type)];
  if (kind === undefined) return undefined;
  return {
    type: element.type,
    [kind.field]: element[kind.initial] || (kind.many ? [] : null),
  };
}

/** Whether an element's state holds nothing: what a required input may not be submitted with. */
export function isEmptyState(element: Fields, state: Fields): boolean {
  const kind = stateFields[textOf(element.type)];
  const value = kind === undefined ? null : state[kind.field];
  if (Array.isArray(value)) return value.length === 0;
  return value === null || value === undefined || value === "";
}

/**
 * The state of an element after a person has put a value in. Options are found by their visible
 * text or their value; `null` empties the element.
 *
 * @param label named in errors
 * @throws Error when a client would not let the person do so: no such option, too long a text, too
 *   many items
 */
export function stateWith(element: Fields, value: InputValue, label: string): Fields {
  const type = textOf(element.type);
  const kind = stateFields[type];
  if (kind === undefined) throw new Error(`"${label}" is a ${type}: nothing can be put into it.`);
  const given = value === null ? [] : Array.isArray(value) ? value : [value];
  const texts = given.map(String);
  if (!kind.many && texts.length > 1) {
    throw new Error(`"${label}" takes one value, not ${texts.length}.`);
  }
  const most = element.max_selected_items;
  if (typeof most === "number" && texts.length > most) {
    throw new Error(`"${label}" takes at most ${most} items, not ${texts.length}.`);
  }
  const isOption = kind.field.startsWith("selected_option");
  const values: readonly unknown[] = isOption
    ? texts.map((text) => findOption(element, text, label))
    : texts;
  if (type === "plain_text_input") refuseBadLength(element, texts[0] ?? "", label);
  if (type === "number_input") refuseBadNumber(element, texts[0] ?? "", label);
  const first = values[0] === "" ? null : (values[0] ?? null);
  return { type, [kind.field]: kind.many ? values : first };
}

/**
 * The option that a person means by its visible text, or else by its value.
 *
 * @throws Error with the options that there are
 */
export function findOption(element: Fields, wanted: string, label: string): Fields {
  const options = allOptions(element);
  const found =
    options.find((option) => textOf(fieldsOf(option.text).text) === wanted) ??
    options.find((option) => option.value === wanted);
  if (found !== undefined) return found;
  const known = options.map((option) => `"${textOf(fieldsOf(option.text).text)}"`).join(", ");
  throw new Error(`"${label}" has no option "${wanted}". It has: ${known || "none"}.`);
}

function refuseBadLength(element: Fields, text: string, label: string): void {
  const max = typeof element.max_length === "number" ? element.max_length : 3000;
  const min = typeof element.min_length === "number" ? element.min_length : 0;
  const length = lengthOf(text);
  if (length > max) throw new Error(`"${label}" takes ${max} characters, not ${length}.`);
  if (text !== "" && length < min) {
    throw new Error(`"${label}" needs ${min} characters, not ${length}.`);
  }
  if (element.multiline !== true && text.includes("\n")) {
    throw new Error(`"${label}" is a single line: a line break cannot be typed into it.`);
  }
}

function refuseBadNumber(element: Fields, text: string, label: string): void {
  if (text === "") return;
  const number = Number(text);
  const whole = element.is_decimal_allowed !== true;
  const low = Number(element.min_value ?? Number.NEGATIVE_INFINITY);
  const high = Number(element.max_value ?? Number.POSITIVE_INFINITY);
  if (Number.isNaN(number) || (whole && !Number.isInteger(number))) {
    throw new Error(`"${label}" takes a ${whole ? "whole " : ""}number, not "${text}".`);
  }
  if (number < low || number > high) {
    throw new Error(`"${label}" takes a number from ${low} to ${high}, not ${text}.`);
  }
}

/** The fields of a `block_actions` action that say what an element now holds. */
export function actionFields(element: Fields, state: Fields): Fields {
  const { type: _type, ...held } = state;
  return textOf(element.type).endsWith("_input") ? { value: held.value } : held;
}

/** The items that a state holds, as texts a person would recognise; for showing a form. */
export function shownState(state: Fields): readonly string[] {
  return Object.entries(state).flatMap(([key, value]) => {
    if (key === "type" || value === null || value === undefined) return [];
    if (isFields(value)) return [textOf(fieldsOf(value.text).text)];
    if (Array.isArray(value)) {
      return [
        ...textListOf(value),
        ...fieldsListOf(value).map((option) => textOf(fieldsOf(option.text).text)),
      ];
    }
    return typeof value === "string" || typeof value === "number" ? [`${value}`] : [];
  });
}
