import type { SectionBlock } from "@slack/types";

/** SMS → Slack: what a texter wrote is shown as plain text, whatever it contains (SPEC 7). */

/**
 * Makes a text inert wherever Slack parses: mrkdwn, and the `text` of notifications. Slack asks
 * for exactly these three characters.
 */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The inverse, for what Slack sends escaped; the ampersand last, so that `&amp;lt;` stays `&lt;`. */
export function unescapeMrkdwn(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/**
 * The beginning of a text that is escaped already, at most `max` characters, with an ellipsis where
 * something is left out; no escape and no character is cut in two.
 */
export function cutEscaped(escaped: string, max: number): string {
  if (escaped.length <= max) return escaped;
  const kept = escaped.slice(0, max - 1).replace(/&[a-z]{0,3}$|[\uD800-\uDBFF]$/, "");
  return `${kept}…`;
}

/** Slack takes so many characters in a section's text. */
const SECTION_MAX = 3_000;

const GRAPHEMES = new Intl.Segmenter("und", { granularity: "grapheme" });

/** The text as plain sections, unparsed by Slack; joined again they are the text. */
export function plainTextSections(text: string): SectionBlock[] {
  return split(text, SECTION_MAX).map((part) => ({
    type: "section",
    text: { type: "plain_text", text: part, emoji: false },
  }));
}

/** Splits between graphemes, so that no emoji is cut in two. */
function split(text: string, max: number): string[] {
  if (text.length <= max) return [text];
  const parts: string[] = [];
  let current = "";
  for (const { segment } of GRAPHEMES.segment(text)) {
    // Letters can be heaped with marks without end; only such a grapheme is cut, between characters.
    for (const piece of segment.length > max ? segment : [segment]) {
      if (current.length + piece.length > max) {
        parts.push(current);
        current = "";
      }
      current += piece;
    }
  }
  parts.push(current);
  return parts;
}

/** The beginning of a text on one line, at most `max` characters with the ellipsis. */
export function firstWords(text: string, max: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= max) return line;
  let kept = "";
  for (const { segment } of GRAPHEMES.segment(line)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
