import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeMrkdwn, firstWords, plainTextSections } from "../../../src/slack/text/to-slack.ts";

const anyText = fc.string({ unit: "grapheme", maxLength: 9_000 });

describe("a texter's words in Slack", () => {
  it.each([
    ["<!channel> *x*", "&lt;!channel&gt; *x*"],
    ["a & b", "a &amp; b"],
    ["&lt;", "&amp;lt;"],
    ["<@U123>", "&lt;@U123&gt;"],
  ])("are made inert: %j", (text, expected) => {
    expect(escapeMrkdwn(text)).toBe(expected);
  });

  it("hold no markup of Slack's, whatever they are", () => {
    fc.assert(fc.property(anyText, (text) => !/[<>]/.test(escapeMrkdwn(text))));
  });

  it("are split into sections that Slack takes, and lose nothing", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const parts = plainTextSections(text).map((section) => section.text?.text ?? "");
        expect(parts.join("")).toBe(text);
        for (const part of parts) expect(part.length).toBeLessThanOrEqual(3_000);
      }),
    );
  });

  it("are never cut inside an emoji", () => {
    const family = "👨‍👩‍👧‍👦";
    const parts = plainTextSections(family.repeat(600)).map((section) => section.text?.text ?? "");
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part.replaceAll(family, "")).toBe("");
  });

  it("begin an invite on one line", () => {
    expect(firstWords("  one\n two   three ", 300)).toBe("one two three");
    expect(firstWords("one two three", 8)).toBe("one two…");
    expect(firstWords("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 12)).toBe("👨‍👩‍👧‍👦…");
    expect(firstWords("", 10)).toBe("");
  });
});
