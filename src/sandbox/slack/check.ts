import { type Fields, isFields, lengthOf } from "../json.ts";

/** How long texts and lists may be, and must be at least. */
export interface Size {
  readonly min?: number;
  readonly max: number;
}

/**
 * Looks at one value of a payload and notes what Slack would refuse, in Slack's words: a rule and
 * the JSON pointer to what breaks it.
 */
export interface Check {
  readonly at: string;
  readonly value: unknown;
  /** The same list for every place below one root. */
  readonly errors: string[];
}

/** A root to look from, e.g. at `/blocks`. */
export function checkRoot(at: string, value: unknown): Check {
  return { at, value, errors: [] };
}

/** Notes that the value breaks a rule. */
export function refuse(check: Check, rule: string): void {
  check.errors.push(`${rule} [json-pointer:${check.at}]`);
}

/** A place below. */
function below(check: Check, key: string | number, value: unknown): Check {
  return { at: `${check.at}/${key}`, value, errors: check.errors };
}

/** The value as an object, or undefined after noting that it is none. */
export function object(check: Check): Fields | undefined {
  if (isFields(check.value)) return check.value;
  refuse(check, "must be an object");
  return undefined;
}

/** A field that must be there, or undefined after noting that it is missing. */
export function required(check: Check, fields: Fields, key: string): Check | undefined {
  const value = fields[key];
  if (value !== undefined && value !== null) return below(check, key, value);
  refuse(check, `missing required field: ${key}`);
  return undefined;
}

/** A field that may be left out. */
export function optional(check: Check, fields: Fields, key: string): Check | undefined {
  const value = fields[key];
  return value === undefined || value === null ? undefined : below(check, key, value);
}

/** A string, its length counted in characters (code points), as Slack counts. */
export function string(check: Check | undefined, size: Size): string | undefined {
  if (check === undefined) return undefined;
  if (typeof check.value !== "string") {
    refuse(check, "must be a string");
    return undefined;
  }
  const length = lengthOf(check.value);
  if (length > size.max) refuse(check, `must be less than ${size.max + 1} characters`);
  const min = size.min ?? 0;
  if (length < min) refuse(check, `must be more than ${min - 1} characters`);
  return check.value;
}

/** The places of an array's items. */
export function items(check: Check | undefined, size: Size): readonly Check[] {
  if (check === undefined) return [];
  const { value } = check;
  if (!Array.isArray(value)) {
    refuse(check, "must be an array");
    return [];
  }
  if (value.length > size.max) refuse(check, `no more than ${size.max} items allowed`);
  const min = size.min ?? 0;
  if (value.length < min) refuse(check, `no fewer than ${min} items allowed`);
  return value.map((item: unknown, index) => below(check, index, item));
}

/** A field that, where given, is one of these values. */
export function oneOf(check: Check | undefined, allowed: readonly unknown[]): void {
  if (check === undefined || allowed.includes(check.value)) return;
  refuse(check, `must be one of: ${allowed.join(", ")}`);
}

/** A text object; `plain` where mrkdwn is not allowed. */
export function text(check: Check | undefined, max: number, plain: "plain" | "any"): void {
  if (check === undefined) return;
  const fields = object(check);
  if (fields === undefined) return;
  const before = check.errors.length;
  oneOf(
    required(check, fields, "type"),
    plain === "plain" ? ["plain_text"] : ["plain_text", "mrkdwn"],
  );
  string(required(check, fields, "text"), { min: 1, max });
  if (check.errors.length > before) {
    check.errors.splice(
      before,
      0,
      `failed to match all allowed schemas [json-pointer:${check.at}]`,
    );
  }
}
