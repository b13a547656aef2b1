import type { Fields } from "../json.ts";
import {
  argument,
  flag,
  joinedChannel,
  knownMessage,
  type Methods,
  type Platform,
  requiredArgument,
  scope,
  visibleChannel,
} from "./method.ts";
import {
  changeMessage,
  contentOf,
  metadataOf,
  postAsBot,
  showOnlyTo,
  takeAway,
  threadOf,
} from "./posting.ts";
import { messageOnWire } from "./wire.ts";
import { type SlackChannel, SlackError, type SlackMessage } from "./workspace.ts";

const longestPost = 40_000;
const longestUpdate = 4_000;

/** chat.* */
export const chatMethods: Methods = {
  "chat.postMessage": {
    scope: scope("chat:write"),
    run(platform, args) {
      const channel = channelToPostTo(platform, requiredArgument(args, "channel"));
      const content = contentOf(platform, args, "chat.postMessage", longestPost);
      const threadTs = threadOf(platform, channel.id, argument(args, "thread_ts"));
      const message = postAsBot(platform, channel.id, content, {
        threadTs,
        metadata: metadataOf(args),
        broadcast: flag(args, "reply_broadcast"),
      });
      return { channel: channel.id, ts: message.ts, message: onWire(platform, message) };
    },
  },
  "chat.update": {
    scope: scope("chat:write"),
    run(platform, args) {
      const channel = joinedChannel(platform, requiredArgument(args, "channel"));
      const message = ownMessage(
        platform,
        channel,
        requiredArgument(args, "ts"),
        "cant_update_message",
      );
      const keepsText = typeof args.text !== "string" || args.text === "";
      const content = contentOf(
        platform,
        // Text without blocks takes the blocks away; blocks without text keep the text.
        keepsText ? { ...args, text: message.text } : args,
        "chat.update",
        keepsText ? longestPost : longestUpdate,
      );
      const keepsBlocks = args.blocks === undefined && keepsText;
      const metadata = metadataOf(args);
      const changed = changeMessage(platform, message, {
        text: content.text,
        blocks: keepsBlocks ? message.blocks : content.blocks,
        edited: content.blocks.length === 0 && !keepsBlocks,
        ...(metadata === undefined ? {} : { metadata }),
      });
      return {
        channel: channel.id,
        ts: changed.ts,
        text: changed.text,
        message: onWire(platform, changed),
      };
    },
  },
  "chat.delete": {
    scope: scope("chat:write"),
    run(platform, args) {
      const channel = joinedChannel(platform, requiredArgument(args, "channel"));
      const ts = requiredArgument(args, "ts");
      takeAway(platform, ownMessage(platform, channel, ts, "cant_delete_message"));
      return { channel: channel.id, ts };
    },
  },
  "chat.postEphemeral": {
    scope: scope("chat:write"),
    run(platform, args) {
      const channel = joinedChannel(platform, requiredArgument(args, "channel"));
      const user = requiredArgument(args, "user");
      if (!channel.members.has(user)) throw new SlackError("user_not_in_channel");
      const content = contentOf(platform, args, "chat.postEphemeral", longestPost);
      const threadTs = argument(args, "thread_ts") || undefined;
      const shown = showOnlyTo(platform, user, channel.id, content, {
        threadTs,
        via: "chat.postEphemeral",
      });
      return { message_ts: shown.ts };
    },
  },
  "chat.getPermalink": {
    run(platform, args) {
      const channel = visibleChannel(platform, requiredArgument(args, "channel"));
      const message = knownMessage(platform, channel.id, requiredArgument(args, "message_ts"));
      const { teamDomain } = platform.workspace.identity;
      const thread =
        message.threadTs === undefined ? "" : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
      const place = `archives/${channel.id}/p${message.ts.replace(".", "")}${thread}`;
      return { channel: channel.id, permalink: `https://${teamDomain}.slack.com/${place}` };
    },
  },
};

function onWire(platform: Platform, message: SlackMessage): Fields {
  return messageOnWire(message, platform.workspace, platform.origin, true);
}

/** A user's id stands for the conversation with that user. */
function channelToPostTo(platform: Platform, id: string): SlackChannel {
  if (platform.workspace.users.has(id)) return platform.workspace.openIm(id);
  const channel = visibleChannel(platform, id);
  const mayPostAnywhere = platform.scopes?.includes("chat:write.public") ?? false;
  return mayPostAnywhere && !channel.isArchived ? channel : joinedChannel(platform, id);
}

function ownMessage(
  platform: Platform,
  channel: SlackChannel,
  ts: string,
  refusal: string,
): SlackMessage {
  const message = knownMessage(platform, channel.id, ts);
  if (message.botId === undefined) throw new SlackError(refusal);
  return message;
}
