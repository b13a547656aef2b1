import type { ModalView } from "@slack/types";
import { userId } from "../../domain/ids.ts";
import type { Queue } from "../../domain/queue.ts";
import { linesWithin, MAX_SECTION, type Message } from "../blocks/elements.ts";
import { queueListMessage } from "../blocks/queue-list.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import { formOfAgents } from "./agents.ts";
import {
  answerCommand,
  type CommandArgs,
  type CommandListener,
  didYouMean,
  NOT_SUPERVISOR,
  sentence,
  splitCommand,
  typedText,
} from "./commands.ts";
import { showHistory } from "./history.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { maySupervise } from "./may-supervise.ts";
import { openForm, placeOfCommand } from "./open-form.ts";
import { askToDelete, pauseByCommand } from "./queue-actions.ts";
import { formOfQueue, newQueueForm } from "./queue-form.ts";
import { formOfReplies } from "./replies.ts";
import { showAdmins, supervisorsForm } from "./supervisors.ts";
import { explainTexter } from "./why.ts";

const HELP = sentence(
  [
    "*Queues* (for supervisors)",
    "`/sms-queue list`: all queues, who is on duty, what waits",
    "`/sms-queue new`: make a queue",
    "`/sms-queue edit &lt;queue&gt;`: its keywords, messages and phone numbers",
    "`/sms-queue agents &lt;queue&gt;`: who belongs to it, and each one's Max SMS Sessions",
    "`/sms-queue replies &lt;queue&gt;`: what its agents can send with a few clicks",
    "`/sms-queue pause &lt;queue&gt;`, `/sms-queue resume &lt;queue&gt;`: no new sessions for a while",
    "`/sms-queue delete &lt;queue&gt;`: for good; its statistics stay",
    "`/sms-queue supervisors`: who else may do all this",
    "`/sms-queue history [queue]`: who changed what",
    "`/sms-queue why &lt;number&gt;`: why somebody's texts were treated as they were",
  ].join("\n"),
);

/** Does what one word of the command says. */
type Subcommand = (deps: ListenerDeps, args: CommandArgs, rest: string) => Promise<void>;

const SUBCOMMANDS: ReadonlyMap<string, Subcommand> = new Map<string, Subcommand>([
  ["list", showList],
  ["pause", pauseOrResume("pause", true)],
  ["resume", pauseOrResume("resume", false)],
  ["history", history],
  ["why", explainTexter],
]);

/** Makes the form that one word of the command opens, or the words that are said in its place. */
type Form = (deps: ListenerDeps, args: CommandArgs, rest: string) => Promise<ModalView | Message>;

const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ["new", newQueueForm],
  [
    "edit",
    onQueue("edit", async (_, { command }, queue) => formOfQueue(queue, command.channel_id)),
  ],
  [
    "agents",
    onQueue("agents", (deps, { command }, queue) =>
      formOfAgents(deps, queue.id, command.channel_id),
    ),
  ],
  ["replies", onQueue("replies", (deps, _, queue) => formOfReplies(deps, queue.id))],
  ["delete", onQueue("delete", askToDelete)],
  ["supervisors", supervisorsForm],
]);

const WORDS = [...SUBCOMMANDS.keys(), ...FORMS.keys(), "help"];

/** `/sms-queue [list|new|edit|agents|replies|pause|resume|delete|supervisors|history|why|help]` */
export function queueCommand(deps: ListenerDeps): CommandListener {
  return async (args) => {
    await args.ack();
    const { word, rest } = splitCommand(typedText(args.command));
    if (word === "help") return answerCommand(args, HELP);
    const what = WORDS.includes(word) ? `/sms-queue ${word}` : "/sms-queue";
    const may = () => maySupervise(deps, userId(args.command.user_id), what);
    const form = FORMS.get(word);
    if (form) {
      const opened = await openForm(placeOfCommand(args), async () =>
        (await may()) ? form(deps, args, rest) : NOT_SUPERVISOR,
      );
      if (opened && form === supervisorsForm) await showAdmins(deps, args, opened);
      return;
    }
    if (!(await may())) return answerCommand(args, NOT_SUPERVISOR);
    const subcommand = SUBCOMMANDS.get(word === "" ? "list" : word);
    if (subcommand) return subcommand(deps, args, rest);
    return answerCommand(args, didYouMean("/sms-queue", word, WORDS, rest));
  };
}

async function showList(deps: ListenerDeps, args: CommandArgs): Promise<void> {
  await answerCommand(args, queueListMessage(await deps.flows.listQueueOverviews(), 0));
}

/** For the words that need a queue's name behind them. */
function onQueue(
  word: string,
  act: (deps: ListenerDeps, args: CommandArgs, queue: Queue) => Promise<ModalView | Message>,
): Form {
  return async (deps, args, rest) => {
    const queue = await deps.flows.findQueue(rest);
    return queue ? act(deps, args, queue) : noSuchQueue(deps, word, rest);
  };
}

function pauseOrResume(word: string, paused: boolean): Subcommand {
  return async (deps, args, rest) => {
    const queue = await deps.flows.findQueue(rest);
    if (!queue) return answerCommand(args, await noSuchQueue(deps, word, rest));
    return pauseByCommand(deps, args, queue, paused);
  };
}

async function history(deps: ListenerDeps, args: CommandArgs, rest: string): Promise<void> {
  if (rest === "") return showHistory(deps, args, null);
  const queue = await deps.flows.findQueueWithHistory(rest);
  if (queue === null) return answerCommand(args, await noSuchQueue(deps, "history", rest));
  return showHistory(deps, args, queue);
}

async function noSuchQueue(deps: ListenerDeps, word: string, typed: string) {
  const names = (await deps.flows.listQueueOverviews()).map(({ queue }) => queue.name);
  if (names.length === 0) {
    return sentence("There are no queues yet. Make the first one with `/sms-queue new`.");
  }
  if (typed !== "") return didYouMean(`/sms-queue ${word}`, typed, names);
  const commands = names.map((name) => `\`/sms-queue ${word} ${escapeMrkdwn(name)}\``);
  return sentence(`Which queue?\n${linesWithin(commands, MAX_SECTION)}`);
}
