import { z } from "zod";
import { messageId, type UserId, userId } from "../../domain/ids.ts";
import type { MessageLink } from "../../flows/private-words.ts";
import type { SendAgainResult } from "../../flows/send-again.ts";
import type { SendAnywayResult } from "../../flows/send-anyway.ts";
import { readMessageValue } from "../blocks/message-value.ts";
import { sendAgainAnswer, sendAnywayAnswer } from "../blocks/send-again.ts";
import { longTextBlocks, wantsPlain } from "../forms/long-text.ts";
import { retryFormView, TEXT_BLOCK } from "../forms/retry-form.ts";
import { readSmsText } from "../forms/values.ts";
import { sentence } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { maySupervise } from "./may-supervise.ts";
import { openForm, placeOfPress } from "./open-form.ts";
import {
  answerPress,
  type ButtonArgs,
  type ButtonListener,
  readPress,
  replacePressed,
} from "./pressed.ts";
import { logRefusal } from "./refusals.ts";
import { type SubmitListener, tellAfterSubmit } from "./submitted.ts";

function logNotOwner(
  deps: ListenerDeps,
  user: UserId,
  what: string,
  result: SendAgainResult,
): void {
  if (result.kind === "not_owner") logRefusal(deps, user, what, "not the owner");
}

/** Retry under a text that was not delivered. */
export function retrySms(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const outbound = messageId(press.value);
    const result = await deps.flows.retrySms({ outbound, by: press.by, edited: null });
    logNotOwner(deps, press.by, args.action.action_id, result);
    await answerOf(result)(args, press, sendAgainAnswer(result, null));
  };
}

/** Where nothing is left to be pressed, the answer takes the buttons' place; not a second press's. */
function answerOf({ kind }: SendAgainResult | SendAnywayResult): typeof answerPress {
  return IS_OVER.has(kind) ? replacePressed : answerPress;
}

const IS_OVER: ReadonlySet<(SendAgainResult | SendAnywayResult)["kind"]> = new Set([
  "sent",
  "ended",
  "opted_out",
  "gone",
] as const);

/** Edit and retry: opens the words to be changed. */
export function openRetryForm(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    await openForm(placeOfPress(args, press), async () => {
      const outbound = messageId(press.value);
      const text = await deps.flows.readFailedText({ outbound, by: press.by });
      if (text !== null) return retryFormView(text, { outbound, channel: press.channel ?? "" });
      const refusal = { kind: "not_owner" } as const;
      logNotOwner(deps, press.by, args.action.action_id, refusal);
      return sendAgainAnswer(refusal, null);
    });
  };
}

const memory = z.object({
  outbound: z.string(),
  channel: z.string(),
  /** How many SMS the person has agreed to. */
  agreed: z.number().default(0),
});

/** Send in the form of Edit and retry; a second time where the text is long. */
export function retryEdited(deps: ListenerDeps): SubmitListener {
  return async ({ ack, client, body, view }) => {
    const by = userId(body.user.id);
    const { outbound, channel, agreed } = memory.parse(JSON.parse(view.private_metadata));
    const { values } = view.state;
    const result = await deps.flows.retrySms({
      outbound: messageId(outbound),
      by,
      edited: {
        text: readSmsText(values, TEXT_BLOCK),
        agreed: { segments: agreed, plain: wantsPlain(values) },
      },
    });
    logNotOwner(deps, by, view.callback_id, result);
    if (result.kind === "long") {
      const remembered = { outbound: messageId(outbound), channel, agreed: result.long.segments };
      const again = retryFormView(result.text, remembered, longTextBlocks(result.long));
      return ack({ response_action: "update", view: again });
    }
    const answer = sendAgainAnswer(result, null);
    if (result.kind === "bad_text") {
      return ack({ response_action: "errors", errors: { [TEXT_BLOCK]: answer.text } });
    }
    await ack();
    await tellAfterSubmit(client, by, channel, answer);
  };
}

/**
 * Send correction, after a message that was sent already was edited. Where the text is long, the
 * answer asks with the same button, which then carries the length that is agreed to.
 */
export function sendCorrection(
  deps: ListenerDeps,
  { plain }: { readonly plain: boolean },
): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const [value = "", agreed] = press.value.split(":");
    const corrected = readMessageValue(value);
    const result = await deps.flows.sendCorrection({
      ...placeOf(corrected),
      by: press.by,
      agreed: { segments: Number(agreed ?? 0), plain },
    });
    logNotOwner(deps, press.by, args.action.action_id, result);
    const answer = sendAgainAnswer(result, corrected);
    await (agreed === undefined ? answerOf(result) : replacePressed)(args, press, answer);
  };
}

/** Don't send, where a correction is long. */
export async function dropCorrection(args: ButtonArgs): Promise<void> {
  await args.ack();
  await replacePressed(args, readPress(args), sentence("The correction was not sent."));
}

/** Send as supervisor, under the word that a supervisor's message was not sent. */
export function sendAnyway(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    if (!(await maySupervise(deps, press.by, args.action.action_id))) {
      const why = "Only supervisors can send into somebody else's session.";
      return answerPress(args, press, sentence(why));
    }
    const result = await deps.flows.sendAnyway({
      ...placeOf(readMessageValue(press.value)),
      by: press.by,
    });
    await answerOf(result)(args, press, sendAnywayAnswer(result));
  };
}

function placeOf({ thread, ts }: MessageLink) {
  return { channel: thread.channel, threadTs: thread.ts, ts };
}
