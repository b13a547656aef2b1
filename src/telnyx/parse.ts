import { createHash } from "node:crypto";
import { z } from "zod";
import type { TelnyxEvent } from "../flows/ports.ts";

/**
 * Reads Telnyx's webhooks tolerantly: real ones break Telnyx's own schema. Only what we use is
 * looked at; whatever does not fit is `other`, to be recorded and answered 200, since a refusal
 * would only bring it again.
 */

const party = z.union([
  z.string(),
  z.looseObject({ phone_number: z.string(), status: z.string().nullish() }),
]);

const date = z.string().transform((text, context) => {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) context.addIssue({ code: "custom", message: "not a date" });
  return at;
});

const payload = z.looseObject({
  id: z.string().min(1),
  from: party,
  to: z.union([party, z.array(party).min(1)]),
  text: z.string().nullish(),
  media: z
    .array(z.looseObject({ url: z.string(), content_type: z.string().nullish() }))
    .nullish()
    .catch(null),
  received_at: date.nullish().catch(null),
  messaging_profile_id: z.string().nullish().catch(null),
  autoresponse_type: z.string().nullish().catch(null),
  errors: z
    .array(z.looseObject({ code: z.union([z.string(), z.number()]) }))
    .nullish()
    .catch(null),
});

const envelope = z.looseObject({
  data: z.looseObject({
    id: z.string().min(1),
    event_type: z.string(),
    occurred_at: date.nullish().catch(null),
    payload: z.unknown(),
  }),
});

/** @param body the raw bytes, whose signature has been checked */
export function parseTelnyxEvent(body: Buffer): TelnyxEvent {
  let json: unknown;
  try {
    json = JSON.parse(body.toString("utf8"));
  } catch {
    return { kind: "not_json" };
  }
  const event = envelope.safeParse(json);
  if (!event.success) return { kind: "other", eventId: digest(body), eventType: "unknown" };
  const { id: eventId, event_type: eventType, occurred_at: occurredAt } = event.data.data;
  const read = payload.safeParse(event.data.data.payload);
  if (!read.success) return { kind: "other", eventId, eventType };
  const at = occurredAt ?? read.data.received_at ?? new Date(0);
  switch (eventType) {
    case "message.received":
      return received(eventId, read.data, at);
    case "message.sent":
    case "message.finalized":
      return receipt(eventId, read.data, at);
    default:
      return { kind: "other", eventId, eventType };
  }
}

type Payload = z.infer<typeof payload>;

function received(eventId: string, message: Payload, occurredAt: Date): TelnyxEvent {
  return {
    kind: "received",
    eventId,
    payloadId: message.id,
    from: numberOf(message.from),
    to: numberOf(firstOf(message.to)),
    text: cleanText(message.text ?? ""),
    media: (message.media ?? []).map(({ url, content_type: contentType }) => ({
      url,
      contentType: contentType ?? null,
    })),
    receivedAt: message.received_at ?? occurredAt,
    messagingProfileId: message.messaging_profile_id ?? null,
    autoresponseType: message.autoresponse_type ?? null,
  };
}

function receipt(eventId: string, message: Payload, occurredAt: Date): TelnyxEvent {
  const to = firstOf(message.to);
  const error = message.errors?.[0];
  return {
    kind: "receipt",
    eventId,
    payloadId: message.id,
    from: numberOf(message.from),
    to: numberOf(to),
    text: cleanText(message.text ?? ""),
    status: typeof to === "string" ? "" : (to.status ?? ""),
    errorCode: error ? String(error.code) : null,
    occurredAt,
  };
}

function firstOf(to: Payload["to"]): z.infer<typeof party> {
  return Array.isArray(to) ? (to[0] ?? "") : to;
}

function numberOf(someone: z.infer<typeof party>): string {
  return typeof someone === "string" ? someone : someone.phone_number;
}

/** For events that don't say their id: the same bytes are the same event. */
function digest(body: Buffer): string {
  return createHash("sha256").update(body).digest("hex");
}

/** PostgreSQL takes neither NUL nor lone surrogates; the raw bytes are kept beside this. */
function cleanText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}
