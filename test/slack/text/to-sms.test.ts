import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeMrkdwn } from "../../../src/slack/text/to-slack.ts";
import { mentionedChannels, mentionedUsers, toSmsText } from "../../../src/slack/text/to-sms.ts";

const NAMES = {
  user: (id: string) => ({ U1ANA: "Ana", U2AT: "@bob" })[id] ?? null,
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
    ["100% sure? Yes! #1 @ 5:00", "100% sure? Yes! #1 @ 5:00"],
    ["\tone\ttwo\u00a0", "one\ttwo"],
    ["ééé 語 👋🏽", "ééé 語 👋🏽"],
    ["\uE0000\uE001 is from a private alphabet", "\uE0000\uE001 is from a private alphabet"],
    ["", ""],
    // what neither a phone nor PostgreSQL takes
    ["a\u0000b", "ab"],
    ["\u0000", ""],
    ["a\uD800b", "a\uFFFDb"],
    // Slack's three entities, once
    ["a &lt; b &gt; c", "a < b > c"],
    ["Q&amp;A", "Q&A"],
    ["&amp;lt;", "&lt;"],
    ["&amp;amp;", "&amp;"],
    ["&quot;", "&quot;"],
    ["&amp;gt; &amp;lt;b&amp;gt;", "&gt; &lt;b&gt;"],
    ["&lt;3 &lt;0&gt; `x`", "<3 <0> x"],
    ["&lt;https://e.com|x&gt;", "<https://e.com|x>"],
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
    ["<mailto:a@b.example?subject=Hi|a@b.example>", "a@b.example"],
    ["<MAILTO:a@b.example|A@b.example>", "a@b.example"],
    ["<tel:+15550100001|+15550100001>", "+15550100001"],
    ["<tel:+15550100001|call us>", "call us (+15550100001)"],
    ["<tel:+15550100001|+1 (555) 010-0001>", "+15550100001"],
    ["<tel:+15550100001>", "+15550100001"],
    ["<https://e.com|>", "https://e.com"],
    ["<https://e.com|a &amp; &lt;b&gt;>", "a & <b> (https://e.com)"],
    ["<https://e.com|:memo: notes>", "📝 notes (https://e.com)"],
    ["<https://e.com|one|two>", "one|two (https://e.com)"],
    ["<https://e.com/a_b_c|https://e.com/a_b_c>", "https://e.com/a_b_c"],
    ["<https://e.com/*x*> *y*", "https://e.com/*x* y"],
    ["<https://e.com/:wave:>", "https://e.com/:wave:"],
    ["<https://e.com><https://f.com>", "https://e.comhttps://f.com"],
    ["<slack://open|open Slack>", "open Slack (slack://open)"],
    // people, channels, groups
    ["<@U1ANA> will call", "@Ana will call"],
    ["<@U9XYZ> will call", "@someone will call"],
    ["<@U9XYZ|zoe> will call", "@zoe will call"],
    ["<@U1ANA|ana.old> will call", "@Ana will call"],
    ["<@U2AT> will call", "@bob will call"],
    ["ask <@U1ANA>, <@U9XYZ>!", "ask @Ana, @someone!"],
    ["<#C1GEN|general>", "#general"],
    ["<#C1GEN>", "#general"],
    ["<#C9XYZ|x>", "#x"],
    ["<#C1GEN|>", "#general"],
    ["<#C9XYZ>", "#channel"],
    ["<!here> now", "@here now"],
    ["<!channel>", "@channel"],
    ["<!everyone>", "@everyone"],
    ["<!here|here>", "@here"],
    ["<!subteam^S1|@helpers>", "@helpers"],
    ["<!subteam^S1>", "@group"],
    ["<!channel|@channel> <!everyone|everyone>", "@channel @everyone"],
    ["<!date^1392734382^{date}^https://e.com/|18 Feb>", "18 Feb"],
    ["<!date^1392734382^{date}|a &lt; b>", "a < b"],
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
    [":flag-de::flag-gb:", "🇩🇪🇬🇧"],
    [":male-detective::skin-tone-4:", "🕵🏽‍♂️"],
    [":v::skin-tone-2:", "✌🏻"],
    [":family::skin-tone-2:", "👪"],
    [":party_parrot::skin-tone-2:", ":party_parrot::skin-tone-2:"],
    [":100:", "💯"],
    ["at 10:100:45", "at 10:100:45"],
    ["at 10:30:wave:", "at 10:30👋"],
    ["12:30: lunch :pizza:", "12:30: lunch 🍕"],
    ["::", "::"],
    [":wave", ":wave"],
    ["fe80::1:2", "fe80::1:2"],
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
    ["~_*<!here>*_~", "@here"],
    ["_*~all~*_ *_~three~_*", "all three"],
    ["*bold _and it_ again*", "bold and it again"],
    ["*a _b* c_", "a b c"],
    ["*Hello, I am `code`*", "Hello, I am code"],
    ["~_*`deep`*_~", "deep"],
    ["~_*<https://e.com|a link >`code`*_~", "a link  (https://e.com)code"],
    ["*files  <@U1ANA>* and", "files  @Ana and"],
    [":wave:*Hello*", "👋Hello"],
    ["*:wave:*", "👋"],
    [":party_parrot:*Hello*", ":party_parrot:Hello"],
    ["*Hello*:wave:", "Hello👋"],
    [":keycap_star: *one*", "*️⃣ one"],
    ["_snake_case_", "snake_case"],
    ["*2*3*", "2*3"],
    ["“*bold*” – _it_…", "“bold” – it…"],
    ["&gt;*bold*", ">bold"],
    ["¿_qué_?", "¿qué?"],
    ["*語*", "語"],
    ["*a*b", "*a*b"],
    ["*one _line*\nand_ another", "one _line\nand_ another"],
    ["*not closed and *bold* again", "*not closed and bold again"],
    ["`*not bold*`", "*not bold*"],
    ["`&lt;b&gt;`", "<b>"],
    ["```a * b * c```", "a * b * c"],
    ["```\nif a &lt; b:\n    *c*\n```", "if a < b:\n    *c*"],
    ["before ```in``` after", "before in after"],
    ["`:wave:` and `10:30`", ":wave: and 10:30"],
    ["`<https://e.com|e.com>` `<@U1ANA>` ```<#C1GEN>```", "https://e.com @Ana #general"],
    ["`one` and `two`", "one and two"],
    ["(`code`)", "(code)"],
    ["`*` and *`*`*", "* and *"],
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
    ["a * b * c", "a * b * c"],
    ["a *b * c", "a *b * c"],
    ["a* b *c", "a* b *c"],
    ["* *", "* *"],
    ["_ _ _", "_ _ _"],
    ["Name: ____ Date: ____", "Name: ____ Date: ____"],
    ["f*** and *** and ****", "f*** and *** and ****"],
    ["*** IMPORTANT ***", "*** IMPORTANT ***"],
    ["**not Slack's bold**", "**not Slack's bold**"],
    ["~~nor this~~", "~~nor this~~"],
    ["*_*", "*_*"],
    ["5*x and y*", "5*x and y*"],
    ["~5 to ~10", "~5 to ~10"],
    ["C:\\_temp_\\x and /_next_/y", "C:\\_temp_\\x and /_next_/y"],
    ["__init__.py", "__init__.py"],
    ["don`t and can`t", "don`t and can`t"],
    ["the cat`s and the dogs` toys", "the cat`s and the dogs` toys"],
    ["`s one`s two", "`s one`s two"],
    ["``x``", "``x``"],
    ["```not closed", "```not closed"],
    ["`not closed\nnext` line", "`not closed\nnext` line"],
    // quotes
    ["&gt; quoted", "> quoted"],
    ["&gt; one\n&gt; *two*\nthree", "> one\n> two\nthree"],
    ["&gt;&gt;&gt; all\nof it", ">>> all\nof it"],
    ["• one\n    ◦ *two*\n1. _three_", "• one\n    ◦ two\n1. three"],
    // a texter's words quoted back
    ["You said &lt;&lt;*now*&gt;&gt;", "You said <<now>>"],
  ])("%j reads %j", (slack, expected) => {
    expect(sms(slack)).toBe(expected);
  });

  it("looks up whom and what it names", () => {
    const text =
      "<@U1ANA> <@W2BEN|ben> <@U1ANA> `<@U3EVE>` <#C1GEN> <#C2OPS|ops> <#C3LAB|> <!here>";
    expect(mentionedUsers({ text })).toEqual(["U1ANA", "W2BEN", "U3EVE"]);
    expect(mentionedChannels({ text })).toEqual(["C1GEN", "C3LAB"]);
  });
});

describe("any message of an agent's", () => {
  /** Whatever people type, but for the marks that may mean something to Slack. */
  const typed = fc.string({
    unit: fc.oneof(
      fc.constantFrom(...Array.from("abc XYZ 123 .,!?<>&;/\\#@|\"'()\n\uE000\uE001")),
      fc.constantFrom("&amp;", "&lt;", "<@U1ANA>", "<!channel>", "<https://e.com|x>", "<0>"),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
    ),
  });
  const noMark = (text: string): boolean => !/[*_~`:\0]/.test(text);

  it("reads as it was typed, where nothing in it means something to Slack", () => {
    fc.assert(
      fc.property(typed.filter(noMark), (text) => {
        expect(sms(escapeMrkdwn(text))).toBe(text.trim());
      }),
      { numRuns: 500 },
    );
  });

  it("reads the same in code, whatever it is", () => {
    const line = typed.filter((text) => !/[`\n\0]/.test(text) && text !== "");
    fc.assert(
      fc.property(line, (text) => {
        expect(sms(`\`${escapeMrkdwn(text)}\``)).toBe(text.trim());
        expect(sms(`\`\`\`${escapeMrkdwn(text)}\`\`\``)).toBe(text.trim());
      }),
    );
  });

  it("reads as its parts do", () => {
    const parts = fc.constantFrom<[string, string]>(
      ["plain words", "plain words"],
      ["*bold words*", "bold words"],
      ["_*nested*_", "nested"],
      ["~gone,~", "gone,"],
      ["`code *x*`", "code *x*"],
      ["```pre\n_x_```", "pre\n_x_"],
      ["<@U1ANA>", "@Ana"],
      ["<#C1GEN>", "#general"],
      ["<!here>", "@here"],
      ["<https://e.com/?a_b=*1*|e.com>", "e.com (https://e.com/?a_b=*1*)"],
      ["<mailto:a@b.example|a@b.example>", "a@b.example"],
      [":wave::skin-tone-4:", "👋🏽"],
      [":party_parrot:", ":party_parrot:"],
      ["10:30:45", "10:30:45"],
      ["2*3*4", "2*3*4"],
      ["a * b", "a * b"],
      ["snake_case", "snake_case"],
      ["&lt;b&gt; &amp;amp;", "<b> &amp;"],
      ["\uE0001\uE001", "\uE0001\uE001"],
    );
    const joints = fc.constantFrom(" ", "\n", ", ", "\n\n", " – ");
    fc.assert(
      fc.property(fc.array(fc.tuple(parts, joints)), (pairs) => {
        const slack = pairs.map(([[text], joint]) => text + joint).join("");
        const expected = pairs.map(([[, text], joint]) => text + joint).join("");
        expect(sms(slack)).toBe(expected.trim());
      }),
    );
  });

  /** Markup of all kinds, whole and broken, between words that mean nothing to Slack. */
  const words = fc.constantFrom("Zorb", "Quux", "Plim");
  const marks = fc.constantFrom(
    "*",
    "_",
    "~",
    "`",
    "```",
    ":",
    " ",
    "\n",
    "(",
    ")",
    ".",
    "&gt; ",
    "&amp;",
    "• ",
    "<@U1ANA>",
    "<@U9XYZ|zoe>",
    "<#C1GEN>",
    "<#C2OPS|ops>",
    "<!here>",
    "<!subteam^S1|@all>",
    "<https://e.com|x>",
    "<https://e.com>",
    "<mailto:a@b.c|a@b.c>",
    "<!date^1^{date}|then>",
    ":wave:",
    ":+1::skin-tone-3:",
    ":flag-us:",
    "\uE000",
    "\uE001",
    "0",
  );
  const messages = fc.array(fc.oneof({ weight: 2, arbitrary: marks }, words), { maxLength: 40 });

  it("keeps every word, in order", () => {
    fc.assert(
      fc.property(messages, (pieces) => {
        const said = pieces.filter((piece) => /^(?:Zorb|Quux|Plim)$/.test(piece));
        expect(sms(pieces.join("")).match(/Zorb|Quux|Plim/g) ?? []).toEqual(said);
      }),
      { numRuns: 500 },
    );
  });

  it("shows no markup of Slack's own, but looks up every name it shows", () => {
    fc.assert(
      fc.property(messages, (pieces) => {
        const text = pieces.join("");
        const users = new Set<string>();
        const channels = new Set<string>();
        const said = toSmsText(
          { text },
          {
            user(id) {
              users.add(id);
              return "Ana";
            },
            channel(id) {
              channels.add(id);
              return "general";
            },
          },
        );
        expect(said).not.toMatch(/<[@#!]|<https|<mailto|&amp;|&gt;|\bU1ANA\b|\bC1GEN\b/);
        expect(mentionedUsers({ text })).toEqual([...users]);
        expect(mentionedChannels({ text })).toEqual([...channels]);
      }),
      { numRuns: 500 },
    );
  });

  /** NUL and lone surrogates too. */
  const codeUnit = fc.nat(0xff_ff).map((unit) => String.fromCharCode(unit));
  it("gives something that PostgreSQL stores, whatever Slack sends", () => {
    fc.assert(
      fc.property(fc.string({ unit: codeUnit }), (text) => {
        const said = sms(text);
        expect(said.isWellFormed()).toBe(true);
        expect(said).not.toContain("\0");
      }),
    );
  });
});
