import type {
  AllMiddlewareArgs,
  BlockAction,
  PlainTextInputAction,
  SlackActionMiddlewareArgs,
} from "@slack/bolt";
import type { KnownBlock, ModalView } from "@slack/types";
import { z } from "zod";
import { isChannelId, type QueueId, queueId, userId } from "../../domain/ids.ts";
import { warnAboutMessages } from "../../domain/keyword-rules.ts";
import type { Queue, QueueSettings } from "../../domain/queue.ts";
import { ACTIONS, VIEWS } from "../actions.ts";
import { button, context, listOf, type Message, section } from "../blocks/elements.ts";
import { triedTextBlocks } from "../blocks/tried-text.ts";
import { type EnteredChannel, enterChannel } from "../channels.ts";
import { wordsView } from "../forms/plain-views.ts";
import { newQueue, outdatedNotice, queueFormView, TRY_BLOCK } from "../forms/queue-form.ts";
import { type FormProblem, fieldErrors, readQueueForm } from "../forms/read-queue-form.ts";
import { readSmsText } from "../forms/values.ts";
import { inTime } from "../in-time.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import { type CommandArgs, NOT_SUPERVISOR, QUEUE_DELETED } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { maySupervise, refuseSubmit } from "./may-supervise.ts";
import { openForm, placeOfPress } from "./open-form.ts";
import { type ButtonListener, readPress } from "./pressed.ts";
import { redrawView } from "./redraw-view.ts";
import { type SubmitListener, tellAfterSubmit } from "./submitted.ts";

/** `/sms-queue new`; the caller has checked who is asking. */
export async function newQueueForm(
  deps: ListenerDeps,
  { command }: CommandArgs,
): Promise<ModalView> {
  const { channel_id: channel } = command;
  const timeZone = await deps.directory.timeZone(userId(command.user_id));
  const start = newQueue(isChannelId(channel) ? channel : null, timeZone);
  return queueFormView(start, { queue: null, version: 0, paused: false, channel });
}

/**
 * The form of a queue; the caller has checked who is asking.
 *
 * @param channel where it was asked for
 */
export function formOfQueue(queue: Queue, channel: string): ModalView {
  const { id, version, paused } = queue;
  return queueFormView(queue, { queue: id, version, paused, channel });
}

/** Edit in the list of queues and under what was saved. */
export function openQueueFormByButton(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    await openForm(placeOfPress(args, press), async () => {
      if (!(await maySupervise(deps, press.by, ACTIONS.editQueue))) return NOT_SUPERVISOR;
      const queue = await deps.flows.getQueue(queueId(press.value));
      return queue ? formOfQueue(queue, press.channel ?? "") : QUEUE_DELETED;
    });
  };
}

const memoryShape = z.object({
  queue: z.string().nullable(),
  version: z.number(),
  paused: z.boolean(),
  channel: z.string(),
});

/**
 * ms after which a form is saved though Slack has not told what is wrong with its channel: then the
 * person hears of it below what was saved.
 */
const ENTERED_IN = 2_200;

/** Save in the queue form: problems come back at their fields. */
export function saveQueueForm(deps: ListenerDeps): SubmitListener {
  return async ({ ack, client, body, view }) => {
    const begun = performance.now();
    const by = userId(body.user.id);
    const memory = memoryShape.parse(JSON.parse(view.private_metadata));
    const refuse = (problems: readonly FormProblem[]) =>
      ack({ response_action: "errors", errors: fieldErrors(problems) });
    const words = "Only supervisors may save queues.";
    const refusal = await refuseSubmit(deps, by, VIEWS.queueForm, words);
    if (refusal !== null) return refuse([{ field: "name", message: refusal }]);
    const read = readQueueForm(view.state.values);
    if (read.kind === "problems") return refuse(read.problems);
    const { settings, paused } = read;
    const switched = paused !== memory.paused;
    const existing =
      memory.queue === null ? null : { id: queueId(memory.queue), seen: memory.version };
    // Before the channel is entered: nothing is joined for a queue that can't be saved.
    const problems = await deps.flows.checkSettings(settings, existing);
    if (problems.length > 0) return refuse(problems);
    const entering = enterChannel(client, settings.channel);
    const left = Math.max(0, ENTERED_IN - (performance.now() - begun));
    const entered = await inTime(left, entering, null);
    if (entered?.kind === "wrong") return refuse([{ field: "channel", message: entered.message }]);

    const saved = await (existing === null
      ? deps.flows.createQueue(settings, { by, paused })
      : deps.flows.saveQueue(settings, { ...existing, by, paused: switched ? paused : null }));
    switch (saved.kind) {
      case "refused":
        return refuse(saved.problems);
      case "deleted":
        return refuse([{ field: "name", message: "This queue has been deleted meanwhile." }]);
      case "outdated": {
        const { version, paused: pausedNow } = saved.now;
        const remembered = { ...memory, version, paused: pausedNow };
        const merged = { ...saved.merged, paused: switched ? paused : pausedNow };
        const notice = outdatedNotice(saved.overlaps);
        const shown = queueFormView(merged, remembered, { notice });
        return ack({ response_action: "update", view: shown });
      }
      case "saved": {
        await ack();
        const how = {
          isNew: memory.queue === null,
          entered: await entering,
          paused: switched ? paused : null,
        };
        const message = savedQueue(settings, saved.id, how);
        return tellAfterSubmit(client, by, memory.channel, message);
      }
      default:
        return saved satisfies never;
    }
  };
}

function savedQueue(
  settings: QueueSettings,
  id: QueueId,
  how: {
    readonly isNew: boolean;
    readonly entered: EnteredChannel;
    /** Null: it was not switched. */
    readonly paused: boolean | null;
  },
): Message {
  const name = escapeMrkdwn(settings.name);
  const lines = [
    `:white_check_mark: Saved *${name}*: texts to ${listOf(settings.lines, 10)} come to <#${settings.channel}>.`,
  ];
  if (how.entered.kind === "joined") lines.push(`I joined <#${settings.channel}> for it.`);
  // Slack took too long to say so at the field.
  if (how.entered.kind === "wrong") lines.push(`:warning: ${how.entered.message}`);
  if (how.paused === true) lines.push(":double_vertical_bar: It is paused: no new session begins.");
  if (how.paused === false) lines.push(":arrow_forward: It takes texts again.");
  if (how.isNew) lines.push(`Now add its agents: \`/sms-queue agents ${name}\``);
  const text = lines.join("\n");
  const warnings = warnAboutMessages(settings);
  return {
    text,
    blocks: [
      section(text),
      ...warnings.map((warning) => context(`:warning: ${escapeMrkdwn(warning)}`)),
      {
        type: "actions",
        elements: [
          button("Edit", ACTIONS.editQueue, id),
          button("Agents", ACTIONS.editAgents, id),
          button("Try a text", ACTIONS.tryText, id),
        ],
      },
    ],
  };
}

type TypedArgs = SlackActionMiddlewareArgs<BlockAction<PlainTextInputAction>> & AllMiddlewareArgs;

/** Enter in the form's own "Try a text": decided with the settings as they are typed now. */
export function tryTextInForm(deps: ListenerDeps): (args: TypedArgs) => Promise<void> {
  return async ({ ack, client, body }) => {
    await ack();
    const { view } = body;
    if (!view) throw new Error("a text was tried outside of a form");
    const memory = memoryShape.parse(JSON.parse(view.private_metadata));
    const id = memory.queue === null ? null : queueId(memory.queue);
    if (!(await maySupervise(deps, userId(body.user.id), ACTIONS.tryInForm))) {
      await redrawView(client, view, wordsView(NOT_SUPERVISOR.text));
      return;
    }
    const tried = await tryTyped(deps, id, view.state.values);
    const saved = id === null ? null : await deps.flows.getQueue(id);
    // What was typed stays in the inputs, whatever is given to them here.
    const shown = queueFormView(saved ?? newQueue(null, null), memory, { tried });
    await redrawView(client, view, shown);
  };
}

type TypedValues = Parameters<typeof readQueueForm>[0];

async function tryTyped(
  deps: ListenerDeps,
  id: QueueId | null,
  values: TypedValues,
): Promise<readonly KnownBlock[]> {
  const text = readSmsText(values, TRY_BLOCK);
  if (text === "") return [];
  const read = readQueueForm(values);
  if (read.kind === "problems") {
    const problems = read.problems.map(({ message }) => `• ${escapeMrkdwn(message)}`);
    return [section(`Before a text can be tried:\n${problems.join("\n")}`)];
  }
  const [line] = read.settings.lines;
  if (line === undefined) return [];
  const draft = { id, settings: read.settings, paused: read.paused };
  return triedTextBlocks(await deps.flows.tryTextOnLine(line, text, draft));
}
