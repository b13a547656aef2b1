import { type Fields, isFields, parseJson, textOf } from "../json.ts";
import type { SentEvent } from "./deliver.ts";
import type { SlackEvents } from "./events.ts";
import type { Triggers } from "./triggers.ts";
import type { Views } from "./views.ts";
import { type SlackChannel, SlackError, type SlackMessage, type Workspace } from "./workspace.ts";

/** What the methods of the Web API work on. */
export interface Platform {
  readonly workspace: Workspace;
  readonly views: Views;
  readonly triggers: Triggers;
  readonly events: SlackEvents;
  /** Where the fake listens, `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** The scopes that the token has; undefined for all. */
  readonly scopes: readonly string[] | undefined;
  /** Gives an event about a conversation to the app, if the bot can see that conversation. */
  readonly tell: (channelId: string, event: Fields) => SentEvent | undefined;
  readonly warn: (warning: string) => void;
  /** A new address for Socket Mode; undefined where the fake delivers by HTTP. */
  readonly openSocketUrl: (() => string) | undefined;
}

/** One method of the Web API. */
export interface Method {
  /** The scope that it needs, which may hang on the sort of conversation; undefined for none. */
  readonly scope?: (channel: SlackChannel | undefined) => string;
  /** Whether it takes the app's token instead of the bot's. */
  readonly takesAppToken?: boolean;
  /**
   * Does it.
   *
   * @returns the answer's fields besides `ok`
   * @throws SlackError for `ok: false`
   */
  readonly run: (platform: Platform, args: Fields) => Fields;
}

/** Methods by name. */
export type Methods = Readonly<Record<string, Method>>;

/** A scope that hangs on the conversation: `channels:…`, `groups:…` or `im:…`. */
export function scopeByChannel(what: string): (channel: SlackChannel | undefined) => string {
  return (channel) => {
    if (channel?.isIm === true) return `im:${what}`;
    return channel?.isPrivate === true ? `groups:${what}` : `channels:${what}`;
  };
}

/** A method that is the same for every conversation. */
export function scope(name: string): () => string {
  return () => name;
}

/** An argument as text; numbers and booleans of a JSON body as well. Absent gives "". */
export function argument(args: Fields, name: string): string {
  const value = args[name];
  return typeof value === "number" || typeof value === "boolean" ? String(value) : textOf(value);
}

/**
 * An argument that must be there.
 *
 * @throws SlackError `invalid_arguments`, naming it
 */
export function requiredArgument(args: Fields, name: string): string {
  const value = argument(args, name);
  if (value !== "") return value;
  throw new SlackError("invalid_arguments", {
    response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
  });
}

/** A yes/no argument, as forms and JSON bodies write it. */
export function flag(args: Fields, name: string): boolean {
  return ["true", "1"].includes(argument(args, name));
}

/** A whole number between bounds; the default where it is absent or none. */
export function limit(args: Fields, standard: number, most: number): number {
  const value = Number.parseInt(argument(args, "limit"), 10);
  return Number.isNaN(value) || value <= 0 ? standard : Math.min(value, most);
}

/**
 * The arguments of a Web API call: a JSON body as it is; in a form, the fields that hold JSON
 * (blocks, views, …) are read.
 */
export function decodeArguments(contentType: string, body: string): Fields {
  if (contentType.startsWith("application/json")) {
    const parsed = parseJson(body);
    return isFields(parsed) ? parsed : {};
  }
  const holdJson = new Set(["blocks", "attachments", "view", "metadata", "files"]);
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([name, value]) => {
      const parsed = holdJson.has(name) ? parseJson(value) : undefined;
      return [name, parsed ?? value];
    }),
  );
}

/**
 * The conversation that the bot may see.
 *
 * @throws SlackError `channel_not_found`, also for a private one that the bot is not in
 */
export function visibleChannel({ workspace }: Platform, channelId: string): SlackChannel {
  const channel = workspace.channels.get(channelId);
  const isMember = channel?.members.has(workspace.identity.botUserId) ?? false;
  if (channel === undefined || (channel.isPrivate && !isMember)) {
    throw new SlackError("channel_not_found");
  }
  return channel;
}

/**
 * The conversation that the bot is a member of, and may write in.
 *
 * @throws SlackError `channel_not_found`, `not_in_channel`, `is_archived`
 */
export function joinedChannel(platform: Platform, channelId: string): SlackChannel {
  if (visibleChannel(platform, channelId).isArchived) throw new SlackError("is_archived");
  return readableChannel(platform, channelId);
}

/**
 * The conversation that the bot is a member of; what is archived can still be read.
 *
 * @throws SlackError `channel_not_found`, `not_in_channel`
 */
export function readableChannel(platform: Platform, channelId: string): SlackChannel {
  const channel = visibleChannel(platform, channelId);
  if (!channel.members.has(platform.workspace.identity.botUserId)) {
    throw new SlackError("not_in_channel");
  }
  return channel;
}

/** @throws SlackError `message_not_found` */
export function knownMessage(platform: Platform, channelId: string, ts: string): SlackMessage {
  const message = platform.workspace.messageAt(channelId, ts);
  if (message === undefined) throw new SlackError("message_not_found");
  return message;
}

/**
 * One page of a list, by a cursor that counts items.
 *
 * @throws SlackError `invalid_cursor`
 */
export function pageOf<T>(
  all: readonly T[],
  args: Fields,
  size: number,
): { readonly page: readonly T[]; readonly nextCursor: string } {
  const cursor = argument(args, "cursor");
  const decoded = /^next:(\d+)$/.exec(Buffer.from(cursor, "base64").toString())?.[1];
  if (cursor !== "" && decoded === undefined) throw new SlackError("invalid_cursor");
  const from = Number(decoded ?? 0);
  const nextCursor =
    from + size < all.length ? Buffer.from(`next:${from + size}`).toString("base64") : "";
  return { page: all.slice(from, from + size), nextCursor };
}
