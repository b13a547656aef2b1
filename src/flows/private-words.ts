import type { MessageId, MessageTs, PhoneNumber, SessionId, UserId } from "../domain/ids.ts";
import type { LongText } from "../domain/sms-text.ts";
import type { ThreadLink } from "./session-views.ts";
import type { WhyNeverSent } from "./tell-jobs.ts";

/** What is said to one person alone, as plain values. */

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
