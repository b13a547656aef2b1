import type { WebClient } from "@slack/web-api";
import type { ChannelId } from "../domain/ids.ts";
import type { ChannelLook } from "../flows/ports.ts";
import { classifySlackError } from "./outcomes.ts";

/**
 * Looks whether we may post into a channel.
 *
 * @param mayJoin joins a public channel that we are not in; a private one has to invite us
 */
export async function lookAtChannel(
  client: WebClient,
  channel: ChannelId,
  mayJoin: boolean,
): Promise<ChannelLook> {
  try {
    const { channel: info } = await client.conversations.info({ channel });
    if (info?.is_archived === true) return { kind: "closed", why: "is_archived" };
    if (info?.is_member !== false) return { kind: "open", joined: false };
    if (info.is_private === true || !mayJoin) return { kind: "closed", why: "not_in_channel" };
    await client.conversations.join({ channel });
    return { kind: "open", joined: true };
  } catch (error) {
    const failure = classifySlackError(error);
    return failure.kind === "blocked" ? { kind: "closed", why: failure.why } : { kind: "unknown" };
  }
}

/** What came of looking at a queue's channel. */
export type EnteredChannel =
  | { readonly kind: "member" }
  | { readonly kind: "joined" }
  | { readonly kind: "wrong"; readonly message: string };

/**
 * Makes sure that we can post into a queue's channel.
 *
 * @returns `wrong`: what is, as a sentence for the form
 */
export async function enterChannel(client: WebClient, channel: ChannelId): Promise<EnteredChannel> {
  const look = await lookAtChannel(client, channel, true);
  if (look.kind === "open") return { kind: look.joined ? "joined" : "member" };
  // Slack is away or won't say: posting will tell, and supervisors hear of it.
  if (look.kind === "unknown") return { kind: "member" };
  switch (look.why) {
    case "is_archived":
      return { kind: "wrong", message: "This channel is archived. Choose another one." };
    // Slack shows a private channel that we are not in as no channel at all.
    case "channel_not_found":
    case "not_in_channel":
      return { kind: "wrong", message: INVITE_ME };
    default: {
      if (!KEPT_OUT.has(look.why)) return { kind: "member" };
      const message = `Slack doesn't let me into this channel (${look.why}). ${INVITE_ME}`;
      return { kind: "wrong", message };
    }
  }
}

/** More of Slack's words for a channel that we may not enter. Any other is no reason to refuse. */
const KEPT_OUT: ReadonlySet<string> = new Set([
  "access_denied",
  "method_not_supported_for_channel_type",
  "missing_scope",
  "no_permission",
  "restricted_action",
  "team_access_not_granted",
]);

const INVITE_ME =
  "I am not in this channel, and into a private one I have to be invited: open it, type /invite and choose this app; then save again.";
