import type { OfferId, PhoneNumber, UserId } from "../domain/ids.ts";
import type { OfferOutcome } from "../domain/transfer.ts";
import type { ThreadLink } from "./session-views.ts";

/** An accepted session's offer to another agent, as its thread shows it. */
export interface TransferOfferView {
  readonly offer: OfferId;
  /** The owner. */
  readonly from: UserId;
  readonly to: UserId;
  /** The owner, or a supervisor. */
  readonly by: UserId;
  readonly until: Date;
  /** Null while it is open. */
  readonly outcome: OfferOutcome | null;
}

/** What an agent is told of an offer in a direct message. */
export interface OfferedSession {
  readonly by: UserId;
  readonly until: Date;
  readonly queue: string;
  readonly texter: PhoneNumber;
  readonly contactName: string | null;
  /** Null while the session is between two threads. */
  readonly thread: ThreadLink | null;
}
