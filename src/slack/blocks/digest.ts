import type { KnownBlock } from "@slack/types";
import { durationWords } from "../../domain/duration.ts";
import { type CalendarDay, dayText } from "../../domain/period.ts";
import { isQuiet } from "../../domain/statistics.ts";
import type { DigestView } from "../../flows/ports.ts";
import type { QueueLine } from "../../flows/read-statistics.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import { context, count, type Message, section } from "./elements.ts";
import { asCode, figureRows } from "./statistics.ts";
import { tableBlock, tableText } from "./table.ts";

/** Characters of the words beside the table; all figures of a queue have fewer. */
const MAX_TEXT = 3_000;

/** Yesterday's figures of a queue, for its channel: in a sentence, then each in a table. */
export function digestMessage(view: DigestView): Message {
  const { line, timeZone, paused } = view;
  const day = dayWords(view.day);
  const name = escapeMrkdwn(line.name);
  if (isQuiet(line.figures, line.refusals)) {
    const words = `*Yesterday*, ${day}, was quiet in *${name}*: no session ended, and no text was turned away.`;
    return { text: words, blocks: [section(words)] };
  }
  const heading = `*Yesterday in ${name}*, ${day}`;
  const words = `${heading}\n${summary(line)}`;
  const head = ["Figure", "Yesterday"];
  const rows = figureRows(line);
  const notes = [
    "SMS_VOL: sessions handled. SMS_AHT: average handle time. Times are minutes:seconds.",
    `The day is that of ${timeZone}.`,
    `Supervisors see more with \`/sms-stats ${line.name} ${dayText(view.day)}\`.`,
    paused ? "The queue is paused now." : "",
  ];
  const blocks: KnownBlock[] = [
    section(words),
    tableBlock(head, rows),
    context(escapeMrkdwn(notes.filter((note) => note !== "").join(" "))),
  ];
  return { text: `${words}\n${asCode(tableText(head, rows, MAX_TEXT))}`, blocks };
}

/** "Monday 23 November 2026" */
function dayWords({ year, month, day }: CalendarDay): string {
  const words = new Intl.DateTimeFormat("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  return words.format(Date.UTC(year, month - 1, day)).replace(",", "");
}

/** What matters of a day, in a line; what did not happen is left out. */
function summary({ figures, refusals }: QueueLine): string {
  const { vol, ahtMs, averageWaitMs, abandoned } = figures;
  const refused = refusals.noAgents + refusals.unkeyed;
  const parts = [
    ahtMs === null || averageWaitMs === null
      ? "No session was handled"
      : `*${count(vol, "session")} handled*, on average ${durationWords(ahtMs)} each after a wait of ${durationWords(averageWaitMs)}`,
    abandoned > 0 ? `${abandoned} abandoned` : "",
    refused > 0 ? `${count(refused, "text")} refused` : "",
  ];
  return `${parts.filter((part) => part !== "").join(" · ")}.`;
}
