/**
 * What may stand before the `//` of a note. Whoever writes one of these before the slashes means a
 * note; taking it for an SMS could not be undone.
 */
const BEFORE_NOTE = [
  // Emoji, by name and as they are: pictures, flags, keycaps.
  /:[a-z0-9_+'-]+:/u,
  /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]|[0-9#*]\uFE0F?\u20E3/u,
  // White space and what is invisible: control and format characters, fillers, the Braille blank.
  /[\s\p{Cc}\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/u,
  // Quotes, brackets and dashes, and Slack's own quote.
  /[\p{Pi}\p{Pf}\p{Ps}\p{Pd}"'>]|&gt;/u,
  // Slack's formatting marks, and the marks of its lists.
  /[`*_~.•◦]|\d+\.\s/u,
];
// With nothing behind the repetition it never tries twice, however long the text is.
const BEFORE = new RegExp(`^(?:${BEFORE_NOTE.map((one) => one.source).join("|")})*`, "u");

/** Whether an owner's message is a note for colleagues, not to be sent (SPEC 7). */
export function isNote(text: string): boolean {
  return text.replace(BEFORE, "").startsWith("//");
}
