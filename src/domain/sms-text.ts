/** The longest text that an agent can send in one message (SPEC 7), in characters. */
export const MAX_SMS_CHARACTERS = 1_600;

export type SmsTextCheck =
  | { readonly kind: "ok" }
  | { readonly kind: "empty" }
  | { readonly kind: "too_long"; readonly length: number; readonly max: number };

/** Whether an agent's text can be sent; nothing is ever cut off silently. */
export function checkSmsText(text: string): SmsTextCheck {
  if (text.trim() === "") return { kind: "empty" };
  const length = [...text].length;
  return length > MAX_SMS_CHARACTERS
    ? { kind: "too_long", length, max: MAX_SMS_CHARACTERS }
    : { kind: "ok" };
}
