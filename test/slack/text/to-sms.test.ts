import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeMrkdwn } from "../../../src/slack/text/to-slack.ts";
import { mentionedChannels, mentionedUsers, toSmsText } from "../../../src/slack/text/to-sms.ts";

const NAMES = {
  user: (id: string) => (id === "U1ANA" ? "Ana" : null),
  channel: (id: string) => (id === "C1GEN" ? "general" : null),
};

function sms(text: string): string {
  return toSmsText({ text }, NAMES);
}

describe("an agent's message as the texter reads it", () => {
  it.each([
    // plain words stay
    ["Hello there", "Hello there"],
    ["line one\nline two\n\nline four", "line one\nline two\n\nline four"],
    ["  blanks around  ", "blanks around"],
    ["100% & more".replace("&", "&amp;"), "100% & more"],
    // Slack's three entities, once
    ["a &lt; b &gt; c", "a < b > c"],
    ["Q&amp;A", "Q&A"],
    ["&amp;lt;", "&lt;"],
    ["&amp;amp;", "&amp;"],
    ["&quot;", "&quot;"],
    ["&lt;!channel&gt;", "<!channel>"],
    ["&lt;@U1ANA&gt;", "<@U1ANA>"],
    // links
    ["<https://example.com>", "https://example.com"],
    ["<https://example.com|our site>", "our site (https://example.com)"],
    ["<https://example.com|https://example.com>", "https://example.com"],
    ["<http://example.com|example.com>", "http://example.com"],
    ["<https://example.com/|example.com>", "https://example.com/"],
    ["<https://e.com?a=1&amp;b=2>", "https://e.com?a=1&b=2"],
    ["see <https://e.com|here>, please", "see here (https://e.com), please"],
    ["<mailto:a@b.example|a@b.example>", "a@b.example"],
    ["<mailto:a@b.example|write us>", "write us (a@b.example)"],
    ["<mailto:a@b.example>", "a@b.example"],
    ["<tel:+15550100001|+15550100001>", "+15550100001"],
    ["<tel:+15550100001|call us>", "call us (+15550100001)"],
    // people, channels, groups
    ["<@U1ANA> will call", "@Ana will call"],
    ["<@U9XYZ> will call", "@someone will call"],
    ["<@U9XYZ|zoe> will call", "@zoe will call"],
    ["<#C1GEN|general>", "#general"],
    ["<#C1GEN>", "#general"],
    ["<#C1GEN|>", "#general"],
    ["<#C9XYZ>", "#channel"],
    ["<!here> now", "@here now"],
    ["<!channel>", "@channel"],
    ["<!everyone>", "@everyone"],
    ["<!here|here>", "@here"],
    ["<!subteam^S1|@helpers>", "@helpers"],
    ["<!subteam^S1>", "@group"],
    ["<!date^1392734382^{date} at {time}|18 Feb 2014, 6:39>", "18 Feb 2014, 6:39"],
    // emoji
    [":smile:", "😄"],
    ["Hi :wave:!", "Hi 👋!"],
    [":+1:", "👍"],
    [":+1::skin-tone-3:", "👍🏼"],
    [":wave::skin-tone-6:", "👋🏿"],
    [":man-shrugging:", "🤷‍♂️"],
    [":man-shrugging::skin-tone-2:", "🤷🏻‍♂️"],
    [":flag-us:", "🇺🇸"],
    [":us:", "🇺🇸"],
    [":heart:", "❤️"],
    [":house::skin-tone-2:", "🏠"],
    [":simple_smile:", "🙂"],
    [":party_parrot:", ":party_parrot:"],
    ["at 10:30:45 sharp", "at 10:30:45 sharp"],
    ["a:b:c", "a:b:c"],
    ["ok:+1:", "ok👍"],
    [":smile::heart:", "😄❤️"],
    [":not an emoji:", ":not an emoji:"],
    // formatting goes where it is formatting
    ["*bold*", "bold"],
    ["_it_", "it"],
    ["~gone~", "gone"],
    ["`code`", "code"],
    ["```pre\nformatted```", "pre\nformatted"],
    ["some *bold words* here", "some bold words here"],
    ["*bold* and _it_ and ~no~", "bold and it and no"],
    ["*_both_*", "both"],
    ["_*both*_", "both"],
    ["(*bold*)", "(bold)"],
    ["*bold*, then", "bold, then"],
    ["*one* *two*", "one two"],
    ["*first*\n*second*", "first\nsecond"],
    ["*<https://e.com|link>*", "link (https://e.com)"],
    ["`*not bold*`", "*not bold*"],
    ["`&lt;b&gt;`", "<b>"],
    ["```a * b * c```", "a * b * c"],
    // and stays where it is not
    ["2*3*4", "2*3*4"],
    ["2 * 3 * 4", "2 * 3 * 4"],
    ["snake_case_name", "snake_case_name"],
    ["a_b and c_d", "a_b and c_d"],
    ["*not closed", "*not closed"],
    ["not opened*", "not opened*"],
    ["5 ~ 6 ~ 7", "5 ~ 6 ~ 7"],
    ["* list\n* list", "* list\n* list"],
    ["**", "**"],
    ["___", "___"],
    ["`", "`"],
    ["it's 5'11\"", "it's 5'11\""],
    ["https://e.com/a_b_c", "https://e.com/a_b_c"],
    ["price is $5*", "price is $5*"],
    // quotes
    ["&gt; quoted", "> quoted"],
    // a texter's words quoted back
    ["You said &lt;&lt;*now*&gt;&gt;", "You said <<now>>"],
  ])("%j reads %j", (slack, expected) => {
    expect(sms(slack)).toBe(expected);
  });

  it("names whom and what has to be looked up before", () => {
    const text = "<@U1ANA> <@W2BEN> <@U1ANA> <#C1GEN> <#C2OPS|ops>";
    expect(mentionedUsers({ text })).toEqual(["U1ANA", "W2BEN"]);
    expect(mentionedChannels({ text })).toEqual(["C1GEN"]);
  });

  it("gives back whatever was typed with no meaning to Slack", () => {
    const letters = fc.string({ unit: fc.constantFrom(...Array.from("abc XYZ 123 .,!?<>&\n")) });
    fc.assert(
      fc.property(letters, (typed) => {
        expect(sms(escapeMrkdwn(typed))).toBe(typed.trim());
      }),
    );
  });

  it("never throws, and never leaves Slack's entities or mentions", () => {
    const pieces = fc.constantFrom(
      "<@U1ANA>",
      "&amp;",
      "*",
      "_",
      "`",
      "<https://e.com|x>",
      ":wave:",
      "a",
      " ",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        const text = sms(parts.join(""));
        expect(text).not.toMatch(/<@|&amp;|<https/);
      }),
    );
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => typeof sms(text) === "string"));
  });
});

describe("rich text, which Slack sends beside the words", () => {
  const rich = (...elements: unknown[]) => ({
    text: "the words in another form",
    blocks: [{ type: "rich_text", block_id: "b", elements }],
  });
  const section = (...elements: unknown[]) => ({ type: "rich_text_section", elements });
  const text = (words: string, style?: unknown) => ({
    type: "text",
    text: words,
    ...(style ? { style } : {}),
  });

  it.each([
    [
      "formatting dropped, typed stars kept",
      [section(text("a "), text("bold", { bold: true }), text(" 2*3 *x*"))],
      "a bold 2*3 *x*",
    ],
    [
      "links",
      [section({ type: "link", url: "https://e.com", text: "here" })],
      "here (https://e.com)",
    ],
    ["bare links", [section({ type: "link", url: "https://e.com" })], "https://e.com"],
    ["emoji", [section({ type: "emoji", name: "wave", unicode: "1f44b" })], "👋"],
    [
      "emoji with a skin",
      [section({ type: "emoji", name: "wave", unicode: "1f44b-1f3fd", skin_tone: 4 })],
      "👋🏽",
    ],
    ["a workspace's own emoji", [section({ type: "emoji", name: "party_blob" })], ":party_blob:"],
    ["people", [section({ type: "user", user_id: "U1ANA" }, text(" calls"))], "@Ana calls"],
    ["channels", [section({ type: "channel", channel_id: "C1GEN" })], "#general"],
    ["everybody", [section({ type: "broadcast", range: "here" })], "@here"],
    [
      "lists",
      [
        section(text("You need:\n")),
        {
          type: "rich_text_list",
          style: "bullet",
          elements: [section(text("a pen")), section(text("paper"))],
        },
        {
          type: "rich_text_list",
          style: "ordered",
          elements: [section(text("sit")), section(text("write"))],
        },
      ],
      "You need:\n• a pen\n• paper\n1. sit\n2. write",
    ],
    [
      "quotes",
      [{ type: "rich_text_quote", elements: [text("one\ntwo")] }, section(text("yes"))],
      "> one\n> two\nyes",
    ],
    ["code", [{ type: "rich_text_preformatted", elements: [text("a *b*\nc")] }], "a *b*\nc"],
  ])("is preferred: %s", (_, elements, expected) => {
    expect(toSmsText(rich(...elements), NAMES)).toBe(expected);
  });

  it.each([
    ["an element that nobody knows", rich(section({ type: "hologram", shape: "cat" }))],
    [
      "other blocks beside it",
      { text: "the words", blocks: [...rich(section()).blocks, { type: "divider" }] },
    ],
    ["no blocks", { text: "the words", blocks: [] }],
  ])("gives way to the words: %s", (_, message) => {
    expect(toSmsText(message, NAMES)).toBe(message.text);
  });
});
