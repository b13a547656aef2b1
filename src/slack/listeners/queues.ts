import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from "@slack/bolt";
import { z } from "zod";
import { isChannelId, queueId, userId } from "../../domain/ids.ts";
import { warnAboutMessages } from "../../domain/keyword-rules.ts";
import type { Queue, QueueSettings } from "../../domain/queue.ts";
import { queueListMessage } from "../blocks/queue-list.ts";
import { checkChannel } from "../channels.ts";
import { queueFormView } from "../forms/queue-form.ts";
import { type FormProblem, fieldErrors, readQueueForm } from "../forms/read-queue-form.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import { openAgentsForm } from "./agents.ts";
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
import type { ListenerDeps } from "./listener-deps.ts";
import { answerPress, type ButtonListener, readPress } from "./pressed.ts";
import { tellAfterSubmit } from "./submitted.ts";

const HELP = sentence(
  [
    "*Queues*",
    "`/sms-queue list`: all queues, who is on duty, what waits",
    "`/sms-queue new`: make a queue",
    "`/sms-queue edit &lt;queue&gt;`: its keywords, messages and phone numbers",
    "`/sms-queue agents &lt;queue&gt;`: who belongs to it, and each one's Max SMS Sessions",
  ].join("\n"),
);

const WORDS = ["list", "new", "edit", "agents", "help"] as const;

/** `/sms-queue [list|new|edit <queue>|agents <queue>]` */
export function queueCommand(deps: ListenerDeps): CommandListener {
  return async (args) => {
    await args.ack();
    const { word, rest } = splitCommand(typedText(args.command));
    if (!(await deps.flows.isSupervisor(userId(args.command.user_id)))) {
      return answerCommand(args, NOT_SUPERVISOR);
    }
    switch (word) {
      case "":
      case "list":
        return answerCommand(args, queueListMessage(await deps.flows.listQueueOverviews()));
      case "new":
        return openQueueForm(args, null);
      case "edit":
      case "agents": {
        const queue = await deps.flows.findQueue(rest);
        if (!queue) return answerCommand(args, await noSuchQueue(deps, word, rest));
        return word === "edit"
          ? openQueueForm(args, queue)
          : openAgentsForm(deps, args.client, queue, {
              triggerId: args.command.trigger_id,
              channel: args.command.channel_id,
            });
      }
      case "help":
        return answerCommand(args, HELP);
      default:
        return answerCommand(args, didYouMean("/sms-queue", word, WORDS));
    }
  };
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

async function openQueueForm(
  { client, command }: Pick<CommandArgs, "client" | "command">,
  queue: Queue | null,
): Promise<void> {
  await client.views.open({
    trigger_id: command.trigger_id,
    view: queueFormView(
      queue,
      { channel: isChannelId(command.channel_id) ? command.channel_id : null },
      {
        queue: queue?.id ?? null,
        version: queue?.version ?? 0,
        channel: command.channel_id,
      },
    ),
  });
}

/** Edit in the list of queues. */
export function openQueueFormByButton(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    const { ack, client, body } = args;
    await ack();
    const press = readPress(args);
    if (!(await deps.flows.isSupervisor(press.by))) {
      return answerPress(args, press, NOT_SUPERVISOR);
    }
    const queue = await deps.flows.getQueue(queueId(press.value));
    await client.views.open({
      trigger_id: body.trigger_id,
      view: queueFormView(
        queue,
        { channel: queue.channel },
        { queue: queue.id, version: queue.version, channel: press.channel ?? "" },
      ),
    });
  };
}

const memory = z.object({
  queue: z.string().nullable(),
  version: z.number(),
  channel: z.string(),
});

type SubmitArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Save in the queue form: problems come back at their fields. */
export function saveQueueForm(deps: ListenerDeps): (args: SubmitArgs) => Promise<void> {
  return async ({ ack, client, body, view }) => {
    const by = userId(body.user.id);
    const remembered = memory.parse(JSON.parse(view.private_metadata));
    const refuse = (problems: readonly FormProblem[]) =>
      ack({ response_action: "errors", errors: fieldErrors(problems) });
    if (!(await deps.flows.isSupervisor(by))) {
      return refuse([{ field: "name", message: "Only supervisors may save queues." }]);
    }
    const existing =
      remembered.queue === null ? null : await deps.flows.getQueue(queueId(remembered.queue));
    const read = readQueueForm(view.state.values, existing);
    if (read.kind === "problems") return refuse(read.problems);
    const { settings } = read;
    const channelProblem = await checkChannel(client, settings.channel);
    if (channelProblem) return refuse([{ field: "channel", message: channelProblem }]);

    const saved = await deps.flows.saveQueue(
      settings,
      existing && { id: existing.id, version: remembered.version },
    );
    switch (saved.kind) {
      case "refused":
        return refuse(saved.problems);
      case "outdated":
        return refuse([
          {
            field: "name",
            message:
              "Somebody else has saved this queue since you opened the form. Nothing was saved: open it again to see the present settings.",
          },
        ]);
      case "saved":
        await ack();
        return tellAfterSubmit(
          client,
          by,
          remembered.channel,
          savedSentence(settings, existing === null),
        );
      default:
        return saved satisfies never;
    }
  };
}

function savedSentence(settings: QueueSettings, isNew: boolean) {
  const name = escapeMrkdwn(settings.name);
  const lines = [
    `:white_check_mark: Saved *${name}*: texts to ${settings.lines.join(", ")} come to <#${settings.channel}>.`,
    ...warnAboutMessages(settings).map((warning) => `:warning: ${escapeMrkdwn(warning)}`),
  ];
  if (isNew) lines.push(`Now add its agents: \`/sms-queue agents ${name}\``);
  return sentence(lines.join("\n"));
}
