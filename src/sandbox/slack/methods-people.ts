import type { Fields } from "../json.ts";
import type { SentEvent } from "./deliver.ts";
import {
  joinedChannel,
  knownMessage,
  limit,
  type Methods,
  type Platform,
  pageOf,
  requiredArgument,
  scope,
} from "./method.ts";
import { messageOnWire, userOnWire } from "./wire.ts";
import { SlackError, type SlackMessage } from "./workspace.ts";

/** auth.test, apps.connections.open, bots.*, users.*, reactions.* */
export const peopleMethods: Methods = {
  "auth.test": {
    run({ workspace: { identity } }) {
      return {
        url: `https://${identity.teamDomain}.slack.com/`,
        team: "Sandbox",
        user: "sms",
        team_id: identity.teamId,
        user_id: identity.botUserId,
        bot_id: identity.botId,
        app_id: identity.appId,
        is_enterprise_install: false,
      };
    },
  },
  "apps.connections.open": {
    takesAppToken: true,
    run({ openSocketUrl }) {
      if (openSocketUrl === undefined) throw new SlackError("forbidden_team");
      return { url: openSocketUrl() };
    },
  },
  "bots.info": {
    scope: scope("users:read"),
    run({ workspace: { identity } }, args) {
      const bot = requiredArgument(args, "bot");
      if (bot !== identity.botId) throw new SlackError("bot_not_found");
      return {
        bot: {
          id: identity.botId,
          app_id: identity.appId,
          user_id: identity.botUserId,
          name: "SMS",
          deleted: false,
        },
      };
    },
  },
  "users.info": {
    scope: scope("users:read"),
    run({ workspace }, args) {
      const user = workspace.users.get(requiredArgument(args, "user"));
      if (user === undefined) throw new SlackError("user_not_found");
      return { user: userOnWire(user, workspace) };
    },
  },
  "users.list": {
    scope: scope("users:read"),
    run({ workspace }, args) {
      const all = [...workspace.users.values()];
      const { page, nextCursor } = pageOf(all, args, limit(args, 1000, 1000));
      return {
        members: page.map((user) => userOnWire(user, workspace)),
        response_metadata: { next_cursor: nextCursor },
      };
    },
  },
  "reactions.add": {
    scope: scope("reactions:write"),
    run(platform, args) {
      react(platform, args, platform.workspace.identity.botUserId, "added");
      return {};
    },
  },
  "reactions.remove": {
    scope: scope("reactions:write"),
    run(platform, args) {
      react(platform, args, platform.workspace.identity.botUserId, "removed");
      return {};
    },
  },
  "reactions.get": {
    scope: scope("reactions:read"),
    run(platform, args) {
      const channel = joinedChannel(platform, requiredArgument(args, "channel"));
      const message = knownMessage(platform, channel.id, requiredArgument(args, "timestamp"));
      return {
        type: "message",
        channel: channel.id,
        message: messageOnWire(message, platform.workspace, platform.origin, false),
      };
    },
  },
};

/** Adds or takes away a reaction of somebody and tells the app. */
export function react(
  platform: Platform,
  args: Fields,
  user: string,
  what: "added" | "removed",
): SentEvent | undefined {
  const { workspace, events } = platform;
  const channel = joinedChannel(platform, requiredArgument(args, "channel"));
  const message = knownMessage(platform, channel.id, requiredArgument(args, "timestamp"));
  const name = requiredArgument(args, "name");
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new SlackError("invalid_name");
  workspace.putMessage({
    ...message,
    reactions: what === "added" ? withReaction(message, name, user) : without(message, name, user),
  });
  return platform.tell(channel.id, events.reaction(what, user, name, message));
}

function withReaction(
  message: SlackMessage,
  name: string,
  user: string,
): SlackMessage["reactions"] {
  const present = message.reactions.find((reaction) => reaction.name === name);
  if (present?.users.includes(user) === true) throw new SlackError("already_reacted");
  if (present === undefined) return [...message.reactions, { name, users: [user] }];
  return message.reactions.map((reaction) =>
    reaction === present ? { name, users: [...reaction.users, user] } : reaction,
  );
}

function without(message: SlackMessage, name: string, user: string): SlackMessage["reactions"] {
  const present = message.reactions.find((reaction) => reaction.name === name);
  if (present?.users.includes(user) !== true) throw new SlackError("no_reaction");
  return message.reactions
    .map((reaction) =>
      reaction === present
        ? { name, users: reaction.users.filter((other) => other !== user) }
        : reaction,
    )
    .filter((reaction) => reaction.users.length > 0);
}
