/** The longest name, in characters as people count them. */
export const MAX_CONTACT_NAME = 60;

export type ContactNameCheck =
  /** `name`: null takes the name away. */
  | { readonly kind: "ok"; readonly name: string | null }
  | { readonly kind: "too_long"; readonly length: number; readonly max: number };

/** Controls, and what turns the direction of the words around it. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\u200B\uFEFF]/gu;

const GRAPHEMES = new Intl.Segmenter("und", { granularity: "grapheme" });
/** UTF-16 units: letters can be heaped with marks without end. */
const MAX_UNITS = 10 * MAX_CONTACT_NAME;

/** Makes what somebody typed as a texter's name one clean line; blank is no name. */
export function readContactName(typed: string): ContactNameCheck {
  const line = typed.toWellFormed().replaceAll(/\s+/gu, " ").replaceAll(UNSEEN, "").trim();
  const length = Array.from(GRAPHEMES.segment(line)).length;
  if (length > MAX_CONTACT_NAME || line.length > MAX_UNITS) {
    return { kind: "too_long", length, max: MAX_CONTACT_NAME };
  }
  return { kind: "ok", name: line === "" ? null : line };
}
