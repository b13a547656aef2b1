import type { AllMiddlewareArgs, MessageShortcut, SlackShortcutMiddlewareArgs } from "@slack/bolt";
import { channelId, messageTs, userId } from "../../domain/ids.ts";
import type { HeldAnswer } from "../../flows/held-text-jobs.ts";
import { chosenMessage } from "../blocks/held-text.ts";
import { readMessageValue } from "../blocks/message-value.ts";
import { sentence } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { answerPress, type ButtonListener, readPress, replacePressed } from "./pressed.ts";
import { logRefusal } from "./refusals.ts";

const NOT_YOURS = sentence("Only who wrote this text can say whether it is sent.");
const DECIDED = sentence("This text has been decided already: nothing more is to be done.");
const NOTHING_TO_ASK = sentence(
  "This message doesn't wait for an answer. Only these do: a long text (:hand:), a text that was not delivered (:warning:), and a message that was not sent because the session is somebody else's.",
);
const NOT_ASKED_YOU = sentence("Only who wrote this message can say what becomes of it.");

/** A button under the question about a long text. */
export function answerHeld(deps: ListenerDeps, answer: HeldAnswer): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const [value = "", question] = press.value.split(":");
    const { thread, ts } = readMessageValue(value);
    const taken = await deps.flows.answerHeldText({
      channel: thread.channel,
      ts,
      question: Number(question),
      by: press.by,
      answer,
      pressedAt: press.at,
    });
    switch (taken) {
      case "taken":
        return replacePressed(args, press, chosenMessage(answer, ts));
      case "decided":
        return replacePressed(args, press, DECIDED);
      case "not_yours":
        logRefusal(deps, press.by, args.action.action_id, "not the author");
        return answerPress(args, press, NOT_YOURS);
      default:
        return taken satisfies never;
    }
  };
}

type ShortcutArgs = SlackShortcutMiddlewareArgs<MessageShortcut> & AllMiddlewareArgs;

/** Send or not? in a message's menu: says again what its author can decide about it. */
export function askAgain(deps: ListenerDeps): (args: ShortcutArgs) => Promise<void> {
  return async ({ ack, respond, shortcut }) => {
    await ack();
    const asked = await deps.flows.askAgain({
      channel: channelId(shortcut.channel.id),
      ts: messageTs(shortcut.message_ts),
      by: userId(shortcut.user.id),
    });
    if (asked === "asked") return;
    if (asked === "not_yours") {
      logRefusal(deps, userId(shortcut.user.id), shortcut.callback_id, "not the author");
    }
    await respond({
      response_type: "ephemeral",
      replace_original: false,
      ...(asked === "not_yours" ? NOT_ASKED_YOU : NOTHING_TO_ASK),
    });
  };
}
