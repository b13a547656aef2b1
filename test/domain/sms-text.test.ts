import { describe, expect, it } from "vitest";
import { agreedText, askBeforeSending, checkSmsText, smsSize } from "../../src/domain/sms-text.ts";

describe("an agent's text", () => {
  it.each(["", " ", "\n\t\u00A0 "])("%j is empty", (text) => {
    expect(checkSmsText(text)).toEqual({ kind: "empty" });
  });

  it("may have 1,600 characters, an emoji being one", () => {
    for (const character of ["a", "👍", "語"]) {
      expect(checkSmsText(character.repeat(1_600))).toEqual({ kind: "ok" });
      expect(checkSmsText(character.repeat(1_601))).toEqual({
        kind: "too_long",
        length: 1_601,
        max: 1_600,
      });
    }
  });
});

describe("the size of an SMS", () => {
  it.each([
    ["", "GSM-7", 0],
    ["Hello, world?\n\r", "GSM-7", 15],
    ["@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà", "GSM-7", 42],
    ["{[€]}", "GSM-7", 10],
    ["^|~\\\f", "GSM-7", 10],
    ["-.+*/", "GSM-7", 5],
    ["ç", "UCS-2", 1],
    ["it’s", "UCS-2", 4],
    ["`", "UCS-2", 1],
    ["a\tb", "UCS-2", 3],
    ["👍 {", "UCS-2", 4],
  ])("of %j in %s is %i", (text, encoding, units) => {
    expect(smsSize(text)).toMatchObject({ encoding, units });
  });

  it.each([
    ["a", 160, 1],
    ["a", 161, 2],
    ["a", 306, 2],
    ["a", 307, 3],
    ["ж", 70, 1],
    ["ж", 71, 2],
    ["ж", 134, 2],
    ["ж", 135, 3],
  ])("of %j, %i times, is that of %i SMS", (character, times, segments) => {
    expect(smsSize(character.repeat(times)).segments).toBe(segments);
  });

  it("counts an SMS more where a character would be cut in two", () => {
    // 152 and an escaped one: the 153rd place stays empty.
    expect(smsSize(`${"a".repeat(152)}€${"a".repeat(151)}`).segments).toBe(2);
    expect(smsSize(`${"a".repeat(152)}€${"a".repeat(152)}`).segments).toBe(3);
    expect(smsSize(`${"ж".repeat(66)}👍${"ж".repeat(66)}`).segments).toBe(3);
  });
});

describe("a long text", () => {
  it.each([
    ["a".repeat(459), null],
    ["a".repeat(460), { segments: 4, foreign: null, plainSegments: null }],
    ["ж".repeat(201), null],
    ["ж".repeat(202), { segments: 4, foreign: "ж", plainSegments: null }],
    [`It’s ${"a".repeat(300)}`, { segments: 5, foreign: "’", plainSegments: 2 }],
    [`It’s 👍 ${"a".repeat(300)}`, { segments: 5, foreign: "’", plainSegments: null }],
  ])("%.10s… is asked about when it goes as more than three SMS", (text, asked) => {
    expect(askBeforeSending(text)).toEqual(asked);
  });

  it("goes out as its author has agreed, and is asked about again where it is longer", () => {
    const curly = `It’s ${"a".repeat(300)}`;
    const asked = { kind: "ask", long: askBeforeSending(curly) };
    expect(agreedText(curly, { segments: 0, plain: false })).toEqual(asked);
    expect(agreedText(curly, { segments: 4, plain: false })).toEqual(asked);
    expect(agreedText(curly, { segments: 5, plain: false })).toEqual({ kind: "go", text: curly });
    expect(agreedText(curly, { segments: 5, plain: true })).toEqual({
      kind: "go",
      text: curly.replace("’", "'"),
    });
  });
});
