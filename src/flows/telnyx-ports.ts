import type { PhoneNumber } from "../domain/ids.ts";

/**
 * What the flows need to text, as types. `telnyx` implements them; agents' files are made ready by
 * `slack` and `telnyx` together (see app.ts).
 */

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
