import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseTelnyxEvent } from "../../src/telnyx/parse.ts";

const FOLDER = new URL("captured/", import.meta.url);
const file = z.object({ body: z.unknown() });

function captured(name: string): Buffer {
  const { body } = file.parse(JSON.parse(readFileSync(new URL(name, FOLDER), "utf8")));
  return Buffer.from(JSON.stringify(body));
}

function bytes(json: unknown): Buffer {
  return Buffer.from(JSON.stringify(json));
}

const PAYLOAD = {
  id: "p1",
  from: { phone_number: "+15557770001" },
  to: [{ phone_number: "+15550100001", status: "delivered" }],
  text: "hi",
};

function event(type: string, payload: unknown): Buffer {
  const occurred_at = "2026-01-01T00:00:00Z";
  return bytes({ data: { event_type: type, id: "e1", occurred_at, payload } });
}

function receivedWith(payload: Record<string, unknown>): Buffer {
  return event("message.received", { ...PAYLOAD, ...payload });
}

function receiptWith(payload: Record<string, unknown>): Buffer {
  return event("message.finalized", { ...PAYLOAD, ...payload });
}

/** A text whose payload has more in it, as JSON that no object literal can say. */
function receivedWithJson(more: string): Buffer {
  const payload = JSON.stringify(PAYLOAD).slice(0, -1);
  return Buffer.from(
    `{"data":{"event_type":"message.received","id":"e1","payload":${payload},${more}}}}`,
  );
}

describe("what Telnyx really sends", () => {
  const expected: Readonly<Record<string, object>> = {
    "02-real-received-2023.json": {
      kind: "received",
      from: "+17745552453",
      to: "+16185551034",
      text: "Testing 12:54",
    },
    "05-real-finalized-2024-delivered-via-failover.json": {
      kind: "receipt",
      payloadId: "40318f29-5c3f-4689-aa8a-4f41c6d49178",
      from: "+19015555438",
      to: "+19095558030",
      text: "Hi, nice to meet you!",
      status: "delivered",
      errorCode: null,
      occurredAt: new Date("2024-04-29T10:17:42.574Z"),
    },
    // An answer to our own request, not a webhook.
    "06-real-post-response-2025-03.json": { kind: "other" },
    "10-doc-receiving-webhooks-for-message-received-sms.json": {
      kind: "received",
      from: "+13125550001",
      to: "+17735550002",
      text: "Hello from Telnyx!",
    },
    "11-doc-receiving-webhooks-for-message-sent-sms.json": {
      kind: "receipt",
      payloadId: "ac012cbf-5e09-46af-a69a-7c0e2d90993c",
      status: "sent",
    },
    "12-doc-receiving-webhooks-for-message-finalized-sms.json": {
      kind: "receipt",
      payloadId: "ac012cbf-5e09-46af-a69a-7c0e2d90993c",
      status: "delivered",
    },
    "15-doc-receive-sms-and-mms-me-message-received-mms.json": {
      kind: "received",
      text: "Check out this photo!",
      media: [{ url: "https://media.telnyx.com/example-image.png", contentType: "image/png" }],
    },
    // To a group: we are the first in `to`, and nobody has said when it was received.
    "16-doc-group-messaging-message-received-mms.json": {
      kind: "received",
      from: "+15559876543",
      to: "+15551234567",
      text: "Sounds good, see you at noon!",
      receivedAt: new Date("2023-08-08T13:03:05.129Z"),
    },
  };

  it("is all here", () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
    expect(files.sort()).toEqual(Object.keys(expected));
  });

  it.each(Object.entries(expected))("is taken for what it is: %s", (name, meaning) => {
    expect(parseTelnyxEvent(captured(name))).toMatchObject(meaning);
  });

  it("gives a text with its numbers, time and profile, and nothing else", () => {
    expect(parseTelnyxEvent(captured("02-real-received-2023.json"))).toEqual({
      kind: "received",
      eventId: "22a7457f-90e3-441e-8832-339cd7755a86",
      payloadId: "49bbfe3c-7fb3-496d-ac59-6e80c708a526",
      from: "+17745552453",
      to: "+16185551034",
      text: "Testing 12:54",
      media: [],
      receivedAt: new Date("2023-04-25T16:54:55.690Z"),
      messagingProfileId: "40017f0f-92d8-4318-9f8a-e0e2a92c3f60",
      autoresponseType: null,
    });
  });
});

describe("a text that Telnyx may send one day", () => {
  const picture = { url: "https://media.telnyx.com/a.png", content_type: "image/png" };

  it.each<[string, Record<string, unknown>, object]>([
    ["to as a bare string", { to: "+15550100001" }, { to: "+15550100001" }],
    ["to as one object", { to: { phone_number: "+15550100001" } }, { to: "+15550100001" }],
    ["to as a list of strings", { to: ["+15550100001"] }, { to: "+15550100001" }],
    ["others in to", { to: ["+15550100001", { no: "number" }, null] }, { to: "+15550100001" }],
    ["a status that is none", { to: [{ phone_number: "+1", status: 5 }] }, { to: "+1" }],
    ["from as a name", { from: "MYBANK" }, { from: "MYBANK" }],
    ["from as a short code", { from: { phone_number: "40404" } }, { from: "40404" }],
    ["an empty text", { text: "" }, { text: "" }],
    ["null for the text", { text: null }, { text: "" }],
    ["no text at all", { text: undefined }, { text: "" }],
    ["a long text", { text: "é".repeat(20_000) }, { text: "é".repeat(20_000) }],
    ["NUL in the text", { text: "a\u0000b" }, { text: "a\uFFFDb" }],
    ["a lone surrogate in the text", { text: "a\uD800b\uDC00" }, { text: "a\uFFFDb\uFFFD" }],
    ["an emoji in the text", { text: "👋🏽" }, { text: "👋🏽" }],
    ["NUL in the sender", { from: "BANK\u0000" }, { from: "BANK\uFFFD" }],
    ["null for the media", { media: null }, { media: [] }],
    ["media that are none", { media: "soon" }, { media: [] }],
    [
      "a file without an address beside another",
      { media: [{ content_type: "image/png" }, picture, null, "soon"] },
      { media: [{ url: picture.url, contentType: "image/png" }] },
    ],
    [
      "a file of no type",
      { media: [{ url: "https://e.com/a\u0000", content_type: 7 }] },
      { media: [{ url: "https://e.com/a\uFFFD", contentType: null }] },
    ],
    ["no time of its own", {}, { receivedAt: new Date("2026-01-01T00:00:00Z") }],
    [
      "a time that is none",
      { received_at: "soon" },
      { receivedAt: new Date("2026-01-01T00:00:00Z") },
    ],
    [
      "a time in another zone",
      { received_at: "2026-01-01T01:00:00.5+02:00" },
      { receivedAt: new Date("2025-12-31T23:00:00.500Z") },
    ],
    ["another kind of profile", { messaging_profile_id: 7 }, { messagingProfileId: null }],
    ["a STOP mark", { autoresponse_type: "STOP" }, { autoresponseType: "STOP" }],
    ["a mark that is none", { autoresponse_type: {} }, { autoresponseType: null }],
    ["fields that nobody knows", { is_spam: true, tcr: [{}] }, { text: "hi" }],
  ])("is taken: %s", (_, payload, meaning) => {
    expect(parseTelnyxEvent(receivedWith(payload))).toMatchObject({
      kind: "received",
      eventId: "e1",
      payloadId: "p1",
      ...meaning,
    });
  });

  it.each([
    ["media", '"__proto__":{"media":5,"errors":5}'],
    ["a prototype that is none", '"__proto__":null'],
    ["a constructor", '"constructor":{"prototype":{"text":"forged"}}'],
  ])("is not moved by what hides in its prototype: %s", (_, more) => {
    expect(parseTelnyxEvent(receivedWithJson(more))).toMatchObject({
      kind: "received",
      text: "hi",
      media: [],
    });
    expect(Object.prototype).not.toHaveProperty("media");
  });

  it("has its fields itself, not by inheritance", () => {
    const text = Buffer.from(
      '{"data":{"__proto__":{"id":"e1","event_type":"message.received"},"payload":{}}}',
    );
    expect(parseTelnyxEvent(text)).toMatchObject({ kind: "other", eventType: "unknown" });
  });

  it("may be as deep as a body can be", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    for (const name of ["x", "cc"]) {
      expect(parseTelnyxEvent(receivedWithJson(`"${name}":${deep}`))).toMatchObject({ text: "hi" });
    }
    expect(parseTelnyxEvent(receivedWithJson(`"media":${deep}`))).toMatchObject({ media: [] });
    expect(parseTelnyxEvent(Buffer.from(deep)).kind).toBe("other");
  });

  it("may hold bytes that are no UTF-8", () => {
    const body = receivedWith({ text: "a?b" });
    body.writeUInt8(0xff, body.indexOf("a?b") + 1);
    expect(parseTelnyxEvent(body)).toMatchObject({ kind: "received", text: "a\uFFFDb" });
  });
});

describe("a receipt that Telnyx may send one day", () => {
  it.each<[string, Record<string, unknown>, object]>([
    [
      "a status that nobody knows",
      { to: [{ phone_number: "+1", status: "lost" }] },
      { status: "lost" },
    ],
    ["no status", { to: [{ phone_number: "+1" }] }, { to: "+1", status: "" }],
    ["to as a bare string", { to: "+1" }, { to: "+1", status: "" }],
    ["no errors", { errors: [] }, { errorCode: null }],
    ["an error", { errors: [{ code: "40300", title: "no" }] }, { errorCode: "40300" }],
    ["an error's code as a number", { errors: [{ code: 40300 }] }, { errorCode: "40300" }],
    ["several errors", { errors: [{ code: "40001" }, { code: "40300" }] }, { errorCode: "40001" }],
    ["an error without a code", { errors: [{ title: "no" }] }, { errorCode: null }],
    ["errors that are none", { errors: "no" }, { errorCode: null }],
    ["no text", { text: null }, { text: "" }],
  ])("is taken: %s", (_, payload, meaning) => {
    expect(parseTelnyxEvent(receiptWith(payload))).toMatchObject({ kind: "receipt", ...meaning });
  });
});

describe("what is neither a text nor a receipt", () => {
  it.each<[string, Buffer]>([
    ["an event that nobody knows", event("call.hangup", PAYLOAD)],
    ["an event of another channel", event("message.read", PAYLOAD)],
    ["an event without a name", event("", PAYLOAD)],
    ["a receipt without a message", event("message.finalized", undefined)],
  ])("is known by its event's id: %s", (_, body) => {
    expect(parseTelnyxEvent(body)).toMatchObject({ kind: "other", eventId: "e1" });
  });

  it.each<[string, Buffer]>([
    ["no payload", event("message.received", undefined)],
    ["a payload that is none", event("message.received", "soon")],
    ["no id of the message", receivedWith({ id: undefined })],
    ["an empty id", receivedWith({ id: "" })],
    ["an id that is a number", receivedWith({ id: 7 })],
    ["no sender", receivedWith({ from: undefined })],
    ["null for the sender", receivedWith({ from: null })],
    ["a sender without a number", receivedWith({ from: { carrier: "x" } })],
    ["no recipient", receivedWith({ to: undefined })],
    ["an empty list of recipients", receivedWith({ to: [] })],
    ["a recipient without a number", receivedWith({ to: [{}] })],
    ["a text that is none", receivedWith({ text: { words: "hi" } })],
  ])("is told apart where somebody has written to us in a shape of its own: %s", (_, body) => {
    expect(parseTelnyxEvent(body)).toEqual({ kind: "unreadable", eventId: "e1" });
  });

  it.each(["{}", "[]", "null", "5", '"text"', '{"data":null}', '{"data":{"id":"e1"}}'])(
    "is known by its bytes where it has no id: %s",
    (json) => {
      const seen = parseTelnyxEvent(Buffer.from(json));
      expect(seen).toEqual({
        kind: "other",
        eventId: expect.stringMatching(/^[0-9a-f]{64}$/),
        eventType: "unknown",
      });
      expect(parseTelnyxEvent(Buffer.from(json))).toEqual(seen);
      expect(parseTelnyxEvent(Buffer.from(`${json} `))).not.toEqual(seen);
    },
  );

  it.each(["", "not json", "{", "\uFEFF{}", "{'data':1}", "NaN"])(
    "is no JSON at all: %j",
    (body) => {
      expect(parseTelnyxEvent(Buffer.from(body))).toEqual({ kind: "not_json" });
    },
  );
});

describe("the reader of Telnyx's webhooks", () => {
  /** NUL and lone surrogates too. */
  const codeUnit = fc.nat(0xff_ff).map((unit) => String.fromCharCode(unit));
  const anything = fc.jsonValue();
  const number = fc.oneof(
    anything,
    fc.constant("+15550100001"),
    fc.record({ phone_number: anything }),
  );
  const payload = fc.record(
    {
      id: fc.oneof(anything, fc.constant("p1")),
      from: number,
      to: fc.oneof(number, fc.array(number)),
      text: fc.oneof(anything, fc.string({ unit: codeUnit })),
      media: fc.oneof(anything, fc.array(fc.record({ url: anything, content_type: anything }))),
      received_at: fc.oneof(anything, fc.date().map(String)),
      messaging_profile_id: anything,
      autoresponse_type: anything,
      errors: fc.oneof(anything, fc.array(fc.record({ code: anything }))),
    },
    { requiredKeys: [] },
  );
  const type = fc.constantFrom("message.received", "message.sent", "message.finalized");
  const id = fc.oneof(fc.constant("e1"), fc.string({ unit: codeUnit, minLength: 1 }));

  it("never throws, and gives nothing that PostgreSQL would not store", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(type, id, payload, (event_type, eventId, one) => {
        const read = parseTelnyxEvent(bytes({ data: { event_type, id: eventId, payload: one } }));
        seen.add(read.kind);
        const strings: unknown[] = [];
        JSON.stringify(read, (_, value: unknown) => strings.push(value) && value);
        for (const value of strings) {
          if (typeof value !== "string") continue;
          expect(value).not.toContain("\0");
          expect(value.isWellFormed()).toBe(true);
        }
        if (read.kind === "received") expect(read.receivedAt.getTime()).not.toBeNaN();
        if (read.kind === "receipt") expect(read.occurredAt.getTime()).not.toBeNaN();
      }),
      { numRuns: 1_000 },
    );
    expect([...seen].sort()).toEqual(["other", "receipt", "received", "unreadable"]);
  });

  it("takes any bytes for something", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        expect(["other", "not_json"]).toContain(parseTelnyxEvent(Buffer.from(body)).kind);
      }),
    );
  });
});
