import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvRecord } from "../../src/domain/csv.ts";

/** RFC 4180, read by somebody else than who wrote it. */
function parse(text: string): string[][] {
  const records: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/y;
  while (cell.lastIndex < text.length) {
    const [, value = "", end] = cell.exec(text) ?? [];
    const plain = value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value;
    records.at(-1)?.push(plain);
    if (end === "\r\n") records.push([]);
    if (end === undefined) throw new Error("not CSV");
  }
  return records.slice(0, -1);
}

describe("a CSV record", () => {
  it.each([
    [["a", "b"], "a,b\r\n"],
    [["a,b", 'say "hi"'], '"a,b","say ""hi"""\r\n'],
    [["two\nlines"], '"two\nlines"\r\n'],
    [[1, -2, 0.5], "1,-2,0.5\r\n"],
    [[null, ""], ",\r\n"],
    [["Zoë – 日本"], "Zoë – 日本\r\n"],
  ])("of %j is %j", (cells, text) => {
    expect(csvRecord(cells)).toBe(text);
  });

  it.each(["=1+1", "+15557770001", "-2", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")'])(
    "has no formula of %j",
    (text) => {
      expect(parse(csvRecord(["a", text]))).toEqual([["a", `'${text}`]]);
    },
  );

  it("is read back as it was written, but for that apostrophe", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (cells) => {
        const [read = []] = parse(csvRecord(cells));
        expect(read.map((cell, i) => (cell === cells[i] ? cell : cell.slice(1)))).toEqual(cells);
        for (const cell of read) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });
});
