import {
  type AllMiddlewareArgs,
  type BlockAction,
  type ButtonAction,
  RespondError,
  type SlackActionMiddlewareArgs,
} from "@slack/bolt";
import { type MessageTs, messageTs, type UserId, userId } from "../../domain/ids.ts";
import type { Message } from "../blocks/elements.ts";
import { classifySlackError } from "../outcomes.ts";

/** A listener's arguments for a pressed button. */
export type ButtonArgs = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;
export type ButtonListener = (args: ButtonArgs) => Promise<void>;

/** Who pressed what, where. */
export interface Press {
  readonly by: UserId;
  /** What the button carries: an id. */
  readonly value: string;
  /** Slack's time of the press. */
  readonly at: MessageTs;
  readonly channel: string | null;
  /** The thread in which the button's message is; null in the channel itself. */
  readonly threadTs: string | null;
}

/** @throws InvalidIdError when Slack's payload is not what it should be */
export function readPress({ body, action }: Pick<ButtonArgs, "body" | "action">): Press {
  const { container } = body;
  const threadTs: unknown = container?.thread_ts ?? body.message?.thread_ts;
  return {
    by: userId(body.user.id),
    value: action.value ?? "",
    at: messageTs(action.action_ts),
    channel: body.channel?.id ?? null,
    threadTs: typeof threadTs === "string" ? threadTs : null,
  };
}

/**
 * Answers the person who pressed, where the button is, seen by nobody else. Under a command's
 * answer that may be a conversation that the app is not in: there, only the button's own
 * response_url lets it speak.
 */
export async function answerPress(
  { client, respond }: Pick<ButtonArgs, "client" | "respond">,
  press: Press,
  message: Message,
): Promise<void> {
  // In the app's home there is no channel to say it in; there, it is a direct message.
  if (press.channel === null) {
    await client.chat.postMessage({ channel: press.by, ...message });
    return;
  }
  try {
    await client.chat.postEphemeral({
      channel: press.channel,
      user: press.by,
      ...message,
      ...(press.threadTs === null ? {} : { thread_ts: press.threadTs }),
    });
  } catch (error) {
    const failure = classifySlackError(error);
    if (failure.kind !== "blocked" && failure.kind !== "rejected") throw error;
    await respond({ response_type: "ephemeral", replace_original: false, ...message });
  }
}

/** Puts a newer version of a message in its place; beside it, when its address is used up. */
export async function replacePressed(
  { client, respond }: Pick<ButtonArgs, "client" | "respond">,
  press: Press,
  message: Message,
): Promise<void> {
  try {
    await respond({ response_type: "ephemeral", replace_original: true, ...message });
  } catch (error) {
    if (!(error instanceof RespondError)) throw error;
    await answerPress({ client, respond }, press, message);
  }
}
