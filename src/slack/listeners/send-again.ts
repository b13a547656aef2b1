import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from "@slack/bolt";
import { z } from "zod";
import { channelId, messageId, messageTs, userId } from "../../domain/ids.ts";
import { sendAgainAnswer } from "../blocks/send-again.ts";
import { retryFormView, TEXT_BLOCK } from "../forms/retry-form.ts";
import { readText } from "../forms/values.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { answerPress, type ButtonListener, readPress } from "./pressed.ts";
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
    if (press.channel === null || press.threadTs === null) {
      throw new Error("Send correction was pressed outside of a thread");
    }
    const result = await deps.flows.sendCorrection({
      channel: channelId(press.channel),
      threadTs: messageTs(press.threadTs),
      ts: messageTs(press.value),
      by: press.by,
    });
    await answerPress(args, press, sendAgainAnswer(result));
  };
}
