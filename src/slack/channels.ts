import type { WebClient } from "@slack/web-api";
import type { ChannelId } from "../domain/ids.ts";
import { classifySlackError } from "./outcomes.ts";

/**
 * Makes sure that we can post into a queue's channel: joins a public one by itself; a private one
 * has to invite us.
 *
 * @returns what is wrong, as a sentence for the form; null when nothing is known to be
 */
export async function checkChannel(client: WebClient, channel: ChannelId): Promise<string | null> {
  try {
    const { channel: info } = await client.conversations.info({ channel });
    if (info?.is_archived === true) return "This channel is archived. Choose another one.";
    if (info?.is_member !== false) return null;
    if (info.is_private === true) return INVITE_ME;
    await client.conversations.join({ channel });
    return null;
  } catch (error) {
    const failure = classifySlackError(error);
    // Slack shows a private channel that we are not in as no channel at all.
    if ("why" in failure && failure.why === "channel_not_found") return INVITE_ME;
    if (failure.kind === "blocked") {
      return `Slack doesn't let me into this channel (${failure.why}). ${INVITE_ME}`;
    }
    // Slack is away or won't say: posting will tell, and supervisors hear of it.
    return null;
  }
}

const INVITE_ME =
  "I am not in this channel. Open it, type /invite and choose this app; then save again.";
