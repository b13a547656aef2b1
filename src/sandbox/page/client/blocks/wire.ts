import type { InputValue, Wire } from "../model.ts";

/** Reading Slack's loosely typed objects. */

export function isWire(value: unknown): value is Wire {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object's fields; none where it is no object. */
export function wireOf(value: unknown): Wire {
  return isWire(value) ? value : {};
}

/** The objects of a list. */
export function wiresOf(value: unknown): readonly Wire[] {
  return Array.isArray(value) ? value.filter(isWire) : [];
}

/** A string, or "". */
export function stringOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The strings of a list. */
export function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The words of a text object (`{type: "plain_text", text: "…"}`), marks and all. */
export function wordsOf(value: unknown): string {
  return stringOf(wireOf(value).text);
}

/** One choice of a menu. */
export interface Option {
  readonly value: string;
  readonly text: unknown;
  readonly description: unknown;
}

/** The choices of a menu, those in groups as well. */
export function optionsOf(element: Wire): readonly Option[] {
  const grouped = wiresOf(element.option_groups).flatMap((group) => wiresOf(group.options));
  return [...wiresOf(element.options), ...grouped].map((option) => ({
    value: stringOf(option.value),
    text: option.text,
    description: option.description,
  }));
}

/** What kind of value an element holds: the name of its field in Slack's state. */
function fieldOf(type: string): { readonly name: string; readonly many: boolean } | undefined {
  const many = type.startsWith("multi_") || type === "checkboxes";
  if (type.endsWith("_input")) return { name: "value", many };
  if (/(static|external)_select$/.test(type) || type === "radio_buttons" || type === "checkboxes") {
    return { name: many ? "selected_options" : "selected_option", many };
  }
  for (const kind of ["user", "channel", "conversation"]) {
    if (type.endsWith(`${kind}s_select`)) {
      return { name: `selected_${kind}${many ? "s" : ""}`, many };
    }
  }
  if (type === "datepicker") return { name: "selected_date", many };
  if (type === "timepicker") return { name: "selected_time", many };
  return undefined;
}

/** Whether an element holds a value: buttons and overflow menus do not. */
export function holdsValue(element: Wire): boolean {
  return fieldOf(stringOf(element.type)) !== undefined;
}

/** Whether an element holds a list of values. */
export function holdsMany(element: Wire): boolean {
  return fieldOf(stringOf(element.type))?.many === true;
}

/**
 * What an element holds by the state of its view, or, without one, what it begins with.
 *
 * @param state of one action_id, as in Slack's `view.state.values`
 */
export function heldValue(element: Wire, state: Wire | undefined): InputValue {
  const field = fieldOf(stringOf(element.type));
  if (field === undefined) return null;
  const held =
    state === undefined
      ? element[field.name.replace("selected", "initial").replace(/^value$/, "initial_value")]
      : state[field.name];
  return plainValue(held, field.many);
}

function plainValue(held: unknown, many: boolean): InputValue {
  if (many) return [...stringsOf(held), ...wiresOf(held).map(({ value }) => stringOf(value))];
  if (isWire(held)) return stringOf(held.value);
  return typeof held === "string" ? held : null;
}

/** A value as text, for inputs that hold one. */
export function oneOf(value: InputValue): string {
  return typeof value === "string" ? value : "";
}

/** A value as a list, for inputs that hold several. */
export function manyOf(value: InputValue): readonly string[] {
  if (value === null) return [];
  return typeof value === "string" ? [value] : value;
}
