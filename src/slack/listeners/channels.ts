import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from "@slack/bolt";
import { isChannelId } from "../../domain/ids.ts";
import type { ListenerDeps } from "./listener-deps.ts";

/**
 * What becomes of channels. These events only bring the news sooner: a post that is refused, and
 * looks at the channel after that, tell the same.
 */

type Closing =
  | "channel_archive"
  | "channel_deleted"
  | "channel_left"
  | "group_archive"
  | "group_deleted"
  | "group_left";
type Opening = "channel_unarchive" | "group_unarchive" | "member_joined_channel";
type Listener<Event extends Closing | Opening> = (
  args: SlackEventMiddlewareArgs<Event> & AllMiddlewareArgs,
) => Promise<void>;

/** @param why the word with which Slack would refuse a post from now on */
export function channelClosed(deps: ListenerDeps, why: string): Listener<Closing> {
  return async ({ event }) => {
    if (isChannelId(event.channel)) await deps.flows.noteChannelClosed(event.channel, why);
  };
}

export function channelOpened(deps: ListenerDeps): Listener<Opening> {
  return async ({ event, context }) => {
    if (event.type === "member_joined_channel" && event.user !== context.botUserId) return;
    if (isChannelId(event.channel)) await deps.flows.noteChannelOpened(event.channel);
  };
}
