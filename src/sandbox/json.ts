/** A JSON object whose fields are not known beforehand: what travels on the wires. */
export interface Fields {
  readonly [key: string]: unknown;
}

/** Whether a value is a JSON object (not null, not an array). */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value if it is a JSON object, else an empty one. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The value if it is a string, else the empty string. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The value if it is an array, else an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects of an array; whatever else is in it is left out. */
export function fieldsListOf(value: unknown): readonly Fields[] {
  return listOf(value).filter(isFields);
}

/** The strings of an array; whatever else is in it is left out. */
export function textListOf(value: unknown): readonly string[] {
  return listOf(value).filter((item) => typeof item === "string");
}

/** How long a text is in characters: code points, as Slack counts. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** The parsed JSON, or undefined where the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
