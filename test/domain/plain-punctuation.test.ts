import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withPlainPunctuation } from "../../src/domain/plain-punctuation.ts";
import { smsSize } from "../../src/domain/sms-text.ts";

/** What a text is made of besides punctuation and blanks, in its order. */
function substance(text: string): string[] {
  return text.match(/[\p{L}\p{N}\p{M}\p{Extended_Pictographic}\u200C\u200D]/gu) ?? [];
}

describe("plain punctuation", () => {
  it.each([
    ["It’s ‘fine’, ‚so‛", "It's 'fine', 'so'"],
    ["“Yes” „No‟ «Oui» ‹non›", '"Yes" "No" "Oui" \'non\''],
    ["5′ 10″", "5' 10\""],
    ["`code` and ´so", "'code' and 'so"],
    ["9–5, −3°, well‑known, e‐mail", "9-5, -3°, well-known, e-mail"],
    ["Wait — what", "Wait - what"],
    ["Wait—what", "Wait - what"],
    ["Wait—", "Wait-"],
    ["• one\n  • two\n◦ three", "- one\n  - two\n- three"],
    ["Mon • Tue", "Mon - Tue"],
    ["Mon•Tue", "Mon•Tue"],
    ["So…", "So..."],
    ["1⁄2", "1/2"],
    ["10\u00A0km\u202Fnow\u3000or\tnever", "10 km now or never"],
    ["one\u2028two", "one\ntwo"],
    ["so\u00ADda \u200Bwater\uFEFF", "soda water"],
    ["Ça coûte 3 € à Łódź, l·l ½ ×™", "Ça coûte 3 € à Łódź, l·l ½ ×™"],
    ["👍🏽 👩‍👩‍👧 ❤️ 〰️ 1️⃣ 🏴󠁧󠁢󠁷󠁬󠁳󠁿 می‌خواهم", "👍🏽 👩‍👩‍👧 ❤️ 〰️ 1️⃣ 🏴󠁧󠁢󠁷󠁬󠁳󠁿 می‌خواهم"],
    ['"Plain" - it\'s... (fine)!', '"Plain" - it\'s... (fine)!'],
  ])("of %j is %j", (text, plain) => {
    expect(withPlainPunctuation(text)).toBe(plain);
  });

  it("is in the short alphabet where nothing but punctuation was not", () => {
    const typed = "“It’s 9–5… or\u00A0not”—well, • maybe `so`";
    expect(smsSize(typed).encoding).toBe("UCS-2");
    expect(smsSize(withPlainPunctuation(typed)).encoding).toBe("GSM-7");
  });

  it("keeps every letter, digit and emoji, and finds nothing more to do the second time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const plain = withPlainPunctuation(text);
        expect(substance(plain)).toEqual(substance(text));
        expect(withPlainPunctuation(plain)).toBe(plain);
      }),
    );
  });
});
