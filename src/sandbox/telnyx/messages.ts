import { randomUUID } from "node:crypto";
import type { Fields } from "../json.ts";
import { errorObject } from "./errors.ts";
import { segmentsOf } from "./segments.ts";

/** An SMS or MMS that the fake accepted from the app. */
export interface SentSms {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly mediaUrls: readonly string[];
  /** Where its receipts go, if the app named an address. */
  readonly webhookUrl?: string;
  readonly profileId: string;
  /** ms since 1970. */
  readonly at: number;
  /** The request's body. */
  readonly raw: Fields;
}

/** A text or MMS to one of our numbers. */
export interface TextedSms {
  /** `payload.id`. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** As in the webhook: `url`, `content_type`, … */
  readonly media: readonly Fields[];
  /** ms since 1970. */
  readonly at: number;
}

/** One receipt that follows an accepted message. */
export interface Receipt {
  readonly event: "message.sent" | "message.finalized";
  /** `to[0].status`, e.g. `sent`, `delivered`, `delivery_failed`, `sending_failed`. */
  readonly status: string;
  /** Error codes, e.g. `40008`. */
  readonly errors?: readonly string[];
  /** ms to wait before it. */
  readonly afterMs?: number;
  /** How many times it is delivered, with the same event id. Default 1. */
  readonly times?: number;
}

/** The receipts of a message that arrives. */
export const deliveredReceipts: readonly Receipt[] = [
  { event: "message.sent", status: "sent" },
  { event: "message.finalized", status: "delivered" },
];

/** The receipts of a message that does not arrive. */
export function failedReceipts(code: string, status = "delivery_failed"): readonly Receipt[] {
  return [
    { event: "message.sent", status: "sent" },
    { event: "message.finalized", status, errors: [code] },
  ];
}

/** A file that a texter sends: where it is, or its bytes, which the fake then serves. */
export type TextedMedia =
  | { readonly url: string; readonly contentType: string; readonly size?: number }
  | {
      readonly bytes: Buffer;
      /** Null: Telnyx does not say. */
      readonly contentType: string | null;
      /** What its address ends with. */
      readonly fileName?: string;
    }
  /** Telnyx's address leads on to another one. */
  | { readonly redirectTo: string; readonly contentType: string };

/** What a test may say about an inbound text. */
export interface TextOptions {
  /** `payload.id`. */
  readonly id?: string;
  /** `data.id`. */
  readonly eventId?: string;
  /** ISO 8601. */
  readonly receivedAt?: string;
  /** Default: as Telnyx marks STOP, START and HELP words, else null. */
  readonly autoresponseType?: string | null;
  readonly media?: readonly TextedMedia[];
  /** Further recipients of a group message. */
  readonly cc?: readonly string[];
  /** ms by which the webhook comes late. */
  readonly afterMs?: number;
  /** How many times the webhook is delivered, with the same ids. Default 1. */
  readonly times?: number;
}

/** Times as Telnyx writes them. */
function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "+00:00");
}

const organizationId = "82fc37e7-63d3-4165-9b54-855ee8caa737";

/** What inbound and outbound message objects have in common. */
function messageFields(profileId: string, text: string, media: readonly Fields[]): Fields {
  const { encoding, parts } = segmentsOf(text);
  return {
    record_type: "message",
    type: media.length > 0 ? "MMS" : "SMS",
    organization_id: organizationId,
    messaging_profile_id: profileId,
    text,
    media,
    encoding,
    parts,
    tags: [],
    errors: [],
    tcr_campaign_id: null,
    tcr_campaign_billable: false,
    tcr_campaign_registered: null,
  };
}

/** The event `message.received`. */
export function receivedEvent(
  from: string,
  to: string,
  text: string,
  media: readonly Fields[],
  more: {
    readonly profileId: string;
    readonly webhookUrl: string;
    readonly autoresponseType: string | null;
    readonly options: TextOptions;
  },
): { readonly event: Fields; readonly payloadId: string } {
  const { options } = more;
  const at = options.receivedAt ?? isoTime(Date.now());
  const payloadId = options.id ?? randomUUID();
  const payload: Fields = {
    ...messageFields(more.profileId, text, media),
    autoresponse_type: more.autoresponseType,
    cc: (options.cc ?? []).map((number) => ({
      carrier: "",
      line_type: "",
      phone_number: number,
      status: "webhook_delivered",
    })),
    completed_at: null,
    cost: null,
    cost_breakdown: null,
    direction: "inbound",
    from: {
      carrier: "T-Mobile USA",
      line_type: "Wireless",
      phone_number: from,
      status: "webhook_delivered",
    },
    id: payloadId,
    is_spam: false,
    received_at: at,
    sent_at: null,
    subject: "",
    to: [
      { carrier: "Telnyx", line_type: "Wireless", phone_number: to, status: "webhook_delivered" },
    ],
    valid_until: null,
    webhook_failover_url: null,
    webhook_url: more.webhookUrl,
  };
  return { payloadId, event: eventOf("message.received", payload, options.eventId, at) };
}

/** The message object of the answer to a send, and of receipts. */
export function outboundMessage(
  sms: SentSms,
  status: string,
  errors: readonly string[] = [],
): Fields {
  const media = sms.mediaUrls.map((url) => ({
    url,
    content_type: null,
    sha256: null,
    size: null,
  }));
  const isFinal = !["queued", "sending", "sent"].includes(status);
  return {
    ...messageFields(sms.profileId, sms.text, media),
    direction: "outbound",
    id: sms.id,
    from: { phone_number: sms.from, carrier: "Telnyx", line_type: "Wireless" },
    to: [{ phone_number: sms.to, status, carrier: "T-MOBILE USA, INC.", line_type: "Wireless" }],
    cc: [],
    webhook_url: sms.webhookUrl ?? "",
    webhook_failover_url: "",
    cost: { amount: "0.0140", currency: "USD" },
    cost_breakdown: {
      rate: { amount: "0.00400", currency: "USD" },
      carrier_fee: { amount: "0.01000", currency: "USD" },
    },
    received_at: isoTime(sms.at),
    sent_at: status === "queued" ? null : isoTime(Date.now()),
    completed_at: isFinal ? isoTime(Date.now()) : null,
    valid_until: isoTime(sms.at + 3_600_000),
    errors: errors.map(errorObject),
  };
}

/** The event of a receipt. */
export function receiptEvent(sms: SentSms, receipt: Receipt): Fields {
  const payload = outboundMessage(sms, receipt.status, receipt.errors);
  return eventOf(receipt.event, payload, undefined, isoTime(Date.now()));
}

function eventOf(type: string, payload: Fields, id: string | undefined, at: string): Fields {
  return {
    record_type: "event",
    event_type: type,
    id: id ?? randomUUID(),
    occurred_at: at,
    payload,
  };
}
