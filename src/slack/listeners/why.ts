import type { AllMiddlewareArgs, MessageShortcut, SlackShortcutMiddlewareArgs } from "@slack/bolt";
import { channelId, isMessageTs, messageTs, userId } from "../../domain/ids.ts";
import { whyMessage } from "../blocks/why.ts";
import { parsePhoneNumbers } from "../forms/phone-numbers.ts";
import { answerCommand, type CommandArgs, NOT_SUPERVISOR, sentence } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { maySupervise } from "./may-supervise.ts";

/** `/sms-queue why <texter>`; the caller has checked who is asking. */
export async function explainTexter(
  deps: ListenerDeps,
  args: CommandArgs,
  typed: string,
): Promise<void> {
  const parsed = parsePhoneNumbers(typed);
  const [texter] = parsed.kind === "numbers" ? parsed.numbers : [];
  if (texter === undefined) {
    return answerCommand(
      args,
      sentence("Whose texts? Type the number behind it: `/sms-queue why +15557770001`"),
    );
  }
  await answerCommand(args, whyMessage(await deps.flows.explainTextsFrom(texter)));
}

type ShortcutArgs = SlackShortcutMiddlewareArgs<MessageShortcut> & AllMiddlewareArgs;

const NOT_OURS = sentence("This message does not belong to a text that came in.");

/** Why? in a message's menu: on an invite, or on anything in its thread. */
export function explainMessage(deps: ListenerDeps): (args: ShortcutArgs) => Promise<void> {
  return async ({ ack, respond, shortcut }) => {
    await ack();
    const answer = async (message: typeof NOT_OURS) => {
      await respond({ response_type: "ephemeral", replace_original: false, ...message });
    };
    if (!(await maySupervise(deps, userId(shortcut.user.id), shortcut.callback_id))) {
      return answer(NOT_SUPERVISOR);
    }
    const { thread_ts: parent } = shortcut.message;
    const ts = isMessageTs(String(parent)) ? String(parent) : shortcut.message_ts;
    const texts = await deps.flows.explainTextsOfThread({
      channel: channelId(shortcut.channel.id),
      ts: messageTs(ts),
    });
    return answer(texts === null ? NOT_OURS : whyMessage(texts));
  };
}
