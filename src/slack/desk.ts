import {
  type ConversationsRepliesResponse,
  WebAPIPlatformError,
  type WebClient,
} from "@slack/web-api";
import { type ChannelId, isMessageTs, type MessageTs, type UserId } from "../domain/ids.ts";
import type { Desk, DeskOutcome, FindOutcome, Posting } from "../flows/ports.ts";
import type { HeaderView } from "../flows/session-views.ts";
import { alertMessage } from "./blocks/alerts.ts";
import { digestMessage } from "./blocks/digest.ts";
import type { Message } from "./blocks/elements.ts";
import { homeView } from "./blocks/home.ts";
import { idleWarningMessage } from "./blocks/idle-warning.ts";
import { inviteMessage } from "./blocks/invite.ts";
import { directMessage, privateMessage } from "./blocks/private-words.ts";
import { entryMessage, headerMessage } from "./blocks/thread.ts";
import { offeredMessage, offerMessage } from "./blocks/transfer.ts";
import { lookAtChannel } from "./channels.ts";
import { share, upload } from "./files.ts";
import { classifySlackError, NO_TS } from "./outcomes.ts";
import { cutEscaped } from "./text/to-slack.ts";

/** The metadata under which our posts carry their key. Visible to the workspace: ids only. */
const METADATA_EVENT = "sms_call_queues_post";
/** ✋: a text that waits for its author's word. */
const HELD_MARK = "hand";
/** Characters of the words beside blocks, which only notifications and screen readers use. */
const NOTIFICATION_MAX = 3_900;
/** Characters of a post without blocks; Slack itself cuts at 40,000. */
const PLAIN_MAX = 39_000;
/** ms in which an answer leaves time for a second call. */
const QUICK = 2_000;
/** Pages that a look-up reads at the most, of 200 messages each. */
const MAX_PAGES = 20;

/**
 * Everything that is written into Slack, with what came of it.
 *
 * @param client without retries of its own: it would post twice (see facts in docs/slack.md)
 * @param workspaceUrl for links to threads, such as `https://example.slack.com/`
 * @param displayName for people who are named and not called; soon, or null: a post that comes late
 *   lands when it is looked for already (the lease in flows/slack-posts.ts allows for 2 s)
 */
export function createDesk(
  client: WebClient,
  workspaceUrl: () => string,
  displayName: (user: UserId) => Promise<string | null>,
): Desk {
  async function render(posting: Posting): Promise<Message> {
    switch (posting.kind) {
      case "invite":
        return inviteMessage(posting.view, workspaceUrl());
      case "header":
        return headerMessage(posting.view, workspaceUrl(), await lastAgent(posting.view));
      case "entry":
        return entryMessage(posting.entry, workspaceUrl());
      case "idle_warning":
        return idleWarningMessage(posting.view);
      case "transfer_offer":
        return offerMessage(posting.view);
      case "digest":
        return digestMessage(posting.view);
      default:
        return posting satisfies never;
    }
  }

  async function lastAgent({ history }: HeaderView): Promise<string | null> {
    const agent = history.latest[0]?.agent ?? null;
    return agent && displayName(agent);
  }

  async function post(
    channel: ChannelId,
    threadTs: MessageTs | null,
    message: { text: string; blocks?: Message["blocks"] },
    key: string,
  ): Promise<DeskOutcome> {
    return attempt(async () => {
      const answer = await client.chat.postMessage({
        channel,
        ...message,
        ...(threadTs === null ? {} : { thread_ts: threadTs }),
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: METADATA_EVENT, event_payload: { key } },
      });
      return answer.ts;
    });
  }

  return {
    async post(channel, threadTs, posting, key) {
      const message = withKey(await render(posting), key);
      const begun = performance.now();
      const outcome = await post(
        channel,
        threadTs,
        { ...message, text: cutEscaped(message.text, NOTIFICATION_MAX) },
        key,
      );
      if (outcome.kind !== "rejected" || !POISONOUS_BLOCKS.has(outcome.why)) return outcome;
      // A second call has to end within the time that the first one had.
      if (performance.now() - begun > QUICK) return { kind: "away", why: outcome.why };
      // Slack does not like our blocks: the words matter more than their looks.
      return post(channel, threadTs, { text: cutEscaped(message.text, PLAIN_MAX) }, key);
    },

    async update(channel, ts, posting) {
      const { text, blocks } = await render(posting);
      return attempt(async () => {
        const answer = await client.chat.update({
          channel,
          ts,
          text: cutEscaped(text, NOTIFICATION_MAX),
          blocks,
        });
        return answer.ts ?? ts;
      });
    },

    find: (channel, threadTs, key, since) =>
      find(client, channel, threadTs, since, (message) => keyOf(message) === key),

    upload: (file) => upload(client, file),
    share: (channel, threadTs, file) => share(client, channel, threadTs, file),
    findFile: (channel, threadTs, file, since) =>
      find(client, channel, threadTs, since, ({ files }) => files?.some(({ id }) => id === file)),

    tell(channel, threadTs, user, word) {
      return attempt(async () => {
        const answer = await client.chat.postEphemeral({
          channel,
          user,
          ...privateMessage(word, workspaceUrl()),
          ...(threadTs === null ? {} : { thread_ts: threadTs }),
        });
        return answer.message_ts;
      });
    },

    lookAt: (channel, { mayJoin }) => lookAtChannel(client, channel, mayJoin),

    tellDirectly(user, word, about) {
      return attempt(async () => {
        const message = directMessage(word, about, workspaceUrl());
        const answer = await client.chat.postMessage({ channel: user, ...message });
        return answer.ts;
      });
    },

    alert(user, alert) {
      return attempt(async () => {
        const answer = await client.chat.postMessage({
          channel: user,
          ...alertMessage(alert, workspaceUrl()),
          unfurl_links: false,
        });
        return answer.ts;
      });
    },

    tellOffer(user, offered) {
      return attempt(async () => {
        const message = offeredMessage(offered, workspaceUrl());
        const answer = await client.chat.postMessage({ channel: user, ...message });
        return answer.ts;
      });
    },

    async publishHome(user, view) {
      try {
        await client.views.publish({ user_id: user, view: homeView(view, workspaceUrl()) });
        return { kind: "done" };
      } catch (error) {
        return classifySlackError(error);
      }
    },

    mark: (channel, ts, name, others) => attempt(() => mark(client, channel, ts, name, others)),

    markHeld(channel, ts, isHeld) {
      const reaction = { channel, timestamp: ts, name: HELD_MARK };
      return attempt(async () => {
        if (isHeld) await unless("already_reacted", client.reactions.add(reaction));
        else await unless("no_reaction", client.reactions.remove(reaction));
        return ts;
      });
    },
  };
}

const POISONOUS_BLOCKS: ReadonlySet<string> = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "msg_too_long",
]);

/** The key also goes into a block's id: events always show that, metadata only to subscribers. */
function withKey(message: Message, key: string): Message {
  const [first, ...rest] = message.blocks;
  return first ? { ...message, blocks: [{ ...first, block_id: key }, ...rest] } : message;
}

/** Runs one call; never throws. */
async function attempt(call: () => Promise<string | undefined>): Promise<DeskOutcome> {
  try {
    const ts = await call();
    return ts !== undefined && isMessageTs(ts) ? { kind: "done", ts } : NO_TS;
  } catch (error) {
    return classifySlackError(error);
  }
}

async function mark(
  client: WebClient,
  channel: ChannelId,
  ts: MessageTs,
  name: string,
  others: readonly string[],
): Promise<MessageTs> {
  // The new mark first: at no moment does the message look as if nothing were known.
  await unless("already_reacted", client.reactions.add({ channel, timestamp: ts, name }));
  for (const other of others) {
    await unless("no_reaction", client.reactions.remove({ channel, timestamp: ts, name: other }));
  }
  return ts;
}

async function unless(harmless: string, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError) || error.data.error !== harmless) throw error;
  }
}

type Found = NonNullable<ConversationsRepliesResponse["messages"]>[number];

async function find(
  client: WebClient,
  channel: ChannelId,
  threadTs: MessageTs | null,
  since: Date,
  isIt: (message: Found) => boolean | undefined,
): Promise<FindOutcome> {
  const range = {
    channel,
    oldest: (since.getTime() / 1000).toFixed(6),
    include_all_metadata: true,
    limit: 200,
  };
  let cursor: string | undefined;
  try {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const place = cursor === undefined ? range : { ...range, cursor };
      const answer =
        threadTs === null
          ? await client.conversations.history(place)
          : await client.conversations.replies({ ...place, ts: threadTs });
      for (const message of answer.messages ?? []) {
        const { ts } = message;
        if (isIt(message) === true && ts !== undefined && isMessageTs(ts)) {
          return { kind: "found", ts };
        }
      }
      cursor = answer.response_metadata?.next_cursor;
      if (!cursor) return { kind: "absent" };
    }
    return { kind: "refused", why: `more than ${MAX_PAGES} pages to look through` };
  } catch (error) {
    const failure = classifySlackError(error);
    return failure.kind === "blocked" || failure.kind === "rejected"
      ? { kind: "refused", why: failure.why }
      : { kind: "away", why: failure.kind };
  }
}

/** The key that a message of ours carries; null on every other message. */
export function keyOf(message: {
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: object } | undefined;
  readonly blocks?: readonly { readonly block_id?: string | undefined }[] | undefined;
}): string | null {
  const payload = message.metadata?.event_payload;
  if (message.metadata?.event_type === METADATA_EVENT && payload && "key" in payload) {
    return typeof payload.key === "string" ? payload.key : null;
  }
  const blockId = message.blocks?.[0]?.block_id;
  return blockId?.startsWith("job-") ? blockId : null;
}
