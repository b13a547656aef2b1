import { withPlainPunctuation } from "./plain-punctuation.ts";

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
  /** How many SMS it goes as, of `single` units if it is one, of `joined` units each if more. */
  readonly segments: number;
  readonly single: number;
  readonly joined: number;
  /** The first character that GSM-7 does not have; null when it has all. */
  readonly foreign: string | null;
}

/** A text of several SMS has less room in each: a header says which part it is. */
const GSM = { encoding: "GSM-7", max: MAX_GSM_UNITS, single: 160, joined: 153 } as const;
const UCS2 = { encoding: "UCS-2", max: MAX_UCS2_UNITS, single: 70, joined: 67 } as const;

/** How much of the longest possible SMS a text takes, and how many SMS it goes as. */
export function smsSize(text: string): SmsSize {
  const characters = Array.from(text);
  const foreign = characters.find((one) => gsmUnits(one) === null) ?? null;
  const alphabet = foreign === null ? GSM : UCS2;
  const sizes = characters.map((one) => (foreign === null && gsmUnits(one)) || one.length);
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const segments = units <= alphabet.single ? 1 : countJoined(sizes, alphabet.joined);
  return { ...alphabet, units, segments, foreign };
}

function gsmUnits(character: string): number | null {
  if (GSM_BASIC.test(character)) return 1;
  return GSM_EXTENSION.test(character) ? 2 : null;
}

/** Neither an escaped character nor a surrogate pair is cut in two. */
function countJoined(sizes: readonly number[], room: number): number {
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > room) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return segments;
}

/** An agent's text of so many SMS goes out without a question. */
const UNASKED_SEGMENTS = 3;
/** Telnyx takes no text of more SMS than this. */
export const MAX_SEGMENTS = 10;

/** What an agent is asked before a long text goes out. */
export interface LongText {
  readonly segments: number;
  /** The first character that makes it go in UCS-2; null: there is none. */
  readonly foreign: string | null;
  /** How many SMS it is with plain punctuation; null where that makes it no shorter. */
  readonly plainSegments: number | null;
}

/** What has to be asked before the text goes out as SMS; null: nothing. */
export function askBeforeSending(text: string): LongText | null {
  const { segments, foreign } = smsSize(text);
  if (segments <= UNASKED_SEGMENTS) return null;
  const plain = smsSize(withPlainPunctuation(text)).segments;
  return { segments, foreign, plainSegments: plain < segments ? plain : null };
}

/** What an agent has said of a text's length so far. */
export interface LengthAgreed {
  /** They have agreed to so many SMS; 0: they have not been asked. */
  readonly segments: number;
  /** They want plain punctuation. */
  readonly plain: boolean;
}

/** The text as it is to go out; or what its author has to be asked before. */
export function agreedText(
  text: string,
  agreed: LengthAgreed,
):
  | { readonly kind: "go"; readonly text: string }
  | { readonly kind: "ask"; readonly long: LongText } {
  const said = agreed.plain ? withPlainPunctuation(text) : text;
  const long = askBeforeSending(said);
  return long === null || long.segments <= agreed.segments
    ? { kind: "go", text: said }
    : { kind: "ask", long };
}
