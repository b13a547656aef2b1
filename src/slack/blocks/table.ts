import type { RichTextBlock, TableBlock } from "@slack/types";
import type { UserId } from "../../domain/ids.ts";
import { firstWords } from "../text/to-slack.ts";

/** A cell: words, or a person, whom Slack shows by name. */
export type Cell = string | { readonly user: UserId };

/** Slack's table block has 100 rows at most, the head among them. */
export const MAX_TABLE_ROWS = 99;
/** Characters of a name; longer ones would push the figures out of sight. */
const MAX_NAME = 60;

/**
 * Slack's own table, of which a message can have only one (docs: table block).
 *
 * @param rows the first cell of each names it, the others are figures
 */
export function tableBlock(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
): TableBlock {
  return {
    type: "table",
    column_settings: head.map((_, column) => ({ align: column === 0 ? "left" : "right" })),
    rows: [
      head.map((title) => richCell({ type: "text", text: title, style: { bold: true } })),
      ...rows
        .slice(0, MAX_TABLE_ROWS)
        .map((cells) =>
          cells.map((cell) =>
            typeof cell === "string"
              ? { type: "raw_text" as const, text: firstWords(cell, MAX_NAME) }
              : richCell({ type: "user", user_id: cell.user }),
          ),
        ),
    ],
  };
}

type RichElement =
  | { type: "text"; text: string; style: { bold: true } }
  | { type: "user"; user_id: string };

function richCell(element: RichElement): RichTextBlock {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [element] }] };
}

/**
 * As lines with the figures under each other, for notifications, screen readers, and wherever
 * Slack takes no table.
 *
 * @param room characters; where it is short, rows before the last one are left out
 */
export function tableText(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  room: number,
): string {
  const lines = [
    head,
    ...rows.map(([name = "", ...figures]) => [firstWords(name, MAX_NAME), ...figures]),
  ];
  const widths = head.map((_, column) =>
    Math.max(...lines.map((cells) => cells[column]?.length ?? 0)),
  );
  const width = widths.reduce((sum, one) => sum + one + 2, 0);
  const fits = Math.max(2, Math.floor(room / width));
  const shown = lines.length <= fits ? lines : [...lines.slice(0, fits - 1), ...lines.slice(-1)];
  return shown
    .map((cells) => cells.map((cell, i) => pad(cell, widths[i] ?? 0, i === 0)).join("  "))
    .join("\n");
}

function pad(text: string, width: number, isName: boolean): string {
  const blanks = " ".repeat(Math.max(0, width - text.length));
  return isName ? text + blanks : blanks + text;
}
