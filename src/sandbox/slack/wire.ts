import type { Fields } from "../json.ts";
import type { SlackChannel, SlackFile, SlackMessage, SlackUser, Workspace } from "./workspace.ts";

/** How people's text travels: `&`, `<` and `>` escaped, nothing else. */
export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** `channel`, `group` or `im`, as events name the sort of a conversation. */
export function channelTypeOf(channel: SlackChannel): "channel" | "group" | "im" {
  if (channel.isIm) return "im";
  return channel.isPrivate ? "group" : "channel";
}

/** The user object of users.info, users.list and user_change. */
export function userOnWire(user: SlackUser, workspace: Workspace): Fields {
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    real_name: user.displayName,
    deleted: user.deleted,
    is_admin: user.isAdmin || user.isOwner,
    is_owner: user.isOwner,
    is_primary_owner: false,
    is_bot: user.isBot,
    is_app_user: false,
    is_restricted: user.isGuest,
    ...(user.teamId === workspace.identity.teamId ? {} : { is_stranger: true }),
    is_ultra_restricted: false,
    tz: "Europe/London",
    tz_offset: 0,
    updated: 1_700_000_000,
    profile: {
      display_name: user.displayName,
      display_name_normalized: user.displayName,
      real_name: user.displayName,
      real_name_normalized: user.displayName,
      team: user.teamId,
      ...(user.isBot ? { bot_id: workspace.identity.botId } : {}),
    },
  };
}

/** The conversation object of conversations.*. */
export function channelOnWire(channel: SlackChannel, workspace: Workspace): Fields {
  const isMember = channel.members.has(workspace.identity.botUserId);
  if (channel.isIm) {
    const other = [...channel.members].find((id) => id !== workspace.identity.botUserId);
    return { id: channel.id, is_im: true, is_archived: false, user: other ?? "", is_open: true };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_general: false,
    is_shared: false,
    is_ext_shared: false,
    is_member: isMember,
    num_members: channel.members.size,
    context_team_id: workspace.identity.teamId,
    topic: { value: "", creator: "", last_set: 0 },
    purpose: { value: "", creator: "", last_set: 0 },
  };
}

/** The file object of messages and files.*; its addresses ask for the bot's token. */
export function fileOnWire(file: SlackFile, origin: string): Fields {
  const address = `${origin}/files-pri/${file.id}/${encodeURIComponent(file.name)}`;
  return {
    id: file.id,
    name: file.name,
    title: file.name,
    mimetype: file.mimetype,
    filetype: file.name.split(".").at(-1) ?? "",
    size: file.bytes.length,
    mode: "hosted",
    is_external: false,
    is_public: false,
    url_private: address,
    url_private_download: address,
    ...(file.altText === undefined ? {} : { alt_txt: file.altText }),
  };
}

/** Messages of people from another workspace say so. */
function teamsOf({ user }: SlackMessage, { identity, users }: Workspace): Fields {
  const team = users.get(user)?.teamId ?? identity.teamId;
  return team === identity.teamId ? { team } : { team, user_team: team, source_team: team };
}

/**
 * The message object of events, conversations.history and interaction payloads. A parent with
 * replies tells about them.
 *
 * @param withMetadata with the whole `event_payload`; otherwise only its `event_type`, as Slack
 *   answers without `include_all_metadata`
 */
export function messageOnWire(
  message: SlackMessage,
  workspace: Workspace,
  origin: string,
  withMetadata: boolean,
): Fields {
  const { identity } = workspace;
  const replies = workspace.repliesTo(message.channel, message.ts);
  const latest = replies.at(-1);
  return {
    type: "message",
    ...(message.subtype === undefined ? {} : { subtype: message.subtype }),
    user: message.user,
    ts: message.ts,
    ...(message.clientMsgId === undefined ? {} : { client_msg_id: message.clientMsgId }),
    ...(message.botId === undefined
      ? {}
      : {
          bot_id: message.botId,
          app_id: identity.appId,
          bot_profile: {
            id: message.botId,
            app_id: identity.appId,
            name: "SMS",
            deleted: false,
            team_id: identity.teamId,
          },
        }),
    text: message.text,
    ...teamsOf(message, workspace),
    ...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
    ...(message.files.length === 0
      ? {}
      : { files: message.files.map((file) => fileOnWire(file, origin)), upload: false }),
    ...(message.metadata === undefined
      ? {}
      : {
          metadata: withMetadata
            ? message.metadata
            : { event_type: message.metadata.event_type, event_payload: {} },
        }),
    ...(message.edited ? { edited: { user: message.user, ts: message.ts } } : {}),
    ...(message.reactions.length === 0
      ? {}
      : {
          reactions: message.reactions.map(({ name, users }) => ({
            name,
            users,
            count: users.length,
          })),
        }),
    ...(message.threadTs === undefined
      ? {}
      : {
          thread_ts: message.threadTs,
          parent_user_id: workspace.messageAt(message.channel, message.threadTs)?.user ?? "",
        }),
    ...(latest === undefined
      ? {}
      : {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users: [...new Set(replies.map((reply) => reply.user))],
          latest_reply: latest.ts,
        }),
  };
}
