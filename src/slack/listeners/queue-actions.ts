import type { ModalView } from "@slack/types";
import { z } from "zod";
import { queueId, userId } from "../../domain/ids.ts";
import type { Queue } from "../../domain/queue.ts";
import type { OpenSessions } from "../../flows/configure-queues.ts";
import { VIEWS } from "../actions.ts";
import type { Message } from "../blocks/elements.ts";
import { pageOf, queueListMessage } from "../blocks/queue-list.ts";
import { deleteFormView, notDeletedView } from "../forms/delete-form.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import {
  answerCommand,
  type CommandArgs,
  NOT_SUPERVISOR,
  QUEUE_DELETED,
  sentence,
} from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { maySupervise, refuseSubmit } from "./may-supervise.ts";
import { answerPress, type ButtonListener, readPress, replacePressed } from "./pressed.ts";
import { type SubmitListener, tellAfterSubmit } from "./submitted.ts";

/** Pausing, resuming and deleting queues, by command and by button. */

/** `/sms-queue pause|resume <queue>`; the caller has checked who is asking. */
export async function pauseByCommand(
  deps: ListenerDeps,
  args: CommandArgs,
  queue: Queue,
  paused: boolean,
): Promise<void> {
  const by = userId(args.command.user_id);
  const done = await deps.flows.pauseQueue(queue.id, { paused, by });
  await answerCommand(args, pauseWords(queue, paused, done));
}

function pauseWords(
  queue: Queue,
  paused: boolean,
  done: "changed" | "unchanged" | "deleted",
): Message {
  if (done === "deleted") return QUEUE_DELETED;
  const name = escapeMrkdwn(queue.name);
  if (done === "unchanged") {
    return sentence(`*${name}* ${paused ? "is paused already" : "is not paused"}.`);
  }
  return sentence(
    paused
      ? `:double_vertical_bar: *${name}* is paused: no new session begins in it, and whoever texts its keyword gets the No Agents Message. What waits or is accepted goes on. \`/sms-queue resume ${name}\` opens it again.`
      : `:arrow_forward: *${name}* takes texts again.`,
  );
}

/** Pause or Resume in the list of queues, which then shows the new state. */
export function pauseByButton(deps: ListenerDeps, paused: boolean): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    if (!(await maySupervise(deps, press.by, args.action.action_id))) {
      return answerPress(args, press, NOT_SUPERVISOR);
    }
    const id = queueId(press.value);
    const done = await deps.flows.pauseQueue(id, { paused, by: press.by });
    if (done === "deleted") await answerPress(args, press, QUEUE_DELETED);
    const overviews = await deps.flows.listQueueOverviews();
    await replacePressed(args, press, queueListMessage(overviews, pageOf(overviews, id)));
  };
}

/** Back, More and Refresh under the list of queues. */
export function turnListPage(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    if (!(await maySupervise(deps, press.by, args.action.action_id))) {
      return answerPress(args, press, NOT_SUPERVISOR);
    }
    const overviews = await deps.flows.listQueueOverviews();
    await replacePressed(args, press, queueListMessage(overviews, Number(press.value)));
  };
}

/** `/sms-queue delete <queue>`: asks first; the caller has checked who is asking. */
export async function askToDelete(
  deps: ListenerDeps,
  { command }: CommandArgs,
  queue: Queue,
): Promise<ModalView | Message> {
  const open = await deps.flows.countOpenSessions(queue.id);
  return open.waiting + open.active > 0
    ? sentence(openSessionsWords(queue.name, open))
    : deleteFormView(queue, { queue: queue.id, channel: command.channel_id });
}

function openSessionsWords(queue: string, { waiting, active }: OpenSessions): string {
  const name = escapeMrkdwn(queue);
  return `*${name}* can't be deleted while sessions are open: ${waiting} waiting, ${active} active. Pause it with \`/sms-queue pause ${name}\`, and delete it when they have ended.`;
}

const memory = z.object({ queue: z.string(), channel: z.string() });

/** Delete, after the question. Looked at again: sessions may have begun since it was asked. */
export function deleteQueueForm(deps: ListenerDeps): SubmitListener {
  return async ({ ack, client, body, view }) => {
    const by = userId(body.user.id);
    const remembered = memory.parse(JSON.parse(view.private_metadata));
    const stay = (why: string) => ack({ response_action: "update", view: notDeletedView(why) });
    const words = "Only supervisors may delete queues.";
    const refusal = await refuseSubmit(deps, by, VIEWS.deleteForm, words);
    if (refusal !== null) return stay(refusal);
    const id = queueId(remembered.queue);
    const queue = await deps.flows.getQueue(id);
    const deleted = await deps.flows.deleteQueue(id, by);
    if (queue === null || deleted.kind === "was_deleted") return stay(QUEUE_DELETED.text);
    if (deleted.kind === "open_sessions") return stay(openSessionsWords(queue.name, deleted));
    await ack();
    const text = `:wastebasket: Deleted *${escapeMrkdwn(queue.name)}*. Its statistics and its history stay.`;
    await tellAfterSubmit(client, by, remembered.channel, sentence(text));
  };
}
