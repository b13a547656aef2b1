import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from "@slack/bolt";
import { z } from "zod";
import {
  type ChannelId,
  channelId,
  type MessageTs,
  messageId,
  messageTs,
  type UserId,
  userId,
} from "../../domain/ids.ts";
import { section } from "../blocks/elements.ts";
import { sendAgainAnswer, sendAnywayAnswer } from "../blocks/send-again.ts";
import { retryFormView, TEXT_BLOCK } from "../forms/retry-form.ts";
import { readText } from "../forms/values.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { maySupervise } from "./may-supervise.ts";
import { answerPress, type ButtonListener, type Press, readPress } from "./pressed.ts";
import { tellAfterSubmit } from "./submitted.ts";

/** Retry under a text that was not delivered. */
export function retrySms(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const outbound = messageId(press.value);
    const result = await deps.flows.retrySms({ outbound, by: press.by, text: null });
    await answerPress(args, press, sendAgainAnswer(result));
  };
}

/** Edit and retry: opens the words to be changed. */
export function openRetryForm(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const outbound = messageId(press.value);
    const text = await deps.flows.readFailedText({ outbound, by: press.by });
    if (text === null) return answerPress(args, press, sendAgainAnswer({ kind: "not_owner" }));
    await args.client.views.open({
      trigger_id: args.body.trigger_id,
      view: retryFormView(text, { outbound, channel: press.channel ?? "" }),
    });
  };
}

const memory = z.object({ outbound: z.string(), channel: z.string() });
type SubmitArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Send in the form of Edit and retry. */
export function retryEdited(deps: ListenerDeps): (args: SubmitArgs) => Promise<void> {
  return async ({ ack, client, body, view }) => {
    const by = userId(body.user.id);
    const { outbound, channel } = memory.parse(JSON.parse(view.private_metadata));
    const result = await deps.flows.retrySms({
      outbound: messageId(outbound),
      by,
      text: readText(view.state.values, TEXT_BLOCK) ?? "",
    });
    const answer = sendAgainAnswer(result);
    if (result.kind === "bad_text") {
      return ack({ response_action: "errors", errors: { [TEXT_BLOCK]: answer.text } });
    }
    await ack();
    await tellAfterSubmit(client, by, channel, answer);
  };
}

/** Send correction, after a message that was sent already was edited. */
export function sendCorrection(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const result = await deps.flows.sendCorrection(pressedMessage(press));
    await answerPress(args, press, sendAgainAnswer(result));
  };
}

/** Send anyway, under the word that a supervisor's message was not sent. */
export function sendAnyway(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    if (!(await maySupervise(deps, press.by, "Send anyway"))) {
      const text = "Only supervisors can send into somebody else's session.";
      return answerPress(args, press, { text, blocks: [section(text)] });
    }
    const result = await deps.flows.sendAnyway(pressedMessage(press));
    await answerPress(args, press, sendAnywayAnswer(result));
  };
}

/** The message in the thread that the button is about. */
function pressedMessage({ by, channel, threadTs, value }: Press): {
  channel: ChannelId;
  threadTs: MessageTs;
  ts: MessageTs;
  by: UserId;
} {
  if (channel === null || threadTs === null) {
    throw new Error("a button about a message in a thread was pressed outside of a thread");
  }
  return { channel: channelId(channel), threadTs: messageTs(threadTs), ts: messageTs(value), by };
}
