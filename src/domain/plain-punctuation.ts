/**
 * Typographic punctuation, and what a plain keyboard has for it. Every character here makes a whole
 * SMS go in UCS-2, with less than half the room; its plain form is in GSM-7. Letters, digits and
 * emoji are never touched, nor are the joiners and variation selectors that emoji and scripts need.
 */
const PLAIN: readonly (readonly [pattern: RegExp, plain: string])[] = [
  // A dash between two words keeps them apart; elsewhere it is as short as the plain one.
  [/(?<=[\p{L}\p{N}])[\u2014\u2015](?=[\p{L}\p{N}])/gu, " - "],
  [/[\u2010-\u2015\u2212]/gu, "-"],
  // Bullets: at the beginning of a line, or standing alone between blanks.
  [/(?<=^|[ \t\u00A0])[\u2022\u2023\u2043\u25E6](?=$|[ \t\u00A0])/gmu, "-"],
  [/[\u2018-\u201B\u2039\u203A\u2032\u00B4`]/gu, "'"],
  [/[\u201C-\u201F\u00AB\u00BB\u2033]/gu, '"'],
  [/\u2026/gu, "..."],
  [/\u2044/gu, "/"],
  [/[\t\u00A0\u2000-\u200A\u202F\u205F\u3000]/gu, " "],
  [/[\u2028\u2029]/gu, "\n"],
  // What is not seen at all: soft hyphens, zero-width spaces, byte order marks.
  [/[\u00AD\u200B\u2060\uFEFF]/gu, ""],
];

/** The text with plain quotes, dashes, dots and blanks: the same words to whoever reads them. */
export function withPlainPunctuation(text: string): string {
  return PLAIN.reduce((said, [pattern, plain]) => said.replace(pattern, plain), text);
}
