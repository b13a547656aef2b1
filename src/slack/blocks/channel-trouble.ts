import type { ChannelId } from "../../domain/ids.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";

/** What is wrong with a channel, as a sentence. */
export function channelTrouble(channel: ChannelId, why: string): string {
  switch (why) {
    case "is_archived":
      return `<#${channel}> is archived.`;
    case "not_in_channel":
      return `I am not in <#${channel}> any more.`;
    case "channel_not_found":
      return `I can't see the channel <#${channel}> any more: it is private without me, or deleted.`;
    default:
      return `I can't post into <#${channel}> (${escapeMrkdwn(why)}).`;
  }
}

/**
 * What a supervisor can do about it.
 *
 * @param queues the names of the queues whose texts are shown there
 */
export function channelRemedy(why: string, queues: readonly string[]): string {
  const [queue = "<queue>", ...others] = queues;
  const each = others.length > 0 ? " (and its other queues likewise)" : "";
  const edit = `pick another channel with \`/sms-queue edit ${escapeMrkdwn(queue)}\`${each}`;
  switch (why) {
    case "is_archived":
      return `Unarchive it, or ${edit}.`;
    case "not_in_channel":
    case "channel_not_found":
      return `Open it, type \`/invite\` and choose this app, or ${edit}.`;
    default:
      return `Let me post there again, or ${edit}.`;
  }
}
