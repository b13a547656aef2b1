import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  findWord,
  isWholeText,
  type KeywordCandidate,
  matchQueues,
  normalize,
} from "../../src/domain/keywords.ts";
import { queueNumber } from "./examples.ts";

describe("normalize", () => {
  it.each([
    ["DONE", "done"],
    [" DONE! ", "done"],
    ["“Done.”", "done"],
    ["done\n", "done"],
    ["\tdone\r\n", "done"],
    ["\u00A0done\u00A0", "done"],
    ["all\u00A0done", "all done"],
    ["all   done", "all done"],
    ["all\u2003\u3000\ndone", "all done"],
    ["all\u0085done", "all done"],
    ["all\u2028done", "all done"],
    ["ｄｏｎｅ", "done"],
    ["ＤＯＮＥ！", "done"],
    ["𝐃𝐨𝐧𝐞", "done"],
    ["ﬁnish", "finish"],
    ["do\u200Bne", "done"],
    ["\uFEFFdone", "done"],
    ["d\u00ADone", "done"],
    ["do\u200Dne", "done"],
    ["\u202Adone\u202C", "done"],
    ["done\u2060", "done"],
    ["✔\uFE0F done", "done"],
    ["done 👍", "done"],
    ["👍", "👍"],
    ["❤\uFE0F", "❤"],
    ["***", "***"],
    ["?!", "?!"],
    ["(done)", "done"],
    ["¿Listo?", "listo"],
    ["done…", "done"],
    ["#done", "done"],
    ["$done$", "done"],
    ["<done>", "done"],
    ["all-done", "all-done"],
    ["don't", "don't"],
    ["Café", "café"],
    ["Cafe\u0301", "café"],
    ["Cafe\u200D\u0301", "café"],
    ["STRASSE", "strasse"],
    ["STRAẞE", "straße"],
    ["ΤΈΛΟΣ", "τέλος"],
    ["ГОТОВО!", "готово"],
    ["完了。", "完了"],
    ["सहायता", "सहायता"],
    ["١٢٣", "١٢٣"],
    ["İptal", "i\u0307ptal"],
    ["", ""],
    ["   ", ""],
    ["\u200B\uFE0F", ""],
  ])("reads %j as %j", (text, normal) => {
    expect(normalize(text)).toBe(normal);
  });

  it("changes nothing when it is done twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const once = normalize(text);
        expect(normalize(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a whole text", () => {
  it.each([
    ["done", "done"],
    [" DONE! ", "done"],
    ["“Done.”", "done"],
    ["done", "DONE!"],
    ["Done 🙏", "done"],
    ["*done*", "done"],
    ["all  done.", "all\u00A0DONE"],
    ["👍", "👍\uFE0F"],
    ["bye-bye!", "bye-bye"],
    ["１", "1"],
  ])("%j is the keyword %j", (text, keyword) => {
    expect(isWholeText(text, keyword)).toBe(true);
  });

  it.each([
    ["I'm done paying?", "done"],
    ["done done", "done"],
    ["done.done", "done"],
    ["d o n e", "done"],
    ["dones", "done"],
    ["undone", "done"],
    ["done1", "done"],
    ["doné", "done"],
    ["don e", "done"],
    ["bye bye", "bye-bye"],
    ["", "done"],
    ["👍🏽", "👍"],
    ["??", "?"],
  ])("%j is not the keyword %j", (text, keyword) => {
    expect(isWholeText(text, keyword)).toBe(false);
  });

  it("is never a blank keyword, nor one of nothing visible", () => {
    expect(isWholeText("", null)).toBe(false);
    expect(isWholeText("", "")).toBe(false);
    expect(isWholeText("", "\u200B")).toBe(false);
  });
});

describe("a keyword in a text", () => {
  it.each([
    ["support please", "support", 0],
    ["I need support", "support", 7],
    ["SUPPORT!!!", "Support", 0],
    ["need support.", "support", 5],
    ["(support)", "support", 1],
    ["sales/support", "support", 6],
    ["e-support", "support", 2],
    ["support's line", "support", 0],
    ["my supports need support", "support", 17],
    ["tech   support now", "tech support", 0],
    ["tech\u00A0support", "tech support", 0],
    ["tech sup\u200Bport", "tech support", 0],
    ["I have a ☎support question", "support", 10],
    ["请 客服", "客服", 2],
    ["code 42!", "42", 5],
    ["help 👍", "👍", 5],
    ["𝟏 please", "1", 0],
  ])("in %j, %j stands at %i", (text, keyword, position) => {
    expect(findWord(text, keyword)).toBe(position);
  });

  it.each([
    ["supports", "support"],
    ["mysupport", "support"],
    ["support2", "support"],
    ["2support", "support"],
    ["supporté", "support"],
    ["support\u0301s", "support"],
    ["supp ort", "support"],
    ["support tech", "tech support"],
    ["tech-support", "tech support"],
    ["𝒜support", "support"],
    ["support𐐷", "support"],
    ["𐐷support", "support"],
    ["", "support"],
    ["anything", "\u200B"],
  ])("%j does not contain the word %j", (text, keyword) => {
    expect(findWord(text, keyword)).toBe(-1);
  });

  const keyword = fc.constantFrom("support", "Tech Support", "übung", "вход", "42", "a");
  const noise = fc.constantFrom(" ", "!", "“", "\u00A0", "\n", "\u200B", "\uFE0F", "👍", "…", "*");
  const letter = fc.constantFrom("x", "É", "ж", "7", "語", "𐐷", "ß");

  it("is found as the whole text whatever stands around it that is no letter or digit", () => {
    fc.assert(
      fc.property(
        fc.array(noise),
        keyword,
        fc.boolean(),
        fc.array(noise),
        (before, word, upper, after) => {
          const text = [...before, upper ? word.toUpperCase() : word, ...after].join("");
          expect(isWholeText(text, word)).toBe(true);
          expect(findWord(text, word)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it("is not found with a letter or digit right beside it", () => {
    fc.assert(
      fc.property(keyword, letter, fc.boolean(), (word, beside, before) => {
        expect(findWord(before ? beside + word : word + beside, word)).toBe(-1);
      }),
    );
  });
});

describe("several queues on a line", () => {
  let next = 0;
  function candidate(
    name: string,
    initiationKeyword: string | null,
    own: Partial<KeywordCandidate> = {},
  ): KeywordCandidate {
    next += 1;
    const base = { id: queueNumber(next), keywordMatch: "word", priority: 100 } as const;
    return { ...base, name, initiationKeyword, ...own };
  }
  const sales = candidate("Sales", "sales");
  const support = candidate("Support", "support");
  const salesSupport = candidate("Sales support", "sales support");
  const anything = candidate("Anything", null);
  const names = (text: string, candidates: readonly KeywordCandidate[]) =>
    matchQueues(text, candidates).map((match) => match.name);

  it.each([
    ["I want SALES, not support", ["Sales", "Support", "Anything"]],
    ["not support, I want sales", ["Support", "Sales", "Anything"]],
    ["sales support", ["Sales support", "Sales", "Support", "Anything"]],
    ["sales support please", ["Sales support", "Sales", "Support", "Anything"]],
    ["support, sales support", ["Support", "Sales support", "Sales", "Anything"]],
    ["please: sales support", ["Sales support", "Sales", "Support", "Anything"]],
    ["“Support!”", ["Support", "Anything"]],
    ["hello", ["Anything"]],
    ["", ["Anything"]],
  ])("%j ranks them %j", (text, ranked) => {
    expect(names(text, [anything, support, salesSupport, sales])).toEqual(ranked);
  });

  it("says of each why it is where it is", () => {
    expect(matchQueues("Please, sales or support", [support, anything, sales])).toMatchObject([
      { name: "Sales", kind: "word", position: 8, length: 5, priority: 100 },
      { name: "Support", kind: "word", position: 17, length: 7 },
      { name: "Anything", kind: "catch_all" },
    ]);
    expect(matchQueues("...sales?", [sales])).toMatchObject([{ kind: "exact" }]);
    expect(matchQueues("...sales now", [sales])).toMatchObject([{ kind: "first_word" }]);
  });

  it("prefers the exact keyword to a longer one that is only contained", () => {
    const exact = candidate("Exact", "sales", { keywordMatch: "exact", priority: 999 });
    expect(names("sales", [salesSupport, exact])).toEqual(["Exact"]);
    expect(names("sales support", [exact, salesSupport])).toEqual(["Sales support"]);
  });

  it("prefers the longer keyword, then the lower priority number, then the name", () => {
    const long = candidate("Long", "sales desk", { priority: 900 });
    expect(names("sales desk now", [sales, long])).toEqual(["Long", "Sales"]);
    const second = candidate("A", "Sales!", { priority: 2 });
    const first = candidate("Z", "SALES", { priority: 1 });
    expect(names("sales now", [second, first])).toEqual(["Z", "A"]);
    const b = candidate("b", "sales");
    const a = candidate("a", "sales");
    expect(names("sales now", [b, a])).toEqual(["a", "b"]);
  });

  it("gives the catch-all only what nobody else takes, whatever its priority", () => {
    const first = candidate("First", null, { priority: 0 });
    expect(names("is this support?", [first, support])).toEqual(["Support", "First"]);
  });

  it("doesn't depend on the order in which the queues are listed", () => {
    const all = [sales, support, salesSupport, anything, candidate("Desk", "desk")];
    const words = fc.array(fc.constantFrom("sales", "support", "desk", "my", "not,", "SALES"));
    fc.assert(
      fc.property(words, fc.shuffledSubarray(all, { minLength: 5 }), (text, shuffled) => {
        expect(names(text.join(" "), shuffled)).toEqual(names(text.join(" "), all));
      }),
    );
  });
});
