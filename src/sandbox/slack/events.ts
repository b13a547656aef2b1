import type { Fields } from "../json.ts";
import { channelTypeOf, messageOnWire } from "./wire.ts";
import type { SlackChannel, SlackMessage, Workspace } from "./workspace.ts";

/** The inner events that things done in the workspace cause. */
export interface SlackEvents {
  /** `message`, for a new message of a person or of the bot. */
  posted(message: SlackMessage): Fields;
  /** `message_changed`. */
  changed(before: SlackMessage, after: SlackMessage): Fields;
  /** `message_changed` of a reply whose thread has lost its first message: the reply is as it was. */
  orphaned(reply: SlackMessage): Fields;
  /** `message_deleted`. */
  deleted(message: SlackMessage): Fields;
  /** `reaction_added` or `reaction_removed`. */
  reaction(what: "added" | "removed", user: string, name: string, message: SlackMessage): Fields;
  /** `channel_archive` and its like; of a private channel `group_archive`. */
  channelChange(
    what: "archive" | "unarchive" | "left",
    user: string,
    channel: SlackChannel,
  ): Fields;
  /** `member_joined_channel` or `member_left_channel`. */
  membership(what: "joined" | "left", user: string, channel: SlackChannel): Fields;
}

/**
 * Builds events as the Events API delivers them.
 *
 * @param origin where files are fetched from
 */
export function createEvents(workspace: Workspace, origin: string): SlackEvents {
  const onWire = (message: SlackMessage): Fields => messageOnWire(message, workspace, origin, true);
  const about = (channelId: string): Fields => {
    const channel = workspace.channels.get(channelId);
    if (channel === undefined) throw new Error(`No channel ${channelId} to tell about.`);
    return { channel: channelId, channel_type: channelTypeOf(channel) };
  };
  return {
    posted(message) {
      const { reactions: _none, edited: _not, ...rest } = onWire(message);
      const parent =
        message.threadTs === undefined
          ? undefined
          : workspace.messageAt(message.channel, message.threadTs);
      return {
        ...rest,
        ...about(message.channel),
        event_ts: message.ts,
        ...(message.broadcast && parent !== undefined ? { root: onWire(parent) } : {}),
      };
    },
    changed(before, after) {
      const ts = workspace.nextTs();
      return {
        type: "message",
        subtype: "message_changed",
        hidden: true,
        ...about(after.channel),
        ts,
        event_ts: ts,
        message: onWire(after),
        previous_message: onWire(before),
      };
    },
    orphaned(reply) {
      const ts = workspace.nextTs();
      const { thread_ts: _thread, parent_user_id: _parent, ...alone } = onWire(reply);
      return {
        type: "message",
        subtype: "message_changed",
        hidden: true,
        ...about(reply.channel),
        ts,
        event_ts: ts,
        message: alone,
        previous_message: onWire(reply),
      };
    },
    deleted(message) {
      const ts = workspace.nextTs();
      return {
        type: "message",
        subtype: "message_deleted",
        hidden: true,
        ...about(message.channel),
        ts,
        event_ts: ts,
        deleted_ts: message.ts,
        previous_message: onWire(message),
      };
    },
    reaction(what, user, name, message) {
      return {
        type: `reaction_${what}`,
        user,
        reaction: name,
        item_user: message.user,
        item: { type: "message", channel: message.channel, ts: message.ts },
        event_ts: workspace.nextTs(),
      };
    },
    channelChange(what, user, channel) {
      return {
        type: `${channel.isPrivate ? "group" : "channel"}_${what}`,
        channel: channel.id,
        ...(what === "left" ? { actor_id: user } : { user, is_moved: 0 }),
        event_ts: workspace.nextTs(),
      };
    },
    membership(what, user, channel) {
      return {
        type: `member_${what}_channel`,
        user,
        channel: channel.id,
        channel_type: channel.isPrivate ? "G" : "C",
        team: workspace.identity.teamId,
        event_ts: workspace.nextTs(),
      };
    },
  };
}
