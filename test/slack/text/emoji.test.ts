import iamcal from "emojibase-data/en/shortcodes/iamcal.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { emojiNamed } from "../../../src/slack/text/emoji.ts";

/** What phones draw as one picture. */
const ONE_EMOJI = new RegExp("^\\p{RGI_Emoji}$", "v");

describe("an emoji's name", () => {
  const names = Object.values(iamcal).flat();

  it("gives one emoji, with and without a skin tone, for each of Slack's names", () => {
    const broken = names.flatMap((name) =>
      [null, "2", "3", "4", "5", "6"]
        .filter((tone) => !ONE_EMOJI.test(emojiNamed(name, tone) ?? ""))
        .map((tone) => `${name} ${tone ?? ""}`),
    );
    expect(broken).toEqual([]);
    expect(names.length).toBeGreaterThan(1_800);
  });

  it.each([
    ["wave", "2", "👋🏻"],
    ["wave", "6", "👋🏿"],
    // The tone takes the place of the variation selector.
    ["v", "4", "✌🏽"],
    ["female-detective", "3", "🕵🏼‍♀️"],
    ["woman-bouncing-ball", "5", "⛹🏾‍♀️"],
    ["man-shrugging", "2", "🤷🏻‍♂️"],
    // What has no skin, and what has several.
    ["house", "4", "🏠"],
    ["family", "4", "👪"],
    ["heart", "4", "❤️"],
    ["flag-us", "4", "🇺🇸"],
    // Tones that Slack doesn't have.
    ["wave", "1", "👋"],
    ["wave", "7", "👋"],
  ])("%s has the skin of tone %s where it can", (name, tone, expected) => {
    expect(emojiNamed(name, tone)).toBe(expected);
  });

  it.each(["party_parrot", "", "Wave", "constructor", "__proto__", "wave "])(
    "that is not Slack's gives nothing: %j",
    (name) => {
      expect(emojiNamed(name, null)).toBeNull();
    },
  );
});
