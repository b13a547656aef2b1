import type { Fields } from "../json.ts";
import {
  argument,
  flag,
  limit,
  type Methods,
  type Platform,
  pageOf,
  readableChannel,
  requiredArgument,
  scope,
  scopeByChannel,
  visibleChannel,
} from "./method.ts";
import { channelOnWire, messageOnWire } from "./wire.ts";
import { type SlackChannel, SlackError, type SlackMessage } from "./workspace.ts";

/** conversations.* */
export const conversationMethods: Methods = {
  "conversations.info": {
    scope: scopeByChannel("read"),
    run(platform, args) {
      const channel = visibleChannel(platform, requiredArgument(args, "channel"));
      return { channel: channelOnWire(channel, platform.workspace) };
    },
  },
  "conversations.join": {
    scope: scope("channels:join"),
    run(platform, args) {
      const { workspace } = platform;
      const channel = visibleChannel(platform, requiredArgument(args, "channel"));
      if (channel.isArchived) throw new SlackError("is_archived");
      if (channel.isPrivate || channel.isIm) {
        throw new SlackError("method_not_supported_for_channel_type");
      }
      const bot = workspace.identity.botUserId;
      const already = channel.members.has(bot);
      const joined = workspace.changeChannel(channel.id, {
        members: new Set([...channel.members, bot]),
      });
      if (!already) {
        platform.tell(channel.id, platform.events.membership("joined", bot, joined));
      }
      return {
        channel: channelOnWire(joined, workspace),
        ...(already
          ? {
              warning: "already_in_channel",
              response_metadata: { warnings: ["already_in_channel"] },
            }
          : {}),
      };
    },
  },
  "conversations.open": {
    scope: scope("im:write"),
    run(platform, args) {
      const [user, ...others] = requiredArgument(args, "users").split(",");
      if (user === undefined || !platform.workspace.users.has(user)) {
        throw new SlackError("user_not_found");
      }
      if (others.length > 0) throw new SlackError("method_not_supported_for_channel_type");
      return { channel: channelOnWire(platform.workspace.openIm(user), platform.workspace) };
    },
  },
  "conversations.list": {
    scope: scopeByChannel("read"),
    run(platform, args) {
      const { workspace } = platform;
      const bot = workspace.identity.botUserId;
      const types = (argument(args, "types") || "public_channel").split(",");
      const all = [...workspace.channels.values()].filter(
        (channel) =>
          types.includes(typeOf(channel)) &&
          (!channel.isPrivate || channel.members.has(bot)) &&
          !(channel.isArchived && flag(args, "exclude_archived")),
      );
      return channelPage(platform, all, args);
    },
  },
  "users.conversations": {
    scope: scopeByChannel("read"),
    run(platform, args) {
      const { workspace } = platform;
      const types = (argument(args, "types") || "public_channel").split(",");
      const user = argument(args, "user") || workspace.identity.botUserId;
      const all = [...workspace.channels.values()].filter(
        (channel) =>
          types.includes(typeOf(channel)) &&
          channel.members.has(user) &&
          (!channel.isPrivate || channel.members.has(workspace.identity.botUserId)) &&
          !(channel.isArchived && flag(args, "exclude_archived")),
      );
      return channelPage(platform, all, args);
    },
  },
  "conversations.members": {
    scope: scopeByChannel("read"),
    run(platform, args) {
      const channel = visibleChannel(platform, requiredArgument(args, "channel"));
      const { page, nextCursor } = pageOf([...channel.members], args, limit(args, 100, 1000));
      return { members: page, response_metadata: { next_cursor: nextCursor } };
    },
  },
  "conversations.history": {
    scope: scopeByChannel("history"),
    run(platform, args) {
      const channel = readableChannel(platform, requiredArgument(args, "channel"));
      const shown = platform.workspace
        .messagesOf(channel.id)
        .filter((message) => message.threadTs === undefined || message.broadcast)
        .filter(within(args))
        .toReversed();
      return messagePage(platform, shown, args, 100);
    },
  },
  "conversations.replies": {
    scope: scopeByChannel("history"),
    run(platform, args) {
      const { workspace } = platform;
      const channel = readableChannel(platform, requiredArgument(args, "channel"));
      const asked = workspace.messageAt(channel.id, requiredArgument(args, "ts"));
      if (asked === undefined) throw new SlackError("thread_not_found");
      const parent = workspace.messageAt(channel.id, asked.threadTs ?? asked.ts) ?? asked;
      const replies = workspace.repliesTo(channel.id, parent.ts).filter(within(args));
      // The parent comes first whatever the times asked for.
      return messagePage(platform, [parent, ...replies], args, 1000);
    },
  },
};

function typeOf(channel: SlackChannel): string {
  if (channel.isIm) return "im";
  return channel.isPrivate ? "private_channel" : "public_channel";
}

function channelPage(platform: Platform, all: readonly SlackChannel[], args: Fields): Fields {
  const { page, nextCursor } = pageOf(all, args, limit(args, 100, 1000));
  return {
    channels: page.map((channel) => channelOnWire(channel, platform.workspace)),
    response_metadata: { next_cursor: nextCursor },
  };
}

/** Between `oldest` and `latest`, without the ends unless `inclusive`. */
function within(args: Fields): (message: SlackMessage) => boolean {
  const micros = (ts: string): number => Math.round(Number(ts) * 1_000_000);
  const oldest = argument(args, "oldest");
  const latest = argument(args, "latest");
  const inclusive = flag(args, "inclusive") ? 0 : 1;
  const from = oldest === "" ? 0 : micros(oldest) + inclusive;
  const to = latest === "" ? Number.POSITIVE_INFINITY : micros(latest) - inclusive;
  return ({ ts }) => micros(ts) >= from && micros(ts) <= to;
}

function messagePage(
  platform: Platform,
  all: readonly SlackMessage[],
  args: Fields,
  standard: number,
): Fields {
  const { page, nextCursor } = pageOf(all, args, limit(args, standard, 1000));
  const withMetadata = flag(args, "include_all_metadata");
  return {
    messages: page.map((message) =>
      messageOnWire(message, platform.workspace, platform.origin, withMetadata),
    ),
    has_more: nextCursor !== "",
    ...(nextCursor === "" ? {} : { response_metadata: { next_cursor: nextCursor } }),
  };
}
