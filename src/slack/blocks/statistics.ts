import { formatDuration } from "../../domain/duration.ts";
import type { Figures } from "../../domain/statistics.ts";
import type { StatisticsReport } from "../../flows/read-statistics.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import { context, type Message, section } from "./elements.ts";

/** Rows under Slack's 3,000 characters of a section. */
const MAX_ROWS = 40;

/** `/sms-stats`: one table, as text that every client and screen reader shows alike. */
export function statisticsMessage(report: StatisticsReport): Message {
  const rows = report.rows.map(({ queue, figures }) => row(queue, figures));
  if (report.rows.length > 1) rows.push(row("All queues", report.total));
  const table = columns([["Queue", "SMS_VOL", "SMS_AHT"], ...rows.slice(0, MAX_ROWS)]);
  const title = `SMS statistics, ${report.label}`;
  return {
    text: `${title}\n\`\`\`${escapeMrkdwn(table)}\`\`\``,
    blocks: [
      section(`*${escapeMrkdwn(title)}*\n\`\`\`${escapeMrkdwn(table)}\`\`\``),
      context(
        "SMS_VOL: sessions handled. SMS_AHT: average handle time (minutes:seconds). A session counts on the day on which it ended; one that was transferred counts in each queue that handled it, and once in the total.",
      ),
    ],
  };
}

function row(name: string, { vol, ahtMs }: Figures): string[] {
  return [name, String(vol), formatDuration(ahtMs)];
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join("  "),
    )
    .join("\n");
}
