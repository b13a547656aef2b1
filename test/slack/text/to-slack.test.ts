import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  escapeMrkdwn,
  firstWords,
  plainTextSections,
  unescapeMrkdwn,
} from "../../../src/slack/text/to-slack.ts";

const FAMILY = "👨‍👩‍👧‍👦";

function sections(text: string): string[] {
  return plainTextSections(text).map((section) => section.text?.text ?? "");
}

describe("a texter's words where Slack parses", () => {
  it.each([
    ["<!channel> *x*", "&lt;!channel&gt; *x*"],
    ["a & b", "a &amp; b"],
    ["&lt;", "&amp;lt;"],
    ["&amp;lt;", "&amp;amp;lt;"],
    ["<@U123>", "&lt;@U123&gt;"],
    ["<https://e.com|your bank>", "&lt;https://e.com|your bank&gt;"],
    ["<<>>", "&lt;&lt;&gt;&gt;"],
    ["\"quotes\" and 'quotes'", "\"quotes\" and 'quotes'"],
    ["", ""],
  ])("are made inert: %j", (text, expected) => {
    expect(escapeMrkdwn(text)).toBe(expected);
  });

  it("hold no markup of Slack's, and can be read back, whatever they are", () => {
    const unit = fc.oneof(
      fc.constantFrom("&", "<", ">", "amp;", "lt;", "gt;", "&amp;"),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        const escaped = escapeMrkdwn(text);
        expect(escaped).not.toMatch(/[<>]|&(?!(?:amp|lt|gt);)/);
        expect(unescapeMrkdwn(escaped)).toBe(text);
      }),
    );
  });
});

describe("a texter's words as sections", () => {
  it("are not parsed at all", () => {
    expect(plainTextSections("<!channel> *x* :wave: &amp;")).toEqual([
      {
        type: "section",
        text: { type: "plain_text", text: "<!channel> *x* :wave: &amp;", emoji: false },
      },
    ]);
  });

  it.each([
    ["2,999", [2_999]],
    ["3,000", [3_000]],
    ["3,001", [3_000, 1]],
    ["6,000", [3_000, 3_000]],
    ["6,001", [3_000, 3_000, 1]],
  ])("are as few as Slack allows: %s letters", (_, lengths) => {
    const letters = lengths.reduce((sum, length) => sum + length, 0);
    expect(sections("x".repeat(letters)).map((part) => part.length)).toEqual(lengths);
  });

  it("fit, and lose nothing, whatever they are", () => {
    const pieces = fc.constantFrom(
      "a",
      "語",
      "👋🏽",
      FAMILY,
      "🇩🇪",
      "e\u0301",
      "\r\n",
      " ",
      "\u200D",
    );
    const runs = fc.tuple(pieces, fc.integer({ min: 1, max: 2_000 }));
    fc.assert(
      fc.property(fc.array(runs, { maxLength: 6 }), (heaps) => {
        const text = heaps.map(([piece, times]) => piece.repeat(times)).join("");
        const parts = sections(text);
        expect(parts.join("")).toBe(text);
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(3_000);
          expect(part.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each([FAMILY, "🇩🇪", "👋🏽", "e\u0301", "\u1112\u1161\u11ab"])(
    "are never cut inside %s",
    (grapheme) => {
      const parts = sections(`x${grapheme.repeat(1_600)}`);
      expect(parts.length).toBeGreaterThan(1);
      for (const part of parts) expect(part.replace("x", "").replaceAll(grapheme, "")).toBe("");
    },
  );

  it("fit also where marks are heaped on one letter without end", () => {
    const heap = `a${"\u0301".repeat(7_000)}`;
    expect(sections(heap).map((part) => part.length)).toEqual([3_000, 3_000, 1_001]);
    const pictures = Array.from({ length: 2_000 }, () => "👩").join("\u200D");
    const parts = sections(`hello ${pictures} there`);
    expect(parts.join("")).toBe(`hello ${pictures} there`);
    for (const part of parts) {
      expect(part.length).toBeLessThanOrEqual(3_000);
      expect(part.isWellFormed()).toBe(true);
    }
  });
});

describe("the first words of a text", () => {
  it.each([
    ["", 10, ""],
    [" \n\t", 10, ""],
    ["  one\n two   three ", 300, "one two three"],
    ["one two three", 13, "one two three"],
    ["one two three", 12, "one two thr…"],
    ["one two three", 8, "one two…"],
    ["one two three", 1, "…"],
    [FAMILY + FAMILY, 12, `${FAMILY}…`],
    [FAMILY + FAMILY, 11, "…"],
  ])("%j in %i characters: %j", (text, max, expected) => {
    expect(firstWords(text, max)).toBe(expected);
  });

  it("are on one line and short enough, and begin as the text does", () => {
    const unit = fc.oneof(fc.constantFrom(" ", "\n", FAMILY), fc.string({ unit: "grapheme" }));
    fc.assert(
      fc.property(fc.string({ unit }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const words = firstWords(text, max);
        expect(words.length).toBeLessThanOrEqual(max);
        expect(words).not.toMatch(/[\n\r]|^\s|\s$/);
        const line = text.trim().replaceAll(/\s+/g, " ");
        if (words !== line) expect(words.endsWith("…")).toBe(true);
        expect(line.startsWith(words.replace(/…$/, ""))).toBe(true);
      }),
    );
  });
});
