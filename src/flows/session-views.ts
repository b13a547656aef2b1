import type { AnswerKind } from "../domain/automatic-answers.ts";
import type {
  ChannelId,
  MessageTs,
  PhoneNumber,
  SessionId,
  UserId,
  WarningId,
} from "../domain/ids.ts";
import type { EndReason } from "../domain/session.ts";
import type { NewPlace } from "./ports.ts";
import type { HandBackWhy, TransferFailure } from "./session-jobs.ts";
import type { TexterHistory } from "./texter-history.ts";

/** What Slack shows of a session, as plain values; `slack` makes messages of them. */

/** A thread of ours, as something to link to. */
export interface ThreadLink {
  readonly channel: ChannelId;
  readonly ts: MessageTs;
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
  /** The texter waits for its owner's answer, and the session is about to go back to the line. */
  | {
      readonly kind: "reply_warning";
      readonly owner: UserId;
      /** ms that the texter had waited when the owner was warned. */
      readonly waitedMs: number;
      readonly backAt: Date;
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
  /** It was on offer to one agent, and the queue rings all by now. */
  | { readonly kind: "open_to_all"; readonly mention: readonly UserId[] }
  /** Nobody has accepted for so many minutes. */
  | { readonly kind: "reminder"; readonly minutes: number; readonly mention: readonly UserId[] };
