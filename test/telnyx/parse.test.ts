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

function receivedWith(payload: Record<string, unknown>): Buffer {
  return bytes({
    data: {
      event_type: "message.received",
      id: "e1",
      occurred_at: "2026-01-01T00:00:00Z",
      payload: {
        id: "p1",
        from: { phone_number: "+15557770001" },
        to: [{ phone_number: "+15550100001" }],
        text: "hi",
        ...payload,
      },
    },
  });
}

describe("what Telnyx really sends", () => {
  const kinds: Readonly<Record<string, string>> = {
    "02-real-received-2023.json": "received",
    "05-real-finalized-2024-delivered-via-failover.json": "receipt",
    // An answer to our own request, not a webhook.
    "06-real-post-response-2025-03.json": "other",
    "10-doc-receiving-webhooks-for-message-received-sms.json": "received",
    "11-doc-receiving-webhooks-for-message-sent-sms.json": "receipt",
    "12-doc-receiving-webhooks-for-message-finalized-sms.json": "receipt",
    "15-doc-receive-sms-and-mms-me-message-received-mms.json": "received",
    "16-doc-group-messaging-message-received-mms.json": "received",
  };

  it.each(readdirSync(FOLDER).filter((name) => name.endsWith(".json")))("is taken: %s", (name) => {
    expect(parseTelnyxEvent(captured(name)).kind).toBe(kinds[name]);
  });

  it("gives a text with its numbers, time and profile", () => {
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

  it("gives a receipt with its status", () => {
    const name = "05-real-finalized-2024-delivered-via-failover.json";
    expect(parseTelnyxEvent(captured(name))).toMatchObject({
      kind: "receipt",
      status: "delivered",
      errorCode: null,
      text: "Hi, nice to meet you!",
    });
  });

  it("gives the files of a picture message", () => {
    const name = "15-doc-receive-sms-and-mms-me-message-received-mms.json";
    expect(parseTelnyxEvent(captured(name))).toMatchObject({
      media: [{ url: "https://media.telnyx.com/example-image.png", contentType: "image/png" }],
    });
  });
});

describe("what Telnyx may send one day", () => {
  it.each([
    ["to as a bare string", { to: "+15550100001" }, { to: "+15550100001" }],
    ["to as a list of strings", { to: ["+15550100001"] }, { to: "+15550100001" }],
    ["from as a name", { from: "MYBANK" }, { from: "MYBANK" }],
    ["no text", { text: null }, { text: "" }],
    ["NUL in the text", { text: "a\u0000b" }, { text: "a\uFFFDb" }],
    ["a lone surrogate in the text", { text: "a\uD800b" }, { text: "a\uFFFDb" }],
    ["media that are none", { media: "soon" }, { media: [] }],
    [
      "a time that is none",
      { received_at: "soon" },
      { receivedAt: new Date("2026-01-01T00:00:00Z") },
    ],
    ["fields that nobody knows", { is_spam: true, __proto__: { x: 1 } }, { text: "hi" }],
    ["a STOP mark", { autoresponse_type: "STOP" }, { autoresponseType: "STOP" }],
  ])("is taken: %s", (_, payload, expected) => {
    expect(parseTelnyxEvent(receivedWith(payload))).toMatchObject({
      kind: "received",
      ...expected,
    });
  });

  it.each([
    ["an unknown event", { data: { event_type: "call.hangup", id: "e9", payload: {} } }],
    [
      "a payload without numbers",
      { data: { event_type: "message.received", id: "e9", payload: { id: "p" } } },
    ],
  ])("is recorded as something else by its id: %s", (_, json) => {
    expect(parseTelnyxEvent(bytes(json))).toMatchObject({ kind: "other", eventId: "e9" });
  });

  it("is told apart from what is no JSON at all", () => {
    for (const body of ["", "not json", "{", "\uFEFF{}"]) {
      expect(parseTelnyxEvent(Buffer.from(body)).kind).toBe("not_json");
    }
  });

  it("never makes the reader throw", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(["other", "received", "receipt"]).toContain(
          parseTelnyxEvent(Buffer.from(json)).kind,
        );
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        expect(parseTelnyxEvent(Buffer.from(body)).kind).not.toBe("received");
      }),
    );
  });
});
