import iamcal from "emojibase-data/en/shortcodes/iamcal.json" with { type: "json" };

/** Slack's emoji names and their Unicode code points, such as `1F44B`. */
const codes = new Map<string, string>();
for (const [code, names] of Object.entries(iamcal)) {
  for (const name of Array.isArray(names) ? names : [names]) {
    if (!codes.has(name)) codes.set(name, code);
  }
}

const skinTones = ["1F3FB", "1F3FC", "1F3FD", "1F3FE", "1F3FF"];

/**
 * The emoji of a Slack name such as `wave` or `wave::skin-tone-3`; undefined for unknown ones.
 */
export function emojiNamed(name: string): string | undefined {
  const [, plain = name, tone] = /^(.+)::skin-tone-([2-6])$/.exec(name) ?? [];
  const code = codes.get(plain);
  if (code === undefined) return undefined;
  const toneCode = tone === undefined ? undefined : skinTones[Number(tone) - 2];
  const points = [...code.split("-"), ...(toneCode === undefined ? [] : [toneCode])];
  return String.fromCodePoint(...points.map((point) => Number.parseInt(point, 16)));
}

/** A text with its `:names:` replaced by emoji, where they are known. */
export function withEmoji(text: string): string {
  return text.replaceAll(
    /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g,
    (whole, name: string) => emojiNamed(name) ?? whole,
  );
}
