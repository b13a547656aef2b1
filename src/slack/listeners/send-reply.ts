import type {
  AllMiddlewareArgs,
  BlockAction,
  BlockSuggestion,
  ExternalSelectAction,
  MessageShortcut,
  SlackActionMiddlewareArgs,
  SlackOptionsMiddlewareArgs,
  SlackShortcutMiddlewareArgs,
} from "@slack/bolt";
import type { ModalView } from "@slack/types";
import { z } from "zod";
import { MAX_REPLIES } from "../../domain/canned-replies.ts";
import {
  channelId,
  isMessageTs,
  messageTs,
  replyId,
  sessionId,
  type UserId,
  userId,
} from "../../domain/ids.ts";
import type { FilledReply, NoReply, ReplyForm, SendReplyResult } from "../../flows/send-reply.ts";
import { ACTIONS } from "../actions.ts";
import { type Message, mention, section, time } from "../blocks/elements.ts";
import { longTextBlocks, wantsPlain } from "../forms/long-text.ts";
import {
  newReplyFormView,
  readReplyText,
  replyFormView,
  replyOption,
  type SendReplyMemory,
  textBlock,
} from "../forms/send-reply-form.ts";
import { sentence } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { openForm, placeOfPress } from "./open-form.ts";
import { type ButtonListener, readPress } from "./pressed.ts";
import { redrawView } from "./redraw-view.ts";
import { logRefusal } from "./refusals.ts";
import type { SubmitListener } from "./submitted.ts";

const memoryShape = z.object({
  session: z.string().transform(sessionId),
  to: z.string(),
  round: z.number(),
  agreed: z.number(),
});

function readMemory(view: { readonly private_metadata: string }): SendReplyMemory {
  return memoryShape.parse(JSON.parse(view.private_metadata));
}

/** Replies in a thread's header. */
export function openReplies(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const asked = { session: sessionId(press.value), by: press.by };
    await openForm(placeOfPress(args, press), async () => {
      const form = await deps.flows.openReplyForm(asked);
      return formOrRefusal(deps, form, { user: press.by, what: args.action.action_id });
    });
  };
}

type ShortcutArgs = SlackShortcutMiddlewareArgs<MessageShortcut> & AllMiddlewareArgs;

/** Send a reply in the menu of an invite, or of any message in its thread. */
export function openRepliesByShortcut(deps: ListenerDeps): (args: ShortcutArgs) => Promise<void> {
  return async ({ ack, client, respond, shortcut }) => {
    await ack();
    const by = userId(shortcut.user.id);
    const { thread_ts: parent } = shortcut.message;
    const ts = isMessageTs(String(parent)) ? String(parent) : shortcut.message_ts;
    const thread = { channel: channelId(shortcut.channel.id), ts: messageTs(ts) };
    const answer = async (words: Message) => {
      await respond({ response_type: "ephemeral", replace_original: false, ...words });
    };
    await openForm({ client, triggerId: shortcut.trigger_id, answer }, async () => {
      const form = await deps.flows.openReplyFormInThread({ ...thread, by });
      return form
        ? formOrRefusal(deps, form, { user: by, what: shortcut.callback_id })
        : sentence("This message is in no session's thread.");
    });
  };
}

function formOrRefusal(
  deps: ListenerDeps,
  form: ReplyForm | NoReply,
  tried: { readonly user: UserId; readonly what: string },
): ModalView | Message {
  if (form.kind === "open") return newReplyFormView(form);
  if (form.kind === "not_owner") logRefusal(deps, tried.user, tried.what, "not the owner");
  return sentence(refusalWords(form));
}

function refusalWords(refusal: NoReply): string {
  if (refusal.kind === "ended") {
    return `The session ended ${time(refusal.endedAt)}: nothing can be sent.`;
  }
  return refusal.owner === null
    ? "Nobody has this session now: press *Accept* on its invite first."
    : `Only ${mention(refusal.owner)}, who owns this session, can send replies.`;
}

type OptionsArgs = SlackOptionsMiddlewareArgs<"block_suggestion"> & AllMiddlewareArgs;

/** The replies that fit what is typed into the menu. */
export function offerReplies(deps: ListenerDeps): (args: OptionsArgs) => Promise<void> {
  return async ({ ack, body, options }) => {
    const { view }: BlockSuggestion = body;
    if (!view) throw new Error("replies were searched outside of their form");
    const { session } = readMemory(view);
    const by = userId(body.user.id);
    const found = await deps.flows.findReplies({ session, by, typed: options.value });
    if (found === null) logRefusal(deps, by, ACTIONS.chooseReply, "not the owner");
    await ack({ options: (found ?? []).slice(0, MAX_REPLIES).map(replyOption) });
  };
}

type ChosenArgs = SlackActionMiddlewareArgs<BlockAction<ExternalSelectAction>> & AllMiddlewareArgs;

/** A reply is chosen: its text stands in the form, to be changed and sent. */
export function chooseReply(deps: ListenerDeps): (args: ChosenArgs) => Promise<void> {
  return async ({ ack, action, body, client }) => {
    await ack();
    const { view } = body;
    if (!view) throw new Error("a reply was chosen outside of its form");
    // Emptied: what stands in the form stays.
    if (!action.selected_option) return;
    const memory = readMemory(view);
    const by = userId(body.user.id);
    const reply = replyId(action.selected_option.value ?? "");
    const filled = await deps.flows.fillReply({ session: memory.session, by, reply });
    if (filled.kind === "not_owner") logRefusal(deps, by, action.action_id, "not the owner");
    await redrawView(client, view, withFilled(memory, filled));
  };
}

/** The form with what came of the choice. */
function withFilled(memory: SendReplyMemory, filled: FilledReply): ModalView {
  switch (filled.kind) {
    case "filled":
      return replyFormView({ ...memory, round: memory.round + 1, agreed: 0 }, filled.text);
    case "deleted":
      return replyFormView(memory, "", [section("This reply has been deleted meanwhile.")]);
    default:
      return replyFormView(memory, "", [section(refusalWords(filled))]);
  }
}

/** Send: the form stays with the reason where nothing is sent. */
export function sendReply(deps: ListenerDeps): SubmitListener {
  return async ({ ack, body, view }) => {
    const by = userId(body.user.id);
    const memory = readMemory(view);
    const { values } = view.state;
    const result = await deps.flows.sendReply({
      session: memory.session,
      by,
      text: readReplyText(values, memory),
      agreed: { segments: memory.agreed, plain: wantsPlain(values) },
      form: view.id,
    });
    switch (result.kind) {
      case "sent":
        return ack();
      case "long": {
        const remembered = { ...memory, agreed: result.long.segments };
        const again = replyFormView(remembered, result.text, longTextBlocks(result.long));
        return ack({ response_action: "update", view: again });
      }
      default:
        if (result.kind === "not_owner") logRefusal(deps, by, view.callback_id, "not the owner");
        return ack({
          response_action: "errors",
          errors: { [textBlock(memory)]: problemWords(result) },
        });
    }
  };
}

/** An error in a form is plain text: nobody can be mentioned. */
function problemWords(result: Exclude<SendReplyResult, { kind: "sent" | "long" }>): string {
  switch (result.kind) {
    case "ended":
      return "The session has ended: nothing was sent.";
    case "not_owner":
      return "Only the owner of this session can send replies: nothing was sent.";
    case "opted_out":
      return "The texter opted out of texts: nothing was sent.";
    case "busy":
      return "What was written in the thread before is still on its way. Press Send again in a moment.";
    case "bad_text":
      return result.check.kind === "empty"
        ? "There is no text to send."
        : `The text has ${result.check.length} characters, and ${result.check.max} can be sent at the most.`;
    default:
      return result satisfies never;
  }
}
