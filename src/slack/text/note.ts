import type { NoteReading } from "../../flows/thread-messages.ts";

/** What a reader does not see before the `//`, and Slack's marks of bold, italic and struck. */
const UNSEEN = [
  /[\s\p{Cc}\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/u,
  // Of the marks only those round words: the keycap of a star is an emoji.
  /[*_~](?!\uFE0F?\u20E3)/u,
];
/**
 * What else may stand before the `//` of somebody who means a note. Taking that for an SMS could
 * not be undone.
 */
const SEEN = [
  // Emoji, by name and as they are: pictures, flags, keycaps.
  /:[a-z0-9_+'-]+:/u,
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]|[0-9#*]\uFE0F?\u20E3/u,
  // Quotes, brackets and dashes, and Slack's own quote.
  /[\p{Pi}\p{Pf}\p{Ps}\p{Pd}"'>]|&gt;/u,
  // Code, and the marks of lists.
  /[`.•◦]|\d+\.\s/u,
  // Whom it is for: a note to a colleague.
  /<[@!#][^<>]*>/u,
];

const anyOf = (pieces: readonly RegExp[]): string => pieces.map((one) => one.source).join("|");
// With nothing behind the repetition they never try twice, however long the text is.
const BEFORE_NOTE = new RegExp(`^(?:${anyOf(UNSEEN)})*`, "u");
const BEFORE_DOUBT = new RegExp(`^(?:${anyOf([...UNSEEN, ...SEEN])})*`, "u");
/** Also as other keyboards write them. */
const SLASHES = /^[/／∕⁄]{2}/u;

/**
 * Whether an owner's message is a note for colleagues, not to be sent (SPEC 7).
 *
 * @param text Slack's mrkdwn
 */
export function readNote(text: string): NoteReading {
  if (text.replace(BEFORE_NOTE, "").startsWith("//")) return "note";
  return SLASHES.test(text.replace(BEFORE_DOUBT, "")) ? "doubtful" : "none";
}
