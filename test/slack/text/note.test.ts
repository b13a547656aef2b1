import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readNote } from "../../../src/slack/text/note.ts";

describe("a note", () => {
  it.each([
    "//",
    "//note",
    "// call back later",
    "/// with a slash more",
    "//\nwith a line break",
    "// http://x.example",
    // white space
    "  // note",
    "\n//note",
    "\t\r\n// note",
    "\u00A0//note",
    "\u3000//note",
    // what nobody sees
    "\u200B//note",
    "\uFEFF//note",
    "\u202A//note",
    "\u00AD\u200D\u2060//note",
    "\u0000\u0007//note",
    "\u3164//note",
    "\u034F//note",
    "\u2800//note",
    // formatting
    "*// note*",
    "_*// note*_",
    "~// note~",
  ])("is %j", (text) => {
    expect(readNote(text)).toBe("note");
  });

  it.each([
    // quotes, brackets, dashes
    "&gt; // note",
    "&gt;&gt;&gt; // note",
    "> // note",
    '"//note',
    "'//note'",
    "“// note",
    "«// note»",
    "„// note",
    "(// note)",
    "[//note]",
    "- // note",
    "– // note",
    // code and lists
    "`// note`",
    "```// note```",
    "• // note",
    "    ◦ // note",
    "1. // note",
    "12. // note",
    "... // note",
    // emoji
    "🙂 // note",
    "👋🏽// note",
    "🇩🇪 // note",
    "1️⃣ // note",
    "*️⃣ // note",
    "👨‍👩‍👧 // note",
    "❤️ // note",
    ":memo: // note",
    ":memo:// note",
    ":wave::skin-tone-3: // note",
    ":party_parrot: // note",
    // whom it is for
    "<@U0BEN> // note",
    "<@U0BEN|ben>//note",
    "<!here> // note",
    "<!subteam^S0TEAM|@team> // note",
    // slashes of other keyboards
    "／／ note",
    "∕∕note",
    // all at once
    '&gt; *:memo: "// note"*',
  ])("may be %j", (text) => {
    expect(readNote(text)).toBe("doubtful");
  });

  it.each([
    "http://x.example",
    "https://x.example // see",
    "<https://x.example>",
    "<https://x.example|//x>",
    "1 // 2",
    "1.5 // 2",
    "a//b",
    "either / or",
    "/",
    "/ /",
    "/sms //",
    "\\//",
    "Hello // note",
    "é//",
    "file:///tmp",
    ":// x",
    "12:30 // later",
    "10:30:45 // later",
    "5️⃣5 // x",
    "",
    " ",
    "🙂",
    "<@U0BEN> hello // there",
    "<#C0SUPPORT|support> / x",
  ])("is not %j", (text) => {
    expect(readNote(text)).toBe("none");
  });

  it("is a note whatever follows, and never where letters come first", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.stringMatching(/^[A-Za-zäß語]+$/),
        (rest, word) => {
          expect(readNote(`//${rest}`)).toBe("note");
          expect(readNote(`${word}//${rest}`)).toBe("none");
        },
      ),
    );
  });

  it.each(["\u3030", "▪", "*", ":a:", "1. ", "&gt;", "1\uFE0F", "<@", "<@U0BEN>"])(
    "is told however long it is: %j again and again",
    (piece) => {
      const long = piece.repeat(40_000);
      expect(readNote(`${long}x`)).toBe("none");
      expect(readNote(long)).toBe("none");
    },
  );
});
