import type { ChannelId, MessageTs, PhoneNumber, UserId } from "../domain/ids.ts";
import type { CalendarDay } from "../domain/period.ts";
import type { HomeView } from "./home-views.ts";
import type { About, PrivateWord } from "./private-words.ts";
import type { QueueLine } from "./read-statistics.ts";
import type {
  HeaderView,
  IdleWarningView,
  InviteView,
  ThreadEntry,
  ThreadLink,
} from "./session-views.ts";
import type { OfferedSession, TransferOfferView } from "./transfer-views.ts";

/** Where a session goes on that has left its thread. */
export interface NewPlace extends ThreadLink {
  /** The name of the queue that it is in, where it left because of a transfer; null: otherwise. */
  readonly queue: string | null;
}

/**
 * What the flows need of Slack, as types. `slack` implements them; `app.ts` hands the
 * implementations in, and those of `telnyx-ports.ts`. The flows know nothing else of either.
 */

/** Yesterday's figures of a queue, for its channel. */
export interface DigestView {
  readonly day: CalendarDay;
  readonly line: QueueLine;
  readonly timeZone: string;
  /** The queue takes no new sessions now. */
  readonly paused: boolean;
}

export type Posting =
  | { readonly kind: "invite"; readonly view: InviteView }
  | { readonly kind: "header"; readonly view: HeaderView }
  | { readonly kind: "entry"; readonly entry: ThreadEntry }
  | { readonly kind: "idle_warning"; readonly view: IdleWarningView }
  | { readonly kind: "transfer_offer"; readonly view: TransferOfferView }
  | { readonly kind: "digest"; readonly view: DigestView };

/** Something that supervisors should know. */
export type Alert =
  | { readonly kind: "unrouted"; readonly line: string }
  /** A text came in a shape that we can't read; `event` is where its bytes are kept. */
  | { readonly kind: "unreadable_text"; readonly event: string }
  | {
      readonly kind: "job_set_aside";
      readonly job: number;
      readonly jobKind: string;
      readonly why: string;
    }
  | {
      readonly kind: "channel_blocked";
      readonly channel: ChannelId;
      /** Slack's word, such as `is_archived`. */
      readonly why: string;
      /** The names of the queues whose texts are shown there. */
      readonly queues: readonly string[];
    }
  /** Nobody accepts sessions of a queue. */
  | {
      readonly kind: "unaccepted";
      /** The queue's name. */
      readonly queue: string;
      /** The longest waiting first. */
      readonly sessions: readonly {
        readonly texter: PhoneNumber;
        readonly contactName: string | null;
        readonly waitedMs: number;
        readonly thread: ThreadLink | null;
      }[];
      /** Further sessions that have waited as long as supervisors are told of. */
      readonly more: number;
      /** All that wait in the queue. */
      readonly waiting: number;
    };

/** What came of a post or an update. */
export type DeskOutcome =
  | { readonly kind: "done"; readonly ts: MessageTs }
  /** 429: this channel takes nothing before that. */
  | { readonly kind: "limited"; readonly retryAfterMs: number }
  /** Surely not done; Slack is away. */
  | { readonly kind: "away"; readonly why: string }
  /** Surely not done, and won't be before somebody mends something (invites the bot, …). */
  | { readonly kind: "blocked"; readonly why: string }
  /** Slack will never take this. */
  | { readonly kind: "rejected"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string };

/** What came of looking for a post that may or may not have been made. */
export type FindOutcome =
  | { readonly kind: "found"; readonly ts: MessageTs }
  | { readonly kind: "absent" }
  | { readonly kind: "away"; readonly why: string }
  /** Slack doesn't let us look. */
  | { readonly kind: "refused"; readonly why: string };

/** What came of bringing a file to Slack. */
export type UploadOutcome =
  | { readonly kind: "done"; readonly file: string }
  | Exclude<DeskOutcome, { kind: "done" }>;

/** What came of showing a file in a thread. Slack does not say the message's ts. */
export type ShareOutcome = { readonly kind: "done" } | Exclude<DeskOutcome, { kind: "done" }>;

/** Whether a channel takes our posts. */
export type ChannelLook =
  | { readonly kind: "open"; readonly joined: boolean }
  /** Until somebody mends it. `why`: Slack's word, such as `is_archived`. */
  | { readonly kind: "closed"; readonly why: string }
  /** Slack doesn't say. */
  | { readonly kind: "unknown" };

export interface Desk {
  /**
   * Looks whether we may post into the channel.
   *
   * @param how.mayJoin joins a public channel that we are not in
   */
  lookAt(channel: ChannelId, how: { readonly mayJoin: boolean }): Promise<ChannelLook>;
  /**
   * Posts once. `key` travels with the message, so that it can be found again.
   *
   * @param threadTs null: into the channel
   */
  post(
    channel: ChannelId,
    threadTs: MessageTs | null,
    posting: Posting,
    key: string,
  ): Promise<DeskOutcome>;
  /** Brings a file to Slack, where nobody sees it yet; harmless to repeat. */
  upload(file: {
    readonly name: string;
    readonly altText: string;
    readonly bytes: Buffer;
  }): Promise<UploadOutcome>;
  /** Shows an uploaded file in a thread, once. */
  share(channel: ChannelId, threadTs: MessageTs, file: string): Promise<ShareOutcome>;
  /** Looks whether the thread shows the file. */
  findFile(
    channel: ChannelId,
    threadTs: MessageTs,
    file: string,
    since: Date,
  ): Promise<FindOutcome>;
  /** Draws a message again; harmless to repeat. */
  update(channel: ChannelId, ts: MessageTs, posting: Posting): Promise<DeskOutcome>;
  /** Looks for a post with the key that was made after `since`. */
  find(
    channel: ChannelId,
    threadTs: MessageTs | null,
    key: string,
    since: Date,
  ): Promise<FindOutcome>;
  /** Says something to one person, at most once. */
  tell(
    channel: ChannelId,
    threadTs: MessageTs | null,
    user: UserId,
    word: PrivateWord,
  ): Promise<DeskOutcome>;
  /** Says it in a direct message, where the channel is closed to us. */
  tellDirectly(user: UserId, word: PrivateWord, about: About): Promise<DeskOutcome>;
  /** Sends a supervisor a direct message. */
  alert(user: UserId, alert: Alert): Promise<DeskOutcome>;
  /** Tells an agent in a direct message that a session is offered to them. */
  tellOffer(user: UserId, offered: OfferedSession): Promise<DeskOutcome>;
  /** Draws a person's App Home; harmless to repeat. */
  publishHome(user: UserId, view: HomeView): Promise<ShareOutcome>;
  /** Makes `name` the only one of our delivery marks on the message. */
  mark(
    channel: ChannelId,
    ts: MessageTs,
    name: string,
    others: readonly string[],
  ): Promise<DeskOutcome>;
  /** Shows by a mark of its own whether the message is held; harmless to repeat. */
  markHeld(channel: ChannelId, ts: MessageTs, isHeld: boolean): Promise<DeskOutcome>;
}

/** Who is who in the Slack workspace. */
export interface Directory {
  /** An owner or admin of the workspace; false whenever Slack doesn't say so. */
  isWorkspaceAdmin(user: UserId): Promise<boolean>;
  /** Null when Slack doesn't tell. */
  displayName(user: UserId): Promise<string | null>;
}
