import { type Fields, isFields, lengthOf } from "../json.ts";
import { refuseBadBlocks } from "./blocks-check.ts";
import type { SentEvent } from "./deliver.ts";
import { withIds } from "./inputs.ts";
import type { Platform } from "./method.ts";
import { type SlackEphemeral, SlackError, type SlackFile, type SlackMessage } from "./workspace.ts";

/** What an app gives as the content of a message. */
export interface Content {
  readonly text: string;
  readonly blocks: readonly Fields[];
}

/** The text of a message that an app gave blocks but no text. */
const noFallback = "This content can't be displayed.";

/**
 * Reads and checks `text` and `blocks`.
 *
 * @param what named in the warning about a missing text
 * @param longestText characters; beyond them `msg_too_long`
 * @throws SlackError `no_text`, `msg_too_long`, `invalid_blocks`, `msg_blocks_too_long`
 */
export function contentOf(
  platform: Platform,
  args: Fields,
  what: string,
  longestText: number,
): Content {
  const text = typeof args.text === "string" ? args.text : "";
  const given = args.blocks;
  if (given !== undefined && given !== null) refuseBadBlocks(given);
  const blocks = withIds(given, () => platform.workspace.nextId("b"));
  if (text === "" && blocks.length === 0) throw new SlackError("no_text");
  if (lengthOf(text) > longestText) throw new SlackError("msg_too_long");
  if (text === "") platform.warn(`${what} without text: notifications would show nothing of it`);
  return { text: text === "" ? noFallback : text, blocks };
}

/**
 * Where in a conversation a post goes: undefined, or the ts of the thread's parent.
 *
 * @throws SlackError `thread_not_found`, `cannot_reply_to_message`
 */
export function threadOf(
  platform: Platform,
  channelId: string,
  threadTs: string,
): string | undefined {
  if (threadTs === "") return undefined;
  const parent = platform.workspace.messageAt(channelId, threadTs);
  if (parent === undefined) throw new SlackError("thread_not_found");
  if (parent.threadTs !== undefined) throw new SlackError("cannot_reply_to_message");
  return threadTs;
}

/** Message metadata, checked.
 *
 * @throws SlackError `invalid_metadata_format`
 */
export function metadataOf(args: Fields): Fields | undefined {
  const { metadata } = args;
  if (metadata === undefined || metadata === "") return undefined;
  if (
    !isFields(metadata) ||
    typeof metadata.event_type !== "string" ||
    !isFields(metadata.event_payload)
  ) {
    throw new SlackError("invalid_metadata_format");
  }
  return metadata;
}

/** Posts as the bot; the app gets the message event, as Slack gives it. */
export function postAsBot(
  platform: Platform,
  channelId: string,
  content: Content,
  more: {
    readonly threadTs?: string | undefined;
    readonly metadata?: Fields | undefined;
    readonly broadcast?: boolean;
    readonly files?: readonly SlackFile[];
  },
): SlackMessage {
  const { workspace, events } = platform;
  const files = more.files ?? [];
  const broadcast = more.broadcast === true && more.threadTs !== undefined;
  const subtype = files.length > 0 ? "file_share" : broadcast ? "thread_broadcast" : undefined;
  const message = workspace.addMessage({
    channel: channelId,
    user: workspace.identity.botUserId,
    botId: workspace.identity.botId,
    ...content,
    files,
    broadcast,
    ...(subtype === undefined ? {} : { subtype }),
    ...(more.threadTs === undefined ? {} : { threadTs: more.threadTs }),
    ...(more.metadata === undefined ? {} : { metadata: more.metadata }),
  });
  platform.tell(channelId, events.posted(message));
  return message;
}

/** Puts a changed message in its place and tells the app. */
export function changeMessage(
  platform: Platform,
  message: SlackMessage,
  change: Partial<SlackMessage>,
): SlackMessage {
  const changed = { ...message, ...change };
  platform.workspace.putMessage(changed);
  platform.tell(message.channel, platform.events.changed(message, changed));
  return changed;
}

/**
 * Takes a message away and tells the app. A parent with replies leaves a tombstone, as in Slack,
 * and then Slack tells of each reply as of a change, though nobody has changed it.
 */
export function takeAway(platform: Platform, message: SlackMessage): SentEvent | undefined {
  const { workspace } = platform;
  const replies = workspace.repliesTo(message.channel, message.ts);
  if (replies.length > 0) {
    const { botId: _bot, metadata: _metadata, ...rest } = message;
    const tombstone: SlackMessage = {
      ...rest,
      subtype: "tombstone",
      user: "USLACKBOT",
      text: "This message was deleted.",
      blocks: [],
      files: [],
      reactions: [],
    };
    workspace.putMessage(tombstone);
    const told = platform.tell(message.channel, platform.events.changed(message, tombstone));
    for (const reply of replies) {
      platform.tell(message.channel, platform.events.orphaned(reply));
    }
    return told;
  }
  workspace.removeMessage(message.channel, message.ts);
  return platform.tell(message.channel, platform.events.deleted(message));
}

/** Shows a message to one person alone. No event tells of it. */
export function showOnlyTo(
  platform: Platform,
  user: string,
  channelId: string,
  content: Content,
  more: { readonly threadTs?: string | undefined; readonly via: SlackEphemeral["via"] },
): SlackEphemeral {
  const { workspace } = platform;
  const shown: SlackEphemeral = {
    ephemeral: true,
    channel: channelId,
    ts: workspace.nextTs(),
    user,
    ...content,
    via: more.via,
    ...(more.threadTs === undefined ? {} : { threadTs: more.threadTs }),
  };
  workspace.ephemerals.push(shown);
  return shown;
}
