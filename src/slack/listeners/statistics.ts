import { RespondError } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import { closest } from "fastest-levenshtein";
import { type UserId, userId } from "../../domain/ids.ts";
import type { AskedStatistics, StatisticsQuestion } from "../../flows/ask-statistics.ts";
import { MAX_EXPORTED } from "../../flows/export-sessions.ts";
import type { ShareOutcome } from "../../flows/ports.ts";
import { listWithin, type Message } from "../blocks/elements.ts";
import {
  readQuestionValue,
  type StatisticsPart,
  statisticsParts,
  statisticsTitle,
} from "../blocks/statistics.ts";
import { withFileOf } from "../file-on-disk.ts";
import { sendFile } from "../files.ts";
import { escapeMrkdwn, firstWords } from "../text/to-slack.ts";
import {
  answerCommand,
  type CommandArgs,
  type CommandListener,
  NOT_SUPERVISOR,
  quotedWords,
  sentence,
  splitCommand,
  typedText,
} from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { maySupervise } from "./may-supervise.ts";
import { answerPress, type ButtonListener, readPress } from "./pressed.ts";

const FORM = "/sms-stats [queue] [today|yesterday|7d|30d|2026-11-01..2026-11-15] [chart] [csv]";
const HELP = sentence(
  `*Statistics* (for supervisors)\n\`${FORM}\`: SMS_VOL, SMS_AHT and what stands beside them, for one queue or all; today when no period is given\n\`chart\`: a picture of how the period went, by direct message\n\`csv\`: every session as a line of a file, by direct message`,
);

/** Characters of a queue's name in the title of a picture. */
const MAX_DRAWN_NAME = 24;

/** People whose names are looked up for a file; the others stand there by their ids. */
const MAX_NAMES = 200;

/** `/sms-stats [queue] [period] [chart] [csv]` */
export function statsCommand(deps: ListenerDeps): CommandListener {
  return async (args) => {
    await args.ack();
    const typed = typedText(args.command);
    if (splitCommand(typed).word === "help") return answerCommand(args, HELP);
    const user = userId(args.command.user_id);
    if (!(await maySupervise(deps, user, "/sms-stats"))) {
      return answerCommand(args, NOT_SUPERVISOR);
    }
    const question = await deps.flows.askStatistics(typed, null);
    if (question.kind !== "asked") return answerCommand(args, misunderstood(question, typed));
    if (question.chart) {
      await answerCommand(args, await sendChart(deps, args.client, user, question));
    }
    if (question.csv) {
      await answerCommand(args, await sendSessions(deps, args.client, user, question));
    }
    if (question.chart || question.csv) return;
    await answerParts(args, statisticsParts(await deps.flows.readStatistics(question)));
  };
}

/** Chart and Sessions as CSV, under the tables: of the same days, whenever they are pressed. */
export function statisticsButton(deps: ListenerDeps, what: "chart" | "file"): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    if (!(await maySupervise(deps, press.by, args.action.action_id))) {
      return answerPress(args, press, NOT_SUPERVISOR);
    }
    const { at, typed } = readQuestionValue(press.value);
    const question = await deps.flows.askStatistics(typed, at);
    if (question.kind !== "asked") return answerPress(args, press, misunderstood(question, typed));
    const send = what === "chart" ? sendChart : sendSessions;
    await answerPress(args, press, await send(deps, args.client, press.by, question));
  };
}

/** What is said of a question that was not understood: the nearest one that would have been. */
function misunderstood(
  question: Exclude<StatisticsQuestion, AskedStatistics>,
  typed: string,
): Message {
  const names = question.queues.map(escapeMrkdwn);
  const queues = names.length === 0 ? "" : `The queues are: ${listWithin(names, 1_000)}.`;
  if (question.kind === "wrong") {
    return sentence(`${escapeMrkdwn(question.message)} ${queues}`.trim());
  }
  const { phrase, rest, known } = question;
  const nearest = closest(phrase, [...known]);
  const meant = question.queues.includes(nearest) ? `${nearest} ${rest}` : `${rest} ${nearest}`;
  return sentence(
    `I don't know \`/sms-stats ${quotedWords(typed)}\`. Did you mean \`/sms-stats ${escapeMrkdwn(meant.trim())}\`? The form is \`${FORM}\`. ${queues}`,
  );
}

/** Slack may not take tables here or for this person: the same is then said in plain lines. */
async function answerParts(args: CommandArgs, parts: readonly StatisticsPart[]): Promise<void> {
  let takesTables = true;
  for (const { message, plain } of parts) {
    if (takesTables) {
      try {
        await answerCommand(args, message);
        continue;
      } catch (error) {
        if (!(error instanceof RespondError)) throw error;
        args.logger.warn("Slack did not take a table", error);
        takesTables = false;
      }
    }
    await answerCommand(args, plain);
  }
}

async function sendChart(
  deps: ListenerDeps,
  client: WebClient,
  user: UserId,
  asked: AskedStatistics,
): Promise<Message> {
  const title = statisticsTitle(asked);
  // The picture's title is one line: the days count for more than the end of a long name.
  const named = asked.named === null ? null : firstWords(asked.named, MAX_DRAWN_NAME);
  const chart = await deps.flows.readStatisticsChart(asked);
  // Charts are asked for now and then: what draws them is loaded when the first one is.
  const { drawChart, chartWords } = await import("../chart/draw-chart.ts");
  const outcome = await sendFile(client, user, escapeMrkdwn(title), {
    name: "sms-statistics.png",
    altText: chartWords(chart, title),
    bytes: await drawChart(chart, statisticsTitle({ ...asked, named })),
  });
  return sent(outcome, "The chart");
}

async function sendSessions(
  deps: ListenerDeps,
  client: WebClient,
  user: UserId,
  asked: AskedStatistics,
): Promise<Message> {
  const { total } = await deps.flows.readStatistics(asked);
  const { offered } = total.figures;
  if (offered === 0) {
    return sentence(`*${escapeMrkdwn(statisticsTitle(asked))}*: no session ended in this time.`);
  }
  let listed = 0;
  async function* lines(): AsyncGenerator<string> {
    for await (const { text, sessions } of deps.flows.exportSessions(asked, namesFor(deps))) {
      listed += sessions;
      yield text;
    }
  }
  const outcome = await withFileOf(lines(), (bytes) => {
    const cut =
      listed === MAX_EXPORTED && listed < offered
        ? ` These are the first ${listed} of ${offered}: a spreadsheet takes no more. Ask for a shorter time.`
        : "";
    const words = `${statisticsTitle(asked)}: ${listed} ${listed === 1 ? "session" : "sessions"}.${cut}`;
    return sendFile(client, user, escapeMrkdwn(words), {
      name: "sms-sessions.csv",
      altText: words,
      bytes,
    });
  });
  return sent(outcome, "The file");
}

function namesFor({ directory }: ListenerDeps): (user: UserId) => Promise<string | null> {
  let left = MAX_NAMES;
  return async (user) => {
    left -= 1;
    return left < 0 ? null : directory.displayName(user);
  };
}

function sent(outcome: ShareOutcome, what: string): Message {
  if (outcome.kind === "done") {
    return sentence(`${what} is in your direct messages with me; nobody else sees it.`);
  }
  const why = "why" in outcome ? ` (${outcome.why})` : "";
  return sentence(
    escapeMrkdwn(`${what} could not be sent: Slack did not take it${why}. Please try again.`),
  );
}
