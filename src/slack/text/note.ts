/**
 * What may stand before the `//` of a note: white space, invisible characters, quotes, brackets,
 * list marks, Slack's formatting marks, an emoji. Whoever writes one of these before the slashes
 * means a note; taking it for an SMS could not be undone.
 */
const BEFORE =
  /^(?:[\s\p{Cf}\p{Pi}\p{Pf}\p{Ps}\p{Pd}\p{Extended_Pictographic}\uFE0F"'`*_~•.]|&gt;|>|:[a-z0-9_+'-]+:)*/u;

/** Whether an owner's message is a note for colleagues, not to be sent (SPEC 7). */
export function isNote(text: string): boolean {
  return text.replace(BEFORE, "").startsWith("//");
}
