import iamcal from "emojibase-data/en/shortcodes/iamcal.json" with { type: "json" };

/** Slack's emoji names and their Unicode characters. */

/** Slack's names for the five skin tones: `::skin-tone-2:` to `::skin-tone-6:`. */
const SKIN_TONES: ReadonlyMap<string, string> = new Map([
  ["2", "1F3FB"],
  ["3", "1F3FC"],
  ["4", "1F3FD"],
  ["5", "1F3FE"],
  ["6", "1F3FF"],
]);

/** Slack's own extras over the set of the data. */
const EXTRAS: readonly (readonly [string, string])[] = [["simple_smile", "1F642"]];

const CODES = new Map<string, string>(EXTRAS);
for (const [code, names] of Object.entries(iamcal)) {
  for (const name of Array.isArray(names) ? names : [names]) {
    // Names with skin tones are made below, from the plain one and the tone.
    if (!CODES.has(name)) CODES.set(name, code);
  }
}

/**
 * The emoji of a Slack name, such as `wave`.
 *
 * @param tone `2` to `6`, or null
 * @returns null for names that Slack doesn't have (a workspace's own emoji)
 */
export function emojiNamed(name: string, tone: string | null): string | null {
  const code = CODES.get(name);
  if (code === undefined) return null;
  const toneCode = tone === null ? undefined : SKIN_TONES.get(tone);
  return fromCode(toneCode === undefined ? code : withTone(code, toneCode));
}

/** What Unicode has as one emoji; made at run time since the flag is younger than our target. */
const ONE_EMOJI = new RegExp("^\\p{RGI_Emoji}$", "v");

/**
 * The tone follows the first character, in the place of its variation selector. Houses and families
 * have none: where no emoji comes of it, the code stays as it is.
 */
function withTone(code: string, tone: string): string {
  const [first = "", ...rest] = code.split("-");
  const toned = [first, tone, ...(rest[0] === "FE0F" ? rest.slice(1) : rest)].join("-");
  return ONE_EMOJI.test(fromCode(toned)) ? toned : code;
}

/** @param code hexadecimal code points with dashes, such as `1F44B` or `1F1FA-1F1F8` */
export function fromCode(code: string): string {
  const text = String.fromCodePoint(...code.split("-").map((part) => Number.parseInt(part, 16)));
  // By itself ❤ is drawn as a letter; the variation selector asks for the emoji.
  return /^\p{Emoji}$/u.test(text) && !/\p{Emoji_Presentation}/u.test(text)
    ? `${text}\uFE0F`
    : text;
}
