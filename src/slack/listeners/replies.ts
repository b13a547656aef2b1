import type { ModalView } from "@slack/types";
import { z } from "zod";
import { warnAboutReply } from "../../domain/canned-replies.ts";
import { type QueueId, queueId, replyId, userId } from "../../domain/ids.ts";
import { ACTIONS, VIEWS } from "../actions.ts";
import { context, type Message } from "../blocks/elements.ts";
import { wordsView } from "../forms/plain-views.ts";
import {
  type ReplyFormMemory,
  type ReplyListMemory,
  readReplyForm,
  replyFormView,
  replyListView,
} from "../forms/replies-form.ts";
import { cutEscaped, escapeMrkdwn } from "../text/to-slack.ts";
import { NOT_SUPERVISOR, QUEUE_DELETED } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { maySupervise, refuseSubmit } from "./may-supervise.ts";
import { openForm, placeOfPress } from "./open-form.ts";
import { answerPress, type ButtonArgs, type ButtonListener, readPress } from "./pressed.ts";
import { redrawView } from "./redraw-view.ts";
import type { SubmitListener } from "./submitted.ts";

/** A queue's canned replies, for supervisors. */

/** The list, or the word that the queue was deleted; the caller has checked who is asking. */
export async function formOfReplies(
  deps: ListenerDeps,
  queue: QueueId,
): Promise<ModalView | Message> {
  const replies = await deps.flows.getReplies(queue);
  return replies ? replyListView(replies, 0) : QUEUE_DELETED;
}

/** Replies in the list of queues. */
export function openReplyListByButton(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    await openForm(placeOfPress(args, press), async () => {
      const may = await maySupervise(deps, press.by, args.action.action_id);
      return may ? formOfReplies(deps, queueId(press.value)) : NOT_SUPERVISOR;
    });
  };
}

const listMemory = z.object({
  queue: z.string().transform(queueId),
  page: z.number(),
});
const formMemory = listMemory.extend({
  reply: z.string().transform(replyId).nullable(),
  seen: z.number(),
});

/** What a press in the list is about. @throws when it was not pressed in the list */
function readList({ body }: ButtonArgs): {
  readonly id: string;
  readonly hash: string;
  readonly memory: ReplyListMemory;
} {
  const { view } = body;
  if (!view) throw new Error("a button of the list of replies was pressed outside of it");
  const { id, hash, private_metadata } = view;
  return { id, hash, memory: listMemory.parse(JSON.parse(private_metadata)) };
}

/** Back, More and Refresh. */
export function turnReplyPage(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    if (!(await maySupervise(deps, press.by, args.action.action_id))) {
      return answerPress(args, press, NOT_SUPERVISOR);
    }
    await redrawList(deps, args, Number(press.value));
  };
}

async function redrawList(deps: ListenerDeps, args: ButtonArgs, page: number): Promise<void> {
  const list = readList(args);
  const replies = await deps.flows.getReplies(list.memory.queue);
  const view = replies ? replyListView(replies, page) : wordsView(QUEUE_DELETED.text);
  await redrawView(args.client, list, view);
}

/** Add and Edit: opens the form over the list. */
export function openReplyDraft(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    await openForm(placeOfPress(args, press), async () => {
      if (!(await maySupervise(deps, press.by, args.action.action_id))) return NOT_SUPERVISOR;
      const { memory } = readList(args);
      const isNew = args.action.action_id === ACTIONS.addReply;
      const replies = isNew ? null : await deps.flows.getReplies(memory.queue);
      const reply = replies?.replies.find(({ id }) => id === press.value) ?? null;
      if (!isNew && !reply) {
        await redrawList(deps, args, memory.page);
        return wordsView("This reply has been deleted meanwhile.");
      }
      const remembered: ReplyFormMemory = {
        ...memory,
        reply: reply?.id ?? null,
        seen: reply?.version ?? 0,
      };
      return replyFormView(reply, remembered);
    });
  };
}

/** Delete, after the question. */
export function deleteReply(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    if (!(await maySupervise(deps, press.by, args.action.action_id))) {
      return answerPress(args, press, NOT_SUPERVISOR);
    }
    await deps.flows.deleteReply(replyId(press.value), press.by);
    await redrawList(deps, args, readList(args).memory.page);
  };
}

/** Save in the form: closes it, and the list under it shows what is saved now. */
export function saveReply(deps: ListenerDeps): SubmitListener {
  return async ({ ack, body, client, view }) => {
    const by = userId(body.user.id);
    const { queue, page, reply, seen } = formMemory.parse(JSON.parse(view.private_metadata));
    const refuse = (errors: Record<string, string>) => ack({ response_action: "errors", errors });
    const words = "Only supervisors may change a queue's replies.";
    const refusal = await refuseSubmit(deps, by, VIEWS.replyForm, words);
    if (refusal !== null) return refuse({ name: refusal });
    const draft = readReplyForm(view.state.values);
    const existing = reply === null ? null : { id: reply, seen };
    const saved = await deps.flows.saveReply(queue, draft, { existing, by });
    switch (saved.kind) {
      case "refused":
        return refuse(
          Object.fromEntries(saved.problems.map(({ field, message }) => [field, message])),
        );
      case "deleted":
        return refuse({ name: "It has been deleted meanwhile: there is nothing to save." });
      case "outdated": {
        const remembered = { queue, page, reply: saved.now.id, seen: saved.now.version };
        const notice = context(
          `:warning: *Not saved yet:* somebody else has changed this reply since you opened it. It is now “${escapeMrkdwn(saved.now.name)}”: ${cutEscaped(escapeMrkdwn(saved.now.text), 1_500)}\nSave again to put yours in its place.`,
        );
        const again = replyFormView(draft, remembered, [notice]);
        return ack({ response_action: "update", view: again });
      }
      case "saved": {
        await ack();
        const replies = await deps.flows.getReplies(queue);
        const warnings = warnAboutReply(draft);
        const notice = [`:white_check_mark: Saved “${draft.name}”.`].concat(
          warnings.map((warning) => `:warning: ${warning}`),
        );
        const list = replies
          ? replyListView(replies, page, [context(escapeMrkdwn(notice.join("\n")))])
          : wordsView(QUEUE_DELETED.text);
        await client.views.update({ view_id: view.root_view_id ?? view.id, view: list });
        return;
      }
      default:
        return saved satisfies never;
    }
  };
}
