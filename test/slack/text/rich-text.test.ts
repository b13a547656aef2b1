import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mentionedChannels, mentionedUsers, toSmsText } from "../../../src/slack/text/to-sms.ts";

const NAMES = {
  user: (id: string) => (id === "U1ANA" ? "Ana" : null),
  channel: (id: string) => (id === "C1GEN" ? "general" : null),
};

const WORDS = "the words in another form";
const rich = (...elements: unknown[]) => ({
  text: WORDS,
  blocks: [{ type: "rich_text", block_id: "b", elements }],
});
const section = (...elements: unknown[]) => ({ type: "rich_text_section", elements });
const quote = (...elements: unknown[]) => ({ type: "rich_text_quote", elements });
const pre = (...elements: unknown[]) => ({ type: "rich_text_preformatted", elements, border: 0 });
const list = (style: string, more: object, ...items: string[]) => ({
  type: "rich_text_list",
  style,
  border: 0,
  ...more,
  elements: items.map((item) => section(text(item))),
});
const text = (words: string, style?: unknown) => ({
  type: "text",
  text: words,
  ...(style ? { style } : {}),
});

function sms(...elements: unknown[]): string {
  return toSmsText(rich(...elements), NAMES);
}

describe("rich text, which Slack sends beside the words", () => {
  it.each<[string, unknown[], string]>([
    [
      "formatting dropped, typed marks kept",
      [section(text("a "), text("bold", { bold: true }), text(" 2*3 *x* _y_ `z`"))],
      "a bold 2*3 *x* _y_ `z`",
    ],
    ["nothing unescaped", [section(text("<b> & &amp; &lt;@U1ANA>"))], "<b> & &amp; &lt;@U1ANA>"],
    ["no names made emoji", [section(text("at 10:30:45 :wave:"))], "at 10:30:45 :wave:"],
    ["NUL left out", [section(text("a\u0000b\uDC00"))], "ab\uFFFD"],
    [
      "links",
      [section({ type: "link", url: "https://e.com", text: "here" })],
      "here (https://e.com)",
    ],
    [
      "bare links",
      [section({ type: "link", url: "https://e.com/?a=1&b=2" })],
      "https://e.com/?a=1&b=2",
    ],
    [
      "a link's address as its words",
      [section({ type: "link", url: "http://e.com", text: "e.com" })],
      "http://e.com",
    ],
    ["addresses", [section({ type: "link", url: "mailto:a@b.c", text: "a@b.c" })], "a@b.c"],
    ["emoji", [section({ type: "emoji", name: "wave", unicode: "1f44b" })], "👋"],
    [
      "emoji with a skin",
      [section({ type: "emoji", name: "wave", unicode: "1f44b-1f3fd", skin_tone: 4 })],
      "👋🏽",
    ],
    ["emoji with a skin by name", [section({ type: "emoji", name: "wave", skin_tone: 4 })], "👋🏽"],
    [
      "emoji with a skin in the name",
      [section({ type: "emoji", name: "wave::skin-tone-4" })],
      "👋🏽",
    ],
    ["emoji younger than us", [section({ type: "emoji", name: "sea_cow", unicode: "1faf9" })], "🫹"],
    [
      "emoji that letters need",
      [section({ type: "emoji", name: "heart", unicode: "2764-fe0f" })],
      "❤️",
    ],
    ["a workspace's own emoji", [section({ type: "emoji", name: "party_blob" })], ":party_blob:"],
    ["people", [section({ type: "user", user_id: "U1ANA" }, text(" calls"))], "@Ana calls"],
    ["strangers", [section({ type: "user", user_id: "U9XYZ" })], "@someone"],
    ["channels", [section({ type: "channel", channel_id: "C1GEN" })], "#general"],
    ["channels nobody knows", [section({ type: "channel", channel_id: "C9XYZ" })], "#channel"],
    ["groups", [section({ type: "usergroup", usergroup_id: "S1" })], "@group"],
    ["everybody", [section({ type: "broadcast", range: "here" })], "@here"],
    [
      "dates",
      [section({ type: "date", timestamp: 0, format: "{date}", fallback: "1 Jan 1970" })],
      "1 Jan 1970",
    ],
    ["dates without words", [section({ type: "date", timestamp: 0 })], "1970-01-01T00:00:00.000Z"],
    ["colours", [section({ type: "color", value: "#FF0000" })], "#FF0000"],
    [
      "lists",
      [
        section(text("You need:\n")),
        list("bullet", {}, "a pen", "paper"),
        list("ordered", {}, "sit", "write"),
      ],
      "You need:\n• a pen\n• paper\n1. sit\n2. write",
    ],
    [
      "lists in lists, counted on",
      [
        list("ordered", { indent: 0 }, "one"),
        list("bullet", { indent: 1 }, "more"),
        list("ordered", { indent: 0, offset: 1 }, "two"),
      ],
      "1. one\n  • more\n2. two",
    ],
    ["quotes", [quote(text("one\ntwo")), section(text("yes"))], "> one\n> two\nyes"],
    ["quotes that end with a line", [quote(text("one\n")), section(text("yes"))], "> one\nyes"],
    ["code", [pre(text("a *b*\n  c"))], "a *b*\n  c"],
    [
      "code between words",
      [section(text("see\n")), pre(text("x")), section(text("ok"))],
      "see\nx\nok",
    ],
    ["line breaks, however many", [section(text("a\nb\n\n\n\nc"))], "a\nb\n\n\n\nc"],
    ["an empty line after a list", [list("bullet", {}, "a"), section(text("\nb"))], "• a\n\nb"],
    ["nothing", [], ""],
  ])("is preferred: %s", (_, elements, expected) => {
    expect(sms(...elements)).toBe(expected);
  });

  it.each<[string, { text: string; blocks: unknown[] }]>([
    ["an element that nobody knows", rich(section(text("a"), { type: "hologram", shape: "cat" }))],
    [
      "a part that nobody knows",
      rich(section(text("a")), { type: "rich_text_poem", elements: [] }),
    ],
    ["a canvas", rich(section({ type: "canvas", file_id: "F1" }))],
    ["an element without its words", rich(section({ type: "text" }))],
    ["an emoji that is none", rich(section({ type: "emoji", name: "x", unicode: "zz" }))],
    ["an emoji beyond Unicode", rich(section({ type: "emoji", name: "x", unicode: "110000" }))],
    ["a date beyond all calendars", rich(section({ type: "date", timestamp: 1e20 }))],
    ["a list that hangs out", rich(list("bullet", { indent: -1 }, "a"))],
    ["a list that is no list", rich(list("spiral", {}, "a"))],
    [
      "other blocks beside it",
      { text: WORDS, blocks: [...rich(section()).blocks, { type: "divider" }] },
    ],
    ["blocks of another kind", { text: WORDS, blocks: [{ type: "section" }] }],
    ["blocks that are none", { text: WORDS, blocks: [null] }],
    ["no blocks", { text: WORDS, blocks: [] }],
  ])("gives way to the words: %s", (_, message) => {
    expect(toSmsText(message, NAMES)).toBe(WORDS);
    expect(mentionedUsers({ ...message, text: "<@U1ANA>" })).toEqual(["U1ANA"]);
  });

  it("says whom and what has to be looked up", () => {
    const message = rich(
      section({ type: "user", user_id: "U1ANA" }, { type: "channel", channel_id: "C1GEN" }),
      {
        ...list("bullet", {}),
        elements: [section({ type: "user", user_id: "U2BEN" })],
      },
      quote({ type: "channel", channel_id: "C2OPS" }),
    );
    expect(mentionedUsers(message)).toEqual(["U1ANA", "U2BEN"]);
    expect(mentionedChannels(message)).toEqual(["C1GEN", "C2OPS"]);
  });

  it("keeps every word that was typed, as it was typed", () => {
    const typed = fc.string({ unit: "grapheme", minLength: 1 });
    const part = fc.constantFrom(section, quote, pre);
    fc.assert(
      fc.property(fc.array(fc.tuple(part, fc.array(typed))), (parts) => {
        const said = sms(...parts.map(([make, words]) => make(...words.map((one) => text(one)))));
        let from = 0;
        for (const word of parts.flatMap(([, words]) => words.join("").split(/[\n\0]/))) {
          const at = said.indexOf(word.trim(), from);
          expect(at).toBeGreaterThanOrEqual(0);
          from = at + word.trim().length;
        }
      }),
    );
  });

  it("never breaks the conversion, whatever its fields hold", () => {
    /** NUL and lone surrogates too. */
    const codeUnit = fc.nat(0xff_ff).map((unit) => String.fromCharCode(unit));
    const anything = fc.jsonValue({ maxDepth: 2 });
    const near = <T>(value: T) => fc.oneof({ weight: 8, arbitrary: fc.constant(value) }, anything);
    const element = fc.oneof(
      fc.record({ type: fc.constant("text"), text: fc.string({ unit: codeUnit }) }),
      fc.record({ type: fc.constant("link"), url: near("https://e.com"), text: near("x") }),
      fc.record({
        type: fc.constant("emoji"),
        name: fc.oneof(near("wave"), fc.string()),
        unicode: fc.oneof(
          near("1f44b"),
          fc.string(),
          fc.nat().map((n) => n.toString(16)),
        ),
        skin_tone: fc.oneof(near(3), fc.double()),
      }),
      fc.record({ type: fc.constant("date"), timestamp: fc.double() }),
      fc.record({ type: fc.constant("user"), user_id: near("U1ANA") }),
    );
    const part = fc.oneof(
      fc.record({ type: fc.constant("rich_text_section"), elements: fc.array(element) }),
      fc.record({
        type: fc.constant("rich_text_list"),
        style: near("ordered"),
        indent: fc.oneof(near(0), fc.double(), fc.integer()),
        offset: fc.oneof(near(0), fc.double(), fc.integer()),
        elements: fc.array(
          fc.record({ type: fc.constant("rich_text_section"), elements: fc.array(element) }),
        ),
      }),
      anything,
    );
    let preferred = 0;
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        const message = rich(...parts);
        const said = toSmsText(message, NAMES);
        expect(said.isWellFormed()).toBe(true);
        expect(said).not.toContain("\0");
        for (const id of mentionedUsers(message)) expect(id).toBeTypeOf("string");
        if (said !== WORDS) preferred += 1;
      }),
      { numRuns: 500 },
    );
    expect(preferred).toBeGreaterThan(0);
  });
});
