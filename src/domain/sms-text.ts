/** The longest text that an agent can send in one message (SPEC 7), in characters. */
export const MAX_SMS_CHARACTERS = 1_600;

export type SmsTextCheck =
  | { readonly kind: "ok" }
  | { readonly kind: "empty" }
  | { readonly kind: "too_long"; readonly length: number; readonly max: number };

/** Whether an agent's text can be sent; nothing is ever cut off silently. */
export function checkSmsText(text: string): SmsTextCheck {
  if (text.trim() === "") return { kind: "empty" };
  const length = Array.from(text).length;
  return length > MAX_SMS_CHARACTERS
    ? { kind: "too_long", length, max: MAX_SMS_CHARACTERS }
    : { kind: "ok" };
}

/** Telnyx takes at most 10 segments: so many GSM-7 units (the second table's count twice). */
const MAX_GSM_UNITS = 1_530;
/** The same in UTF-16 units, as soon as one character is in neither GSM-7 table. */
const MAX_UCS2_UNITS = 670;
const GSM_BASIC =
  /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]$/u;
const GSM_EXTENSION = /^[\f^{}\\[\]~|€]$/u;

/** A text's size in the units of its encoding, and what fits into the longest possible SMS. */
interface SmsSize {
  readonly encoding: "GSM-7" | "UCS-2";
  readonly units: number;
  readonly max: number;
}

/** How much of the longest possible SMS a text takes. */
export function smsSize(text: string): SmsSize {
  let units = 0;
  for (const character of text) {
    if (GSM_BASIC.test(character)) units += 1;
    else if (GSM_EXTENSION.test(character)) units += 2;
    else return { encoding: "UCS-2", units: text.length, max: MAX_UCS2_UNITS };
  }
  return { encoding: "GSM-7", units, max: MAX_GSM_UNITS };
}
