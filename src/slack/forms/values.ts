import { emojisToSms, storable } from "../text/to-sms.ts";

/** What Slack sends of a submitted form: by block id, then by action id. */
export type FormValues = Readonly<Record<string, Readonly<Record<string, FormValue>> | undefined>>;

/** The parts of a state value that our inputs use. */
export interface FormValue {
  readonly value?: string | null | undefined;
  readonly selected_option?: { readonly value?: string | undefined } | null | undefined;
  readonly selected_conversation?: string | null | undefined;
  readonly selected_channel?: string | null | undefined;
  readonly selected_users?: readonly string[] | undefined;
  readonly selected_options?: readonly unknown[] | undefined;
}

function only(values: FormValues, block: string): FormValue | undefined {
  return Object.values(values[block] ?? {})[0];
}

/** The trimmed text, without what PostgreSQL can't keep; null when blank. */
export function readText(values: FormValues, block: string): string | null {
  const text = storable(only(values, block)?.value ?? "").trim();
  return text === "" ? null : text;
}

/** What phones send and show: as `readText`, with the emoji that Slack's inputs have by name. */
export function readSmsText(values: FormValues, block: string): string {
  return emojisToSms(readText(values, block) ?? "");
}

/** The chosen option's value; null when none is. */
export function readOption(values: FormValues, block: string): string | null {
  return only(values, block)?.selected_option?.value ?? null;
}

/** The chosen channel's id; null when none is. */
export function readChannel(values: FormValues, block: string): string | null {
  const value = only(values, block);
  return value?.selected_conversation ?? value?.selected_channel ?? null;
}

/** The chosen people's ids. */
export function readUsers(values: FormValues, block: string): readonly string[] {
  return only(values, block)?.selected_users ?? [];
}

/** Whether the one checkbox is ticked. */
export function readTicked(values: FormValues, block: string): boolean {
  return only(values, block)?.selected_options?.length === 1;
}
