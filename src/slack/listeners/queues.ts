import { userId } from "../../domain/ids.ts";
import type { Queue } from "../../domain/queue.ts";
import { queueListMessage } from "../blocks/queue-list.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import { openAgentsForm } from "./agents.ts";
import {
  answerCommand,
  type CommandArgs,
  type CommandListener,
  didYouMean,
  NOT_SUPERVISOR,
  QUEUE_DELETED,
  sentence,
  splitCommand,
  typedText,
} from "./commands.ts";
import { showHistory } from "./history.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { maySupervise } from "./may-supervise.ts";
import { askToDelete, pauseByCommand } from "./queue-actions.ts";
import { openNewQueueForm, openQueueForm } from "./queue-form.ts";
import { openSupervisorsForm } from "./supervisors.ts";
import { explainTexter } from "./why.ts";

const HELP = sentence(
  [
    "*Queues* (for supervisors)",
    "`/sms-queue list`: all queues, who is on duty, what waits",
    "`/sms-queue new`: make a queue",
    "`/sms-queue edit &lt;queue&gt;`: its keywords, messages and phone numbers",
    "`/sms-queue agents &lt;queue&gt;`: who belongs to it, and each one's Max SMS Sessions",
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
  ["new", openNewQueueForm],
  ["edit", onQueue("edit", edit)],
  ["agents", onQueue("agents", editAgents)],
  ["pause", onQueue("pause", (deps, args, queue) => pauseByCommand(deps, args, queue, true))],
  ["resume", onQueue("resume", (deps, args, queue) => pauseByCommand(deps, args, queue, false))],
  ["delete", onQueue("delete", askToDelete)],
  ["supervisors", openSupervisorsForm],
  ["history", history],
  ["why", explainTexter],
]);

/** `/sms-queue [list|new|edit|agents|pause|resume|delete|supervisors|history|why|help]` */
export function queueCommand(deps: ListenerDeps): CommandListener {
  return async (args) => {
    await args.ack();
    const { word, rest } = splitCommand(typedText(args.command));
    if (word === "help") return answerCommand(args, HELP);
    const subcommand = SUBCOMMANDS.get(word === "" ? "list" : word);
    const what = subcommand ? `/sms-queue ${word}`.trim() : "/sms-queue";
    if (!(await maySupervise(deps, userId(args.command.user_id), what))) {
      return answerCommand(args, NOT_SUPERVISOR);
    }
    if (subcommand) return subcommand(deps, args, rest);
    return answerCommand(args, didYouMean("/sms-queue", word, [...SUBCOMMANDS.keys(), "help"]));
  };
}

async function showList(deps: ListenerDeps, args: CommandArgs): Promise<void> {
  await answerCommand(args, queueListMessage(await deps.flows.listQueueOverviews()));
}

/** For the words that need a queue's name behind them. */
function onQueue(
  word: string,
  act: (deps: ListenerDeps, args: CommandArgs, queue: Queue) => Promise<void>,
): Subcommand {
  return async (deps, args, rest) => {
    const queue = await deps.flows.findQueue(rest);
    if (!queue) return answerCommand(args, await noSuchQueue(deps, word, rest));
    return act(deps, args, queue);
  };
}

async function edit(_deps: ListenerDeps, args: CommandArgs, queue: Queue): Promise<void> {
  await openQueueForm(args.client, queue, formPlace(args));
}

async function editAgents(deps: ListenerDeps, args: CommandArgs, queue: Queue): Promise<void> {
  const opened = await openAgentsForm(deps, args.client, queue.id, formPlace(args));
  if (!opened) await answerCommand(args, QUEUE_DELETED);
}

function formPlace({ command }: CommandArgs) {
  return { triggerId: command.trigger_id, channel: command.channel_id };
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
  const list = names.map((name) => `\`/sms-queue ${word} ${escapeMrkdwn(name)}\``).join("\n");
  return sentence(`Which queue?\n${list}`);
}
