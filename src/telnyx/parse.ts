import { createHash } from "node:crypto";
import { z } from "zod";
import type { TelnyxEvent } from "../flows/telnyx-ports.ts";

/**
 * Reads Telnyx's webhooks tolerantly: real ones break Telnyx's own schema. Only what we use is
 * looked at; whatever does not fit is `other`, to be recorded and answered 200, since a refusal
 * would only bring it again.
 */

/** PostgreSQL takes neither NUL nor lone surrogates; the raw bytes are kept beside this. */
const words = z.string().transform((text) => text.toWellFormed().replaceAll("\0", "\uFFFD"));

/** A number, a short code or a name, with the delivery's status where it is a recipient. */
const party = z.union([
  words.transform((number) => ({ number, status: "" })),
  z
    .object({ phone_number: words, status: words.nullish().catch(null) })
    .transform(({ phone_number: number, status }) => ({ number, status: status ?? "" })),
]);
/** We never text several people at once; of a group's recipients the first is our line. */
const firstParty = z.preprocess((to): unknown => (isList(to) ? to[0] : to), party);

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

const date = z.string().transform((text, context) => {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) context.addIssue({ code: "custom", message: "not a date" });
  return at;
});

const payload = z.object({
  id: words.pipe(z.string().min(1)),
  from: party,
  to: firstParty,
  text: words.nullish(),
  media: z
    .array(
      z
        .object({ url: words, content_type: words.nullish().catch(null) })
        .nullable()
        .catch(null),
    )
    .nullish()
    .catch(null),
  received_at: date.nullish().catch(null),
  messaging_profile_id: words.nullish().catch(null),
  autoresponse_type: words.nullish().catch(null),
  errors: z
    .array(z.object({ code: z.union([words, z.number()]) }))
    .nullish()
    .catch(null),
});

const envelope = z.object({
  data: z.object({
    id: words.pipe(z.string().min(1)),
    event_type: words,
    occurred_at: date.nullish().catch(null),
    payload: z.unknown().optional(),
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
  if (!read.success) {
    // Somebody has written to us: that must not pass as an event of no interest.
    const isText = eventType === "message.received";
    return isText ? { kind: "unreadable", eventId } : { kind: "other", eventId, eventType };
  }
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
    from: message.from.number,
    to: message.to.number,
    text: message.text ?? "",
    media: (message.media ?? []).flatMap((file) =>
      file === null ? [] : [{ url: file.url, contentType: file.content_type ?? null }],
    ),
    receivedAt: message.received_at ?? occurredAt,
    messagingProfileId: message.messaging_profile_id ?? null,
    autoresponseType: message.autoresponse_type ?? null,
  };
}

function receipt(eventId: string, message: Payload, occurredAt: Date): TelnyxEvent {
  const error = message.errors?.[0];
  return {
    kind: "receipt",
    eventId,
    payloadId: message.id,
    from: message.from.number,
    to: message.to.number,
    text: message.text ?? "",
    status: message.to.status,
    errorCode: error ? String(error.code) : null,
    occurredAt,
  };
}

/** For events that don't say their id: the same bytes are the same event. */
function digest(body: Buffer): string {
  return createHash("sha256").update(body).digest("hex");
}
