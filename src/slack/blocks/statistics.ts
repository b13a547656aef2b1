import type { KnownBlock } from "@slack/types";
import { formatDuration } from "../../domain/duration.ts";
import type { Figures } from "../../domain/statistics.ts";
import type { AskedStatistics } from "../../flows/ask-statistics.ts";
import type { QueueLine, StatisticsReport } from "../../flows/read-statistics.ts";
import { ACTIONS } from "../actions.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import {
  button,
  context,
  count,
  linesWithin,
  MAX_SECTION,
  type Message,
  mention,
  section,
} from "./elements.ts";
import { MAX_TABLE_ROWS, tableBlock, tableText } from "./table.ts";

/** Characters of a message's `text` that Slack surely takes, with room for the title. */
const MAX_TEXT = 3_600;

/** A part of the answer: with Slack's table, and without for where Slack takes none. */
export interface StatisticsPart {
  readonly message: Message;
  readonly plain: Message;
}

/** A question's name in titles, such as `today (2026-11-23)`. */
export function statisticsTitle({ named, label }: AskedStatistics): string {
  return `SMS statistics${named === null ? "" : `, ${named}`}, ${label}`;
}

/**
 * `/sms-stats`: the main figures, then how sessions ended and what was texted, then the agents.
 * Three messages, since a message can have one table only.
 */
export function statisticsParts(report: StatisticsReport): StatisticsPart[] {
  const title = statisticsTitle(report.asked);
  const lines = shownLines(report);
  const main = part(title, MAIN_HEAD, lines.map(mainRow), [
    context(notes(report)),
    buttons(report.asked),
  ]);
  const endings = part(
    `${title}: how sessions ended, and texts`,
    ENDINGS_HEAD,
    lines.map(endingsRow),
    [context(ENDINGS_NOTE)],
  );
  return [main, endings, ...agentsPart(title, report)];
}

/** The total is a line of its own where there are several queues, and is never left out. */
function shownLines({ queues, total }: StatisticsReport): QueueLine[] {
  if (queues.length === 1) return [...queues];
  return [...queues.slice(0, MAX_TABLE_ROWS - 1), total];
}

/**
 * A queue's figures under each other, for a message that has one queue only: all main ones, and of
 * the others those that are not 0. Each stands once.
 */
export function figureRows(line: QueueLine): [string, string][] {
  const main = zip(MAIN_HEAD, mainRow(line));
  const known = new Set(main.map(([name]) => name));
  const others = zip(ENDINGS_HEAD, endingsRow(line)).filter(
    ([name, figure]) => !known.has(name) && figure !== "0",
  );
  return [...main, ...others];
}

/** Without the first column, which names the queue. */
function zip(head: readonly string[], row: readonly string[]): [string, string][] {
  return head.slice(1).map((name, i) => [name, row[i + 1] ?? ""]);
}

function part(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  after: KnownBlock[],
): StatisticsPart {
  const heading = section(`*${escapeMrkdwn(title)}*`);
  const text = `${escapeMrkdwn(title)}\n${asCode(tableText(head, rows, MAX_TEXT))}`;
  const lines = section(asCode(tableText(head, rows, MAX_SECTION)));
  return {
    message: { text, blocks: [heading, tableBlock(head, rows), ...after] },
    plain: { text, blocks: [heading, lines, ...after] },
  };
}

/** Lines whose figures stand under each other. */
export function asCode(text: string): string {
  return `\`\`\`${escapeMrkdwn(text)}\`\`\``;
}

const MAIN_HEAD = [
  "Queue",
  "SMS_VOL",
  "SMS_AHT",
  "Offered",
  "Abandoned",
  "Refused",
  "Average wait",
  "90% waited",
  "Within 60 s",
  "First response",
];

function mainRow({ name, figures, refusals }: QueueLine): string[] {
  return [
    name,
    String(figures.vol),
    formatDuration(figures.ahtMs),
    String(figures.offered),
    String(figures.abandoned),
    String(refusals.noAgents + refusals.unkeyed),
    formatDuration(figures.averageWaitMs),
    formatDuration(figures.p90WaitMs),
    prompt(figures),
    formatDuration(figures.averageFirstResponseMs),
  ];
}

function prompt({ acceptedWithin60s, vol }: Figures): string {
  return vol === 0 ? "–" : `${acceptedWithin60s} (${Math.round((acceptedWithin60s / vol) * 100)}%)`;
}

function notes({ asked, queues, inSeveralQueues }: StatisticsReport): string {
  const zones = new Set(asked.queues.map(({ timeZone }) => timeZone));
  const [zone] = zones;
  return [
    "SMS_VOL: sessions handled. SMS_AHT: average handle time. Times are minutes:seconds. A session counts when it ended, or left the queue by a transfer.",
    zones.size === 1 ? `Days of ${zone}.` : "Each queue's days are those of its own time zone.",
    inSeveralQueues === 0
      ? ""
      : `${count(inSeveralQueues, "session was", "sessions were")} transferred: each counts in every queue that it was in, and once in the total.`,
    queues.length >= MAX_TABLE_ROWS
      ? `Of ${queues.length} queues, the first ${MAX_TABLE_ROWS - 1} are shown; ask for one by its name.`
      : "",
  ]
    .filter((note) => note !== "")
    .map(escapeMrkdwn)
    .join(" ");
}

function buttons(asked: AskedStatistics): KnownBlock {
  const value = questionValue(asked);
  return {
    type: "actions",
    elements: [
      button("Chart", ACTIONS.statisticsChart, value),
      button("Sessions as CSV", ACTIONS.statisticsFile, value),
    ],
  };
}

/** A question as a button carries it: when it was asked first, and its words. */
function questionValue({ at, typed }: AskedStatistics): string {
  return `${at.getTime()} ${typed}`.slice(0, 2_000);
}

/** The question that a button carries. */
export function readQuestionValue(value: string): { at: Date; typed: string } {
  const [at = "", ...typed] = value.split(" ");
  return { at: new Date(Number(at)), typed: typed.join(" ") };
}

const ENDINGS_HEAD = [
  "Queue",
  "By agent",
  "By texter",
  "Abandoned",
  "Expired",
  "Idle",
  "No agents",
  "Opted out",
  "Supervisor",
  "Transferred",
  "Refused: no agents",
  "Refused: no keyword",
  "Texts in",
  "Texts out",
  "SMS segments",
];

const ENDINGS_NOTE =
  "The first nine columns are the sessions offered. Refused are texts of which no session came. Texts in and out, and their segments, are those of the sessions.";

function endingsRow({ name, figures, refusals }: QueueLine): string[] {
  const { endings } = figures;
  return [
    name,
    ...[
      endings.agent,
      endings.texter,
      endings.abandoned,
      endings.expired,
      endings.idle,
      endings.no_agents,
      endings.opt_out,
      endings.supervisor,
      figures.transferred,
      refusals.noAgents,
      refusals.unkeyed,
      figures.textsIn,
      figures.textsOut,
      figures.segments,
    ].map(String),
  ];
}

function agentsPart(title: string, { agents }: StatisticsReport): StatisticsPart[] {
  if (agents.length === 0) return [];
  const shown = agents.slice(0, MAX_TABLE_ROWS);
  const rows = shown.map(({ agent, tally }) => [
    { user: agent },
    String(tally.sessions),
    formatDuration(tally.handledMs / tally.sessions),
    formatDuration(tally.handledMs),
    String(tally.textsOut),
  ]);
  const lines = shown.map(
    ({ agent, tally }) =>
      `${mention(agent)}: ${count(tally.sessions, "session")}, SMS_AHT ${formatDuration(tally.handledMs / tally.sessions)}, handled for ${formatDuration(tally.handledMs)}, ${count(tally.textsOut, "text")}`,
  );
  const heading = section(`*${escapeMrkdwn(title)}: agents*`);
  const more =
    agents.length > shown.length
      ? `The ${shown.length} with the most sessions, of ${agents.length}. `
      : "";
  const note = context(`${more}A session counts for each agent who owned it.`);
  const text = `${escapeMrkdwn(title)}: agents\n${linesWithin(lines, MAX_TEXT)}`;
  const head = ["Agent", "Sessions", "SMS_AHT", "Handle time", "Texts sent"];
  return [
    {
      message: { text, blocks: [heading, tableBlock(head, rows), note] },
      plain: { text, blocks: [heading, section(linesWithin(lines, MAX_SECTION)), note] },
    },
  ];
}
