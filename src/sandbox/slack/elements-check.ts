import type { Fields } from "../json.ts";
import { fieldsListOf, fieldsOf } from "../json.ts";
import {
  type Check,
  checkRoot,
  items,
  object,
  oneOf,
  optional,
  refuse,
  required,
  string,
  text,
} from "./check.ts";

const buttonText = 75;
const actionId = 255;
const placeholder = 150;

/** What may stand in an actions block, beside a section, in an input. */
export const interactiveTypes = {
  actions: [
    "button",
    "checkboxes",
    "datepicker",
    "datetimepicker",
    "overflow",
    "radio_buttons",
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
    "timepicker",
  ],
  input: [
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "checkboxes",
    "radio_buttons",
    "datepicker",
    "datetimepicker",
    "timepicker",
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
  ],
} as const;

/** Checks one interactive element or image (Slack, "Block elements"). */
export function checkElement(check: Check, allowed: readonly string[]): void {
  const element = object(check);
  if (element === undefined) return;
  const type = required(check, element, "type");
  if (type === undefined) return;
  if (typeof type.value !== "string" || !allowed.includes(type.value)) {
    refuse(type, `unsupported type: ${String(type.value)}`);
    return;
  }
  if (type.value === "image") {
    checkImage(check, element);
    return;
  }
  string(optional(check, element, "action_id"), { min: 1, max: actionId });
  text(optional(check, element, "placeholder"), placeholder, "plain");
  checkConfirm(optional(check, element, "confirm"));
  byType[type.value]?.(check, element);
}

/** Checks the address and the alternative text of an image block or element. */
export function checkImage(check: Check, image: Fields): void {
  if (image.slack_file === undefined) {
    string(required(check, image, "image_url"), { min: 1, max: 3000 });
  }
  string(required(check, image, "alt_text"), { min: 1, max: 2000 });
}

function checkConfirm(check: Check | undefined): void {
  if (check === undefined) return;
  const confirm = object(check);
  if (confirm === undefined) return;
  text(required(check, confirm, "title"), 100, "plain");
  text(required(check, confirm, "text"), 300, "any");
  text(required(check, confirm, "confirm"), 30, "plain");
  text(required(check, confirm, "deny"), 30, "plain");
  oneOf(optional(check, confirm, "style"), ["primary", "danger"]);
}

function checkOption(check: Check, textKind: "plain" | "any"): void {
  const option = object(check);
  if (option === undefined) return;
  text(required(check, option, "text"), 75, textKind);
  string(required(check, option, "value"), { min: 1, max: 150 });
  text(optional(check, option, "description"), 75, textKind);
}

function checkOptions(check: Check | undefined, max: number, textKind: "plain" | "any"): void {
  for (const item of items(check, { min: 1, max })) checkOption(item, textKind);
}

/** Initial options must be among the options, and an empty list of them is refused. */
function checkInitial(check: Check, element: Fields, single: boolean): void {
  const initial = optional(check, element, single ? "initial_option" : "initial_options");
  if (initial === undefined) return;
  const offered = allOptions(element).map(({ value }) => value);
  const chosen = single ? [initial] : items(initial, { min: 1, max: 100 });
  for (const option of chosen) {
    if (!offered.includes(fieldsOf(option.value).value)) {
      refuse(option, "must exactly match one of the options");
    }
  }
}

/** Every option of a menu, those in groups as well. */
export function allOptions(element: Fields): readonly Fields[] {
  return [
    ...fieldsListOf(element.options),
    ...fieldsListOf(element.option_groups).flatMap((group) => fieldsListOf(group.options)),
  ];
}

/**
 * What Slack would refuse of the options that an app gives for a menu of its own.
 *
 * @returns rules with JSON pointers; none where all is well
 */
export function wrongOptions(answer: Fields): readonly string[] {
  const check = checkRoot("/options", answer.options);
  for (const item of items(check, { max: 100 })) checkOption(item, "plain");
  return check.errors;
}

function checkStaticSelect(check: Check, element: Fields): void {
  const groups = optional(check, element, "option_groups");
  if (groups === undefined) checkOptions(required(check, element, "options"), 100, "plain");
  for (const group of items(groups, { min: 1, max: 100 })) {
    const fields = object(group);
    if (fields === undefined) continue;
    text(required(group, fields, "label"), 75, "plain");
    checkOptions(required(group, fields, "options"), 100, "plain");
  }
  checkInitial(check, element, element.type === "static_select");
}

function checkTextInput(check: Check, element: Fields): void {
  const longest = optional(check, element, "max_length");
  const max = typeof element.max_length === "number" ? element.max_length : 3000;
  if (longest !== undefined && (max < 1 || max > 3000)) refuse(longest, "must be from 1 to 3000");
  string(optional(check, element, "initial_value"), { max });
}

function checkNumber(check: Check, element: Fields): void {
  oneOf(required(check, element, "is_decimal_allowed"), [true, false]);
  for (const key of ["initial_value", "min_value", "max_value"]) {
    const value = string(optional(check, element, key), { max: 100 });
    if (value !== undefined && !/^-?\d+(\.\d+)?$/.test(value)) {
      refuse({ ...check, at: `${check.at}/${key}` }, "must be a number");
    }
  }
}

/** Menus of several: at least one can be chosen. */
function checkMany(check: Check, element: Fields): void {
  const most = optional(check, element, "max_selected_items");
  if (most === undefined) return;
  const { value } = most;
  if (typeof value !== "number" || value < 1) refuse(most, "must be more than 0");
}

/** Which conversations a menu offers. */
function checkConversations(check: Check, element: Fields): void {
  const filter = optional(check, element, "filter");
  const fields = filter && object(filter);
  if (!filter || !fields) return;
  for (const kind of items(optional(filter, fields, "include"), { min: 1, max: 4 })) {
    oneOf(kind, ["im", "mpim", "private", "public"]);
  }
}

const byType: Readonly<Record<string, (check: Check, element: Fields) => void>> = {
  button(check, element) {
    text(required(check, element, "text"), buttonText, "plain");
    string(optional(check, element, "value"), { max: 2000 });
    string(optional(check, element, "url"), { max: 3000 });
    string(optional(check, element, "accessibility_label"), { max: 75 });
    oneOf(optional(check, element, "style"), ["primary", "danger"]);
  },
  overflow(check, element) {
    checkOptions(required(check, element, "options"), 5, "plain");
  },
  checkboxes(check, element) {
    checkOptions(required(check, element, "options"), 10, "any");
    checkInitial(check, element, false);
  },
  radio_buttons(check, element) {
    checkOptions(required(check, element, "options"), 10, "any");
    checkInitial(check, element, true);
  },
  static_select: checkStaticSelect,
  multi_static_select: checkStaticSelect,
  multi_users_select: checkMany,
  conversations_select: checkConversations,
  plain_text_input: checkTextInput,
  number_input: checkNumber,
};
