/**
 * What the flows need of the outside, as types. `slack` and `telnyx` implement them; `app.ts`
 * hands the implementations in. The flows know nothing else of either.
 */
import type { AnswerKind } from "../domain/automatic-answers.ts";
import type {
  ChannelId,
  MessageId,
  MessageTs,
  PhoneNumber,
  SessionId,
  UserId,
  WarningId,
} from "../domain/ids.ts";
import type { SharedFile } from "../domain/mms.ts";
import type { CalendarDay } from "../domain/period.ts";
import type { EndReason } from "../domain/session.ts";
import type { LongText } from "../domain/sms-text.ts";
import type { HandBackWhy, TransferFailure, WhyNeverSent } from "./jobs.ts";
import type { QueueLine, StatisticsReport } from "./read-statistics.ts";
import type { TexterHistory } from "./texter-history.ts";
import type { OfferedSession, TransferOfferView } from "./transfer-views.ts";

// ---------------------------------------------------------------- Telnyx

/** What came of handing an SMS to Telnyx (DESIGN, "Unknown outcomes"). */
export type SendOutcome =
  | { readonly kind: "accepted"; readonly id: string; readonly parts: number | null }
  /** Will never be accepted like this. `code` is Telnyx's, such as 40300. */
  | { readonly kind: "refused"; readonly code: string; readonly optedOut: boolean }
  /** Surely not accepted, may be later. */
  | {
      readonly kind: "temporary";
      readonly code: string | null;
      readonly retryAfterMs: number | null;
    }
  /** May have been accepted. Never sent again by itself. */
  | { readonly kind: "unknown"; readonly why: string };

export interface SmsGateway {
  /** Hands one SMS to the carrier, once. Never throws. */
  send(sms: {
    readonly from: PhoneNumber;
    readonly to: PhoneNumber;
    readonly text: string;
    /** Where Telnyx fetches the files that go with it (then it is an MMS). */
    readonly mediaUrls: readonly string[];
    /** Where Telnyx sends this SMS's receipts; null: the messaging profile's address. */
    readonly webhookUrl: string | null;
  }): Promise<SendOutcome>;
  /** A carrier's error code in words for agents. */
  explain(code: string | null): string;
}

/** What came of downloading a file that a texter sent. */
export type FetchedMedia =
  | {
      readonly kind: "fetched";
      readonly bytes: Buffer;
      /** Such as `picture`. */
      readonly what: string;
      /** Without a dot, by what the bytes are. */
      readonly extension: string;
    }
  /** It will never be shown. `why` completes "it can't be shown: …". */
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "temporary"; readonly why: string };

export interface MediaFetcher {
  /** Downloads a file of an inbound MMS. Never throws. */
  fetch(media: {
    readonly url: string;
    /** As the webhook says; may be wrong or absent. */
    readonly contentType: string | null;
  }): Promise<FetchedMedia>;
}

/** An agent's file as the carrier gets it. */
export type PreparedFile =
  | { readonly kind: "ready"; readonly bytes: Buffer; readonly contentType: string }
  /** It does not go out. `why` completes "the file was not sent: …". */
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "temporary"; readonly why: string };

export interface FilePreparer {
  /**
   * Fetches a file from Slack and makes it fit into an MMS. Never throws.
   *
   * @param maxBytes what it may have
   */
  prepare(
    file: { readonly url: string; readonly contentType: string },
    maxBytes: number,
  ): Promise<PreparedFile>;
}

/** A Telnyx webhook, read tolerantly. */
export type TelnyxEvent =
  | {
      readonly kind: "received";
      readonly eventId: string;
      readonly payloadId: string;
      /** As on the wire: may be a short code or a name. */
      readonly from: string;
      readonly to: string;
      readonly text: string;
      readonly media: readonly { readonly url: string; readonly contentType: string | null }[];
      readonly receivedAt: Date;
      readonly messagingProfileId: string | null;
      readonly autoresponseType: string | null;
    }
  | {
      readonly kind: "receipt";
      readonly eventId: string;
      readonly payloadId: string;
      readonly from: string;
      readonly to: string;
      readonly text: string;
      readonly status: string;
      readonly errorCode: string | null;
      readonly occurredAt: Date;
    }
  /** A text that came in, in a shape that we can't read. */
  | { readonly kind: "unreadable"; readonly eventId: string }
  | { readonly kind: "other"; readonly eventId: string; readonly eventType: string }
  | { readonly kind: "not_json" };

export type ParseTelnyxEvent = (body: Buffer) => TelnyxEvent;

// ---------------------------------------------------------------- Slack: what is shown

/** A thread of ours, as something to link to. */
export interface ThreadLink {
  readonly channel: ChannelId;
  readonly ts: MessageTs;
}

/** Where a session goes on that has left its thread. */
export interface NewPlace extends ThreadLink {
  /** The name of the queue that it is in, where it left because of a transfer; null: otherwise. */
  readonly queue: string | null;
}

/** A message in a thread of ours. */
export interface MessageLink {
  readonly thread: ThreadLink;
  readonly ts: MessageTs;
}

/** Which conversation something is about, for whom it reaches outside of its thread. */
export interface About {
  readonly texter: PhoneNumber;
  readonly contactName: string | null;
  readonly queue: string;
  readonly thread: ThreadLink | null;
}

/** How a session came to its end. */
export interface Ending {
  readonly reason: EndReason;
  /** Who pressed End; null where nobody did. */
  readonly by: UserId | null;
  readonly at: Date;
  /** ms from its beginning to the first Accept, or to the end where nobody accepted. */
  readonly waitedMs: number;
  /** ms from the first Accept to the end; null when nobody accepted. */
  readonly durationMs: number | null;
  readonly textsIn: number;
  readonly textsOut: number;
}

/** Everything that the invite shows, drawn from the state at the moment of sending. */
export interface InviteView {
  readonly session: SessionId;
  readonly queue: string;
  readonly line: PhoneNumber;
  readonly texter: PhoneNumber;
  /** What staff call the texter; null: nobody has named them. */
  readonly contactName: string | null;
  readonly firstText: string;
  readonly waitingSince: Date;
  readonly textCount: number;
  readonly earlierSessions: number;
  readonly previous: ThreadLink | null;
  /** The queue from which it was transferred to this one; null: it began here. */
  readonly cameFrom: string | null;
  readonly state:
    | {
        readonly kind: "waiting";
        /** All agents are at their max. */
        readonly allBusy: boolean;
        readonly mention: readonly UserId[];
        /** Round robin and linear: only the one mentioned can accept, until then. */
        readonly offeredUntil: Date | null;
      }
    | { readonly kind: "active"; readonly owner: UserId; readonly acceptedAt: Date }
    | { readonly kind: "ended"; readonly owner: UserId | null; readonly ending: Ending }
    /** The session has left this thread. */
    | { readonly kind: "moved"; readonly to: NewPlace };
}

/** The first message of an accepted session's thread, with the End button. */
export interface HeaderView {
  readonly session: SessionId;
  readonly queue: string;
  readonly line: PhoneNumber;
  readonly texter: PhoneNumber;
  readonly contactName: string | null;
  /** Null: nobody has it now (it was handed back). */
  readonly owner: UserId | null;
  /** Since when the owner has it, or since when it waits. */
  readonly since: Date;
  /** Null while the session is open. */
  readonly ending: Ending | null;
  /** An ended session can be reopened until then; null: not, or it is open. */
  readonly reopenUntil: Date | null;
  /** The texter's earlier sessions, as far as this channel's readers may know of them. */
  readonly history: TexterHistory;
  /** The session has left this thread, and goes on there; null while it is here. */
  readonly movedTo: NewPlace | null;
}

/** One of several texts that are shown together. */
export interface ShownText {
  readonly from:
    | { readonly kind: "texter" }
    | { readonly kind: "agent"; readonly user: UserId }
    | { readonly kind: "automatic"; readonly why: AnswerKind };
  readonly text: string;
  readonly mediaCount: number;
  readonly at: Date;
  /** Why it did not reach the texter; null as far as is known. */
  readonly failed: string | null;
}

/** The warning to the owner of a silent session that it is about to end. */
export interface IdleWarningView {
  readonly warning: WarningId;
  /** Null: nobody has the session now. */
  readonly owner: UserId | null;
  /** ms of silence when it was given. */
  readonly silentMs: number;
  readonly endsAt: Date;
  /** Who keeps the session open; null: nobody. */
  readonly keptBy: UserId | null;
  /** There is nothing to be kept open any more. */
  readonly isOver: boolean;
}

/** What a texter wrote. */
export interface TextEntry {
  readonly kind: "from_texter";
  readonly text: string;
  readonly mediaCount: number;
  readonly sentAt: Date;
  /** An earlier text that came after a later one: its time must be told. */
  readonly late: boolean;
  /** It came after the end and began nothing. */
  readonly afterEnd: boolean;
}

/** A message that is posted once and stays as it is. */
export type ThreadEntry =
  /** The conversation so far, in the thread in which it goes on. */
  | { readonly kind: "earlier_texts"; readonly texts: readonly ShownText[] }
  /** The last word in a thread that its session has left. */
  | { readonly kind: "moved"; readonly to: NewPlace }
  | TextEntry
  /** Texts that had to wait for their channel, in their order. */
  | { readonly kind: "texts_together"; readonly texts: readonly TextEntry[] }
  | {
      readonly kind: "automatic";
      readonly why: AnswerKind;
      readonly text: string;
      /** Why it did not reach the texter; null as far as is known. */
      readonly failed: string | null;
    }
  /** One of the queue's messages, shown as sent before, did not reach the texter. */
  | { readonly kind: "automatic_failed"; readonly why: AnswerKind; readonly failed: string }
  /** An agent sent other words in the place of an SMS that failed. */
  | { readonly kind: "sent_instead"; readonly by: UserId; readonly text: string }
  /** An agent sent it by a form: here it stands for their message. */
  | { readonly kind: "reply"; readonly by: UserId; readonly text: string }
  /** A supervisor had a message of their own sent although somebody else owns the session. */
  | {
      readonly kind: "sent_anyway";
      readonly by: UserId;
      readonly owner: UserId;
      readonly text: string;
    }
  /** A file that came with a text can't be shown. */
  | { readonly kind: "media_refused"; readonly why: string }
  | { readonly kind: "ended"; readonly ending: Ending }
  | { readonly kind: "opted_out" }
  | { readonly kind: "opted_in" }
  /** Round robin and linear: it is this agent's turn now. */
  | { readonly kind: "offered"; readonly to: UserId }
  /** The owner was taken out of the queue, or deactivated: the session waits again. */
  | {
      readonly kind: "handed_back";
      readonly from: UserId;
      readonly why: HandBackWhy;
      readonly mention: readonly UserId[];
    }
  /** Somebody accepted a session that had been handed back. */
  | { readonly kind: "accepted_again"; readonly by: UserId }
  /** Somebody took the session over from its owner. */
  | { readonly kind: "taken_over"; readonly by: UserId; readonly from: UserId }
  /** Somebody goes on with an ended session. */
  | { readonly kind: "reopened"; readonly by: UserId }
  /** The agent to whom the owner offered it has accepted. */
  | { readonly kind: "transferred"; readonly to: UserId; readonly from: UserId }
  /** Its owner, or a supervisor, has transferred it to another queue, where it waits. */
  | {
      readonly kind: "queue_changed";
      readonly from: UserId;
      readonly by: UserId;
      readonly fromQueue: string;
      readonly toQueue: string;
      /** Whom nothing else calls: a new invite does it by itself. */
      readonly mention: readonly UserId[];
    }
  /** The agent to whom it was offered does not take it. */
  | {
      readonly kind: "transfer_failed";
      readonly to: UserId;
      readonly owner: UserId;
      readonly outcome: TransferFailure;
    }
  /** All agents were at their max, and now one is free. */
  | { readonly kind: "live_again"; readonly mention: readonly UserId[] }
  /** Nobody has accepted for so many minutes. */
  | { readonly kind: "reminder"; readonly minutes: number; readonly mention: readonly UserId[] };

/** An open session, as homes show it. */
export interface HomeSession {
  readonly id: SessionId;
  readonly texter: PhoneNumber;
  readonly contactName: string | null;
  /** The queue's name. */
  readonly queue: string;
  /** Since when it waits, or has its owner. */
  readonly since: Date;
  readonly thread: ThreadLink | null;
}

/** An agent, as homes show them. */
export interface HomeAgent {
  readonly user: UserId;
  readonly onDuty: boolean;
  readonly sessions: readonly HomeSession[];
  readonly queues: readonly { readonly name: string; readonly max: number }[];
}

/** What goes on now, for supervisors. */
export interface Wallboard {
  readonly queues: readonly {
    readonly name: string;
    readonly paused: boolean;
    /** Active agents, of all. */
    readonly active: number;
    readonly agents: number;
  }[];
  /** The longest waiting first. */
  readonly waiting: readonly HomeSession[];
  readonly agents: readonly HomeAgent[];
  readonly today: StatisticsReport | null;
}

/** A person's App Home. */
export interface HomeView {
  readonly drawnAt: Date;
  /** Null: not an agent of any queue. */
  readonly agent: HomeAgent | null;
  /** Null: not a supervisor. */
  readonly wallboard: Wallboard | null;
}

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

/** How far the SMS of a changed message has come; `held_back`: it had not left, and does not. */
export type ChangedSms = "sent" | "on_its_way" | "maybe_sent" | "not_delivered" | "held_back";

/** Something said to one person, visible to that person alone. */
export type PrivateWord =
  | {
      readonly kind: "not_sent_not_owner";
      readonly owner: UserId;
      /** The session, for those who may take it over; null for everybody else. */
      readonly mayTakeOver: SessionId | null;
      /** For supervisors: the message, and the owner's name for the question; otherwise null. */
      readonly maySendAnyway: { readonly message: MessageLink; readonly ownerName: string } | null;
    }
  | { readonly kind: "not_sent_waiting" }
  | { readonly kind: "not_sent_before_accept" }
  | {
      readonly kind: "not_sent_ended";
      readonly endedAt: Date;
      /** Until when it can be reopened; null: not (any more). */
      readonly reopenUntil: Date | null;
    }
  | { readonly kind: "not_sent_maybe_note" }
  | { readonly kind: "not_sent_twice" }
  /** The session has left the thread; `to` is null while its new one is not there yet. */
  | { readonly kind: "not_sent_moved"; readonly to: ThreadLink | null }
  | { readonly kind: "not_sent_empty" }
  | { readonly kind: "not_sent_too_long"; readonly length: number; readonly max: number }
  | { readonly kind: "not_sent_opted_out" }
  | {
      readonly kind: "files_not_sent";
      /** Whether the rest of the message goes out. */
      readonly textSent: boolean;
      /** A sentence for each file. */
      readonly reasons: readonly string[];
    }
  | {
      readonly kind: "changed";
      readonly change: "edited" | "deleted";
      /** What has become of the SMS. */
      readonly sms: ChangedSms;
      /** The changed message, if it may be sent as it reads now; otherwise null. */
      readonly mayCorrect: MessageLink | null;
    }
  /** A message that was not sent was edited into one that could be. */
  | { readonly kind: "edit_not_sent" }
  /** `owner`: null while the session waits. */
  | { readonly kind: "may_not_end"; readonly owner: UserId | null }
  | { readonly kind: "already_ended"; readonly endedAt: Date }
  | {
      readonly kind: "delivery_failed";
      readonly outbound: MessageId;
      readonly text: string;
      readonly reason: string;
      /** The text may have been sent; nobody knows. */
      readonly uncertain: boolean;
      readonly mayRetry: boolean;
    }
  /** The question about a long text, before it goes out. */
  | {
      readonly kind: "held";
      /** The message that is held. */
      readonly message: MessageLink;
      readonly question: number;
      readonly text: string;
      readonly long: LongText;
    }
  | { readonly kind: "not_sent_held"; readonly ts: MessageTs; readonly why: WhyNeverSent }
  /** The question has been answered otherwise before. */
  | { readonly kind: "held_decided"; readonly ts: MessageTs; readonly sent: boolean };

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
    };

// ---------------------------------------------------------------- Slack: what is done

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

/**
 * Whether a message is a note for colleagues: begins with `//`. Doubtful: behind something that
 * can be seen, such as a quote mark or an emoji, it may be one.
 */
export type NoteReading = "note" | "doubtful" | "none";

/** A message that a person wrote in a thread. */
export interface ThreadMessage {
  readonly channel: ChannelId;
  readonly threadTs: MessageTs;
  readonly ts: MessageTs;
  readonly author: UserId;
  readonly files: readonly SharedFile[];
  readonly note: NoteReading;
  /** What the writer's Slack calls it; null where that says nothing, as of `/me`. */
  readonly clientMsgId: string | null;
}

/** What a message in a thread says now. */
export interface CurrentMessage extends Pick<ThreadMessage, "files" | "note" | "clientMsgId"> {
  /** What the texter would get. */
  readonly text: string;
}

/** What a person did to a message after writing it. */
export interface ThreadMessageChange {
  readonly channel: ChannelId;
  readonly threadTs: MessageTs;
  /** The changed message. */
  readonly ts: MessageTs;
  readonly change:
    | { readonly kind: "deleted" }
    | { readonly kind: "edited"; readonly now: ThreadMessage };
  /** Slack's time of the change: the same change delivered twice has the same. */
  readonly at: MessageTs;
}

/** Slack's message events, as far as the flows are concerned. */
export interface ThreadMessageReader {
  /** Null: not a person's message in a thread. */
  read(body: Buffer): ThreadMessage | null;
  /** Null: nothing that a person did to words (an unfurl, a redraw of our own). */
  readChange(body: Buffer): ThreadMessageChange | null;
  /** A message as it is in Slack now; null when it is not there any more. */
  readCurrent(message: {
    readonly channel: ChannelId;
    readonly threadTs: MessageTs;
    readonly ts: MessageTs;
  }): Promise<CurrentMessage | null>;
  /**
   * What the texter gets of a message that was written or edited: looks names up where it mentions
   * people or channels.
   */
  toSmsText(body: Buffer): Promise<string>;
}
