/** Comma-separated values (RFC 4180) that a spreadsheet may open without harm. */

/** Excel takes a file for UTF-8 only with this at its beginning. */
export const UTF8_MARK = "\uFEFF";

/** One record with its line end. */
export function csvRecord(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe before it, phone numbers
 * (`+1…`) among them: a texter's or a queue's words must not be worked out on somebody's computer.
 * Numbers stay numbers. Null is an empty cell.
 */
function csvCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
