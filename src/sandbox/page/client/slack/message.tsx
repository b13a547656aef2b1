import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Blocks } from "../blocks/blocks.tsx";
import { BlockHostProvider } from "../blocks/host.ts";
import type { Message, Person } from "../model.ts";
import { dateOfTs, timeOf, wholeTime } from "../mrkdwn/dates.ts";
import { Emoji, Mrkdwn } from "../mrkdwn/text.tsx";
import { perform } from "../state/deeds.ts";
import { threadKey, threadsOf } from "../state/threads.ts";
import { openThread } from "../state/ui.ts";
import { threadIsUnread } from "../state/unread.ts";
import { nameOf, usePage, useUi } from "../state/viewer.ts";
import { Avatar } from "./avatar.tsx";
import { EditMessage } from "./edit-message.tsx";
import { Files } from "./files.tsx";
import { MessageMenu } from "./message-menu.tsx";

/** What a message is drawn with. */
export interface MessageProps {
  readonly message: Message;
  readonly me: Person;
  /** Whether it stands in the thread pane. */
  readonly inThread: boolean;
  /** Whether it follows one of the same author closely: then without face and name. */
  readonly isCompact: boolean;
  /** Whether the person may do something with it. */
  readonly isMember: boolean;
}

/** One message, as the person sees it. */
export function MessageRow(props: MessageProps): VNode {
  const { message, me, inThread, isCompact, isMember } = props;
  const page = usePage();
  const [editing, setEditing] = useState(false);
  const author = nameOf(page, message.user);
  const at = dateOfTs(message.ts);
  return (
    <article
      class={isCompact ? "message compact" : "message"}
      aria-label={`${author}, ${timeOf(at)}`}
      data-ts={message.ts}
    >
      <div class="message-side">
        {isCompact ? (
          <time class="message-time" dateTime={at.toISOString()} title={wholeTime(at)}>
            {timeOf(at)}
          </time>
        ) : (
          <Avatar user={message.user} />
        )}
      </div>
      <div class="message-main">
        {!isCompact && (
          <div class="message-head">
            <b class="author">{author}</b>
            {message.isBot && <span class="badge">APP</span>}
            <time class="message-time" dateTime={at.toISOString()} title={wholeTime(at)}>
              {timeOf(at)}
            </time>
          </div>
        )}
        {!inThread && message.threadTs !== undefined && (
          <BroadcastNote channel={message.channel} threadTs={message.threadTs} />
        )}
        {inThread && message.broadcast && <div class="note">Also sent to the channel</div>}
        {editing ? (
          <EditMessage message={message} me={me} close={() => setEditing(false)} />
        ) : (
          <BlockHostProvider
            value={{
              place: { in: "message", channel: message.channel, ts: message.ts },
              user: me.id,
            }}
          >
            <Content text={message.text} blocks={message.blocks} />
            {message.edited && <span class="edited"> (edited)</span>}
          </BlockHostProvider>
        )}
        <Files files={message.files} />
        <Reactions message={message} me={me} isMember={isMember} />
        {!inThread && message.threadTs === undefined && (
          <Replies channel={message.channel} ts={message.ts} me={me} />
        )}
      </div>
      {isMember && !editing && (
        <MessageMenu message={message} me={me} inThread={inThread} edit={() => setEditing(true)} />
      )}
    </article>
  );
}

/** A message's blocks, or else its text. */
export function Content(props: Pick<Message, "text" | "blocks">): VNode {
  return props.blocks.length > 0 ? (
    <Blocks blocks={props.blocks} />
  ) : (
    <div class="text">
      <Mrkdwn text={props.text} />
    </div>
  );
}

function BroadcastNote(props: { readonly channel: string; readonly threadTs: string }): VNode {
  return (
    <div class="note">
      replied to{" "}
      <button
        type="button"
        class="linkish"
        onClick={() => openThread({ channel: props.channel, ts: props.threadTs })}
      >
        a thread
      </button>
    </div>
  );
}

function Reactions(props: Pick<MessageProps, "message" | "me" | "isMember">): VNode | null {
  const { message, me, isMember } = props;
  const page = usePage();
  if (message.reactions.length === 0) return null;
  return (
    <div class="reactions">
      {message.reactions.map(({ name, users }) => {
        const mine = users.includes(me.id);
        const who = users.map((user) => nameOf(page, user)).join(", ");
        return (
          <button
            key={name}
            type="button"
            class={mine ? "reaction mine" : "reaction"}
            title={`${who} reacted with :${name}:`}
            aria-pressed={mine}
            // A reaction is not taken back here.
            disabled={mine || !isMember}
            onClick={() => {
              const { channel, ts } = message;
              void perform({ do: "react", user: me.id, channel, ts, name });
            }}
          >
            <Emoji name={name} /> {users.length}
          </button>
        );
      })}
    </div>
  );
}

/** The way into the thread under a message; nothing where there are no replies. */
export function Replies(props: {
  readonly channel: string;
  readonly ts: string;
  readonly me: Person;
}): VNode | null {
  const { channel, ts, me } = props;
  const page = usePage();
  const now = useUi();
  const thread = threadsOf(page).get(threadKey({ channel, ts }));
  if (thread === undefined) return null;
  const { replies } = thread;
  const writers = [...new Set(replies.map(({ user }) => user))].slice(0, 4);
  const unread = threadIsUnread(page, now, me, { channel, ts });
  const last = replies.at(-1);
  return (
    <button
      type="button"
      class={unread ? "replies unread" : "replies"}
      onClick={() => openThread({ channel, ts })}
    >
      <span class="faces">
        {writers.map((user) => (
          <Avatar key={user} user={user} />
        ))}
      </span>
      <b>{replies.length === 1 ? "1 reply" : `${replies.length} replies`}</b>
      {unread && <span class="new">new</span>}
      {last !== undefined && <small>last at {timeOf(dateOfTs(last.ts))}</small>}
    </button>
  );
}
