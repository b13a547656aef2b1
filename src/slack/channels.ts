import type { WebClient } from "@slack/web-api";
import type { ChannelId } from "../domain/ids.ts";
import { classifySlackError } from "./outcomes.ts";

/** What came of looking at a queue's channel. */
type EnteredChannel =
  | { readonly kind: "member" }
  | { readonly kind: "joined" }
  | { readonly kind: "wrong"; readonly message: string };

/**
 * Makes sure that we can post into a queue's channel: joins a public one by itself; a private one
 * has to invite us.
 *
 * @returns `wrong`: what is, as a sentence for the form
 */
export async function enterChannel(client: WebClient, channel: ChannelId): Promise<EnteredChannel> {
  try {
    const { channel: info } = await client.conversations.info({ channel });
    if (info?.is_archived === true) {
      return { kind: "wrong", message: "This channel is archived. Choose another one." };
    }
    if (info?.is_member !== false) return { kind: "member" };
    if (info.is_private === true) return { kind: "wrong", message: INVITE_ME };
    await client.conversations.join({ channel });
    return { kind: "joined" };
  } catch (error) {
    const failure = classifySlackError(error);
    // Slack shows a private channel that we are not in as no channel at all.
    if ("why" in failure && failure.why === "channel_not_found") {
      return { kind: "wrong", message: INVITE_ME };
    }
    if (failure.kind === "blocked" && KEPT_OUT.has(failure.why)) {
      const message = `Slack doesn't let me into this channel (${failure.why}). ${INVITE_ME}`;
      return { kind: "wrong", message };
    }
    // Slack is away or won't say: posting will tell, and supervisors hear of it.
    return { kind: "member" };
  }
}

/** Slack's words for a channel that we may not enter. Any other trouble is no reason to refuse. */
const KEPT_OUT: ReadonlySet<string> = new Set([
  "access_denied",
  "is_archived",
  "method_not_supported_for_channel_type",
  "missing_scope",
  "no_permission",
  "not_in_channel",
  "restricted_action",
  "team_access_not_granted",
]);

const INVITE_ME =
  "I am not in this channel, and into a private one I have to be invited: open it, type /invite and choose this app; then save again.";
