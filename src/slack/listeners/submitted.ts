import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { UserId } from "../../domain/ids.ts";
import type { Message } from "../blocks/elements.ts";
import { classifySlackError } from "../outcomes.ts";

/** A listener's arguments for a submitted form. */
export type SubmitArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;
export type SubmitListener = (args: SubmitArgs) => Promise<void>;

/**
 * Says what was saved, where the form was opened from; in a direct message where we can't speak
 * there (a channel that the app is not in).
 */
export async function tellAfterSubmit(
  client: WebClient,
  user: UserId,
  channel: string,
  message: Message,
): Promise<void> {
  try {
    await client.chat.postEphemeral({ channel, user, ...message });
  } catch (error) {
    const failure = classifySlackError(error);
    if (failure.kind !== "blocked" && failure.kind !== "rejected") throw error;
    await client.chat.postMessage({ channel: user, ...message });
  }
}
