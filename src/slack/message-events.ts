import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import {
  type ChannelId,
  isChannelId,
  isMessageTs,
  isUserId,
  type MessageTs,
  type UserId,
} from "../domain/ids.ts";
import type { SharedFile } from "../domain/mms.ts";
import type { ThreadEvent } from "../flows/receive-events.ts";
import type {
  CurrentMessage,
  NoteReading,
  ThreadMessageChange,
  ThreadMessageReader,
} from "../flows/thread-messages.ts";
import { keyOf } from "./desk.ts";
import type { SlackDirectory } from "./directory.ts";
import type { Names } from "./text/links.ts";
import { readNote } from "./text/note.ts";
import { mentionedChannels, mentionedUsers, type SlackText, toSmsText } from "./text/to-sms.ts";

/**
 * Slack's `message` events: which of them concern us, and what they say. Read tolerantly: what
 * does not look like a message in a thread is none.
 */

/** The kinds of message that a person writes (SPEC 7); every other subtype is not one. */
const WRITTEN_BY_PEOPLE: ReadonlySet<string> = new Set([
  "thread_broadcast",
  "file_share",
  "me_message",
]);

const blocks = z.array(z.looseObject({ block_id: z.string().optional() })).optional();

const file = z.looseObject({
  name: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nullish(),
  /** Of a file that was deleted, or is kept elsewhere, Slack tells little more. */
  url_private_download: z.string().nullish(),
});

const message = z.looseObject({
  ts: z.string(),
  thread_ts: z.string().optional(),
  user: z.string().optional(),
  bot_id: z.string().nullish(),
  app_id: z.string().nullish(),
  subtype: z.string().optional(),
  client_msg_id: z.string().nullish(),
  text: z.string().nullish(),
  blocks,
  files: z.array(file).nullish(),
  metadata: z
    .looseObject({ event_type: z.string(), event_payload: z.looseObject({}) })
    .optional()
    .catch(undefined),
});

const messageEvent = message.extend({
  type: z.literal("message"),
  channel: z.string(),
  hidden: z.boolean().optional(),
  deleted_ts: z.string().optional(),
  message: message.optional(),
  previous_message: message.optional(),
});
type MessageEvent = z.infer<typeof messageEvent>;

const envelope = z.looseObject({
  type: z.literal("event_callback"),
  event: messageEvent,
});

/** Who we are in the workspace, to know our own messages. */
export interface Self {
  readonly botId: string;
  readonly botUserId: string;
}

export type MessageEventSort =
  /** A post of ours came back. */
  | { readonly kind: "echo"; readonly key: string; readonly ts: MessageTs }
  | { readonly kind: "thread"; readonly event: ThreadEvent }
  | { readonly kind: "ignored" };

/** Says what has to be done with a request body of Slack's before it is answered. */
export function sortMessageEvent(body: unknown, self: Self | null): MessageEventSort {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return { kind: "ignored" };
  const { event } = parsed.data;
  if (self && isOurs(event, self)) {
    const key = keyOf(event);
    return key !== null && isMessageTs(event.ts)
      ? { kind: "echo", key, ts: event.ts }
      : { kind: "ignored" };
  }
  const bytes = (): Buffer => Buffer.from(JSON.stringify(body));
  const written = asWritten(event);
  if (written) {
    const { channel, threadTs, ts } = written;
    const key = `message:${channel}:${ts}`;
    return {
      kind: "thread",
      event: { kind: "written", channel, threadTs, at: ts, key, body: bytes() },
    };
  }
  const deleted = self && asDeletedRoot(event, self);
  if (deleted && isMessageTs(event.ts)) {
    const { channel, threadTs } = deleted;
    const key = `deleted:${channel}:${threadTs}`;
    return {
      kind: "thread",
      event: { kind: "deleted", channel, threadTs, at: event.ts, key, body: bytes() },
    };
  }
  const changed = asChange(event);
  if (changed) {
    const { channel, ts, threadTs, at, change } = changed;
    const key = `${change.kind}:${channel}:${ts}:${at}`;
    return {
      kind: "thread",
      event: { kind: "changed", channel, threadTs, at, key, body: bytes() },
    };
  }
  return { kind: "ignored" };
}

function isOurs(event: MessageEvent, self: Self): boolean {
  // What happens to messages (changes, deletions) is told without a writer of its own.
  return event.bot_id === self.botId || event.user === self.botUserId;
}

interface Written {
  readonly channel: ChannelId;
  readonly threadTs: MessageTs;
  readonly ts: MessageTs;
  readonly author: UserId;
}

/** @returns null unless a person wrote it, in a thread */
function asWritten(event: MessageEvent): Written | null {
  const { channel, ts, thread_ts: threadTs, user, subtype } = event;
  if (subtype !== undefined && !WRITTEN_BY_PEOPLE.has(subtype)) return null;
  if (event.bot_id || event.app_id || event.hidden === true) return null;
  if (threadTs === undefined || threadTs === ts || user === undefined) return null;
  if (!isChannelId(channel) || !isMessageTs(ts) || !isMessageTs(threadTs) || !isUserId(user)) {
    return null;
  }
  return { channel, threadTs, ts, author: user };
}

/** @returns null unless a person's words in a thread were changed, or deleted */
function asChange(event: MessageEvent): ThreadMessageChange | null {
  const before = event.previous_message;
  if (!before || before.bot_id || before.app_id) return null;
  const { channel, ts: at, message: after } = event;
  const { ts, thread_ts: threadTs, user } = before;
  if (threadTs === undefined || threadTs === ts) return null;
  if (!isChannelId(channel) || !isMessageTs(ts) || !isMessageTs(threadTs)) return null;
  if (!isMessageTs(at)) return null;
  const place = { channel, ts, threadTs };
  const deleted = { ...place, at, change: { kind: "deleted" } } as const;
  if (event.subtype === "message_deleted") return deleted;
  if (event.subtype !== "message_changed" || user === undefined || !isUserId(user)) return null;
  if (after === undefined || after.subtype === "tombstone") return deleted;
  // An unfurl changes the message too, and bold type does, but not the words.
  if (wordsOf(after) === wordsOf(before)) return null;
  return {
    ...place,
    at,
    change: { kind: "edited", now: { ...place, author: user, ...asSaid(after) } },
  };
}

/** What the texter would get, but for the names. */
function wordsOf(written: z.infer<typeof message>): string {
  return toSmsText(asSlackText(written), { user: (id) => id, channel: (id) => id });
}

/**
 * A message of ours that others may have replied to was deleted. With replies it stays as a
 * tombstone, of which Slack tells as of a change.
 *
 * @returns null unless it was ours, and not itself a reply
 */
function asDeletedRoot(
  { subtype, channel, message: after, previous_message: before }: MessageEvent,
  self: Self,
): { readonly channel: ChannelId; readonly threadTs: MessageTs } | null {
  const isGone =
    subtype === "message_deleted" ||
    (subtype === "message_changed" && after?.subtype === "tombstone");
  if (!isGone || before?.bot_id !== self.botId) return null;
  const { ts, thread_ts: threadTs } = before;
  if (threadTs !== undefined && threadTs !== ts) return null;
  return isChannelId(channel) && isMessageTs(ts) ? { channel, threadTs: ts } : null;
}

function asShared(given: z.infer<typeof file>): SharedFile {
  return {
    name: given.name ?? "file",
    contentType: given.mimetype ?? "",
    size: given.size ?? 0,
    url: given.url_private_download ?? null,
  };
}

function parseBytes(body: Buffer): MessageEvent | null {
  const parsed = envelope.safeParse(JSON.parse(body.toString("utf8")));
  return parsed.success ? parsed.data.event : null;
}

/** Its mrkdwn says it; where the words are in its blocks alone, they do. */
function noteReading(written: z.infer<typeof message>): NoteReading {
  const said = readNote(written.text ?? "");
  return said === "none" ? readNote(toSmsText(asSlackText(written), ANYBODY)) : said;
}

const ANYBODY: Names = { user: () => null, channel: () => null };

function asSlackText({ text, blocks: given }: z.infer<typeof message>): SlackText {
  return { text: text ?? "", ...(given === undefined ? {} : { blocks: given }) };
}

function asSaid(written: z.infer<typeof message>): Omit<CurrentMessage, "text"> {
  return {
    files: (written.files ?? []).map(asShared),
    note: noteReading(written),
    clientMsgId: written.client_msg_id ?? null,
  };
}

/** All at once: the texter waits for the slowest, not for their sum. */
async function namesOf<Id extends string>(
  ids: readonly Id[],
  nameOf: (id: Id) => Promise<string | null>,
): Promise<ReadonlyMap<string, string | null>> {
  return new Map(await Promise.all(ids.map(async (id) => [id, await nameOf(id)] as const)));
}

/** Reads stored events for the flows. */
export function createThreadMessageReader(
  client: WebClient,
  directory: SlackDirectory,
): ThreadMessageReader {
  /** Looks up the names that the message mentions. */
  async function asSmsText(written: z.infer<typeof message>): Promise<string> {
    const said = asSlackText(written);
    const [users, channels] = await Promise.all([
      namesOf(mentionedUsers(said).filter(isUserId), (id) => directory.displayName(id)),
      namesOf(mentionedChannels(said).filter(isChannelId), (id) => directory.channelName(id)),
    ]);
    return toSmsText(said, {
      user: (id) => users.get(id) ?? null,
      channel: (id) => channels.get(id) ?? null,
    });
  }

  return {
    read(body) {
      const event = parseBytes(body);
      const written = event && asWritten(event);
      return written && { ...written, ...asSaid(event) };
    },
    readChange(body) {
      const event = parseBytes(body);
      return event && asChange(event);
    },
    async toSmsText(body) {
      const event = parseBytes(body);
      return event ? asSmsText(event.message ?? event) : "";
    },
    async readCurrent({ channel, threadTs, ts }) {
      const { messages } = await client.conversations.replies({
        channel,
        ts: threadTs,
        oldest: ts,
        latest: ts,
        inclusive: true,
        // The thread's parent comes first, whatever the times asked for.
        limit: 2,
      });
      const now = messages
        ?.map((one) => message.safeParse(one))
        .find(({ data }) => data?.ts === ts);
      return now?.data ? { ...asSaid(now.data), text: await asSmsText(now.data) } : null;
    },
  };
}
