import { createServer, type Server } from "node:http";
import { Telnyx } from "telnyx";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readBytes } from "../../src/sandbox/http.ts";
import { type Fields, fieldsListOf, fieldsOf, parseJson, textOf } from "../../src/sandbox/json.ts";
import { failedReceipts } from "../../src/sandbox/telnyx/messages.ts";
import { type FakeTelnyx, startFakeTelnyx } from "../../src/sandbox/telnyx/server.ts";

const line = "+15552000001";
const texter = "+15553000001";

let fake: FakeTelnyx;
let client: Telnyx;
let receiver: Server;
/** What the receiver took, by the SDK's own check. */
let received: { url: string; data: Fields; meta: Fields }[];
let answers: number[];

beforeEach(async () => {
  fake = await startFakeTelnyx({ apiKey: "KEY", numbers: [line] });
  client = new Telnyx({
    apiKey: "KEY",
    publicKey: fake.publicKey,
    baseURL: fake.baseUrl,
    maxRetries: 0,
    timeout: 2_000,
    logLevel: "off",
  });
  // A webhook of an earlier test may still be on its way to that test's receiver.
  const taken: typeof received = [];
  received = taken;
  answers = [];
  receiver = createServer((req, res) => {
    const take = async () => {
      const body = (await readBytes(req)).toString();
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(req.headers)) headers[name] = String(value);
      try {
        await client.webhooks.unwrap(body, { headers });
        const { data, meta } = fieldsOf(parseJson(body));
        taken.push({ url: req.url ?? "", data: fieldsOf(data), meta: fieldsOf(meta) });
        res.writeHead(answers.shift() ?? 200).end("{}");
      } catch {
        res.writeHead(401).end();
      }
    };
    take().catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  fake.setWebhookUrl(`${receiverUrl()}/telnyx`);
});

afterEach(async () => {
  await fake.close();
  await new Promise<void>((resolve) => {
    receiver.close(() => resolve());
    receiver.closeAllConnections();
  });
});

function receiverUrl(): string {
  const address = receiver.address();
  return typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
}

const send = (more: object = {}) =>
  client.messages.send({ from: line, to: texter, text: "hello", ...more });

/** HTTP status and Telnyx code of a refusal. */
async function refusal(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (!(error instanceof Telnyx.APIError)) throw error;
    return [error.status, fieldsListOf(fieldsOf(error.error).errors)[0]?.code];
  }
}

/** The type, the status of the first recipient, and the error's code of what came. */
const summary = () =>
  received.map(({ data }) => {
    const payload = fieldsOf(data.payload);
    return [
      data.event_type,
      fieldsListOf(payload.to)[0]?.status,
      fieldsListOf(payload.errors)[0]?.code,
    ];
  });

describe("sending", () => {
  test("an accepted message is answered with its id and followed by its receipts", async () => {
    const { data } = await send();
    await fake.idle();
    expect(fake.sent).toMatchObject([{ id: data?.id, from: line, to: texter, text: "hello" }]);
    expect(data).toMatchObject({ parts: 1, encoding: "GSM-7", to: [{ status: "queued" }] });
    expect(summary()).toEqual([
      ["message.sent", "sent", undefined],
      ["message.finalized", "delivered", undefined],
    ]);
  });

  test("receipts go to the address that the message names", async () => {
    await send({ webhook_url: `${receiverUrl()}/telnyx?job=7` });
    await fake.idle();
    expect(received.map(({ url }) => url)).toEqual(["/telnyx?job=7", "/telnyx?job=7"]);
  });

  test("receipts fail, double, change places or stay away as the test says", async () => {
    fake.receipts = failedReceipts("40008");
    await send();
    await fake.idle();
    expect(summary()).toEqual([
      ["message.sent", "sent", undefined],
      ["message.finalized", "delivery_failed", "40008"],
    ]);
    received.length = 0;
    fake.receipts = (sms) => [
      { event: "message.finalized", status: sms.text === "hello" ? "delivered" : "expired" },
      { event: "message.sent", status: "sent", times: 2 },
    ];
    await send();
    await fake.idle();
    expect(summary().map(([, status]) => status)).toEqual(["delivered", "sent", "sent"]);
    received.length = 0;
    fake.receipts = "none";
    await send();
    await fake.idle();
    expect(received).toEqual([]);
  });

  test("what Telnyx refuses is refused with its code", async () => {
    const wrong = new Telnyx({
      apiKey: "WRONG",
      baseURL: fake.baseUrl,
      maxRetries: 0,
      logLevel: "off",
    });
    const anonymous = wrong.messages.send({ from: line, to: texter, text: "x" });
    expect(await refusal(anonymous)).toEqual([401, "10009"]);
    expect(await refusal(send({ to: "banana" }))).toEqual([400, "40310"]);
    expect(await refusal(send({ from: "+15550000009" }))).toEqual([400, "40305"]);
    expect(await refusal(send({ text: "" }))).toEqual([400, "40316"]);
    expect(await refusal(send({ text: "x".repeat(1531) }))).toEqual([400, "40302"]);
    expect(await refusal(send({ text: "я".repeat(671) }))).toEqual([400, "40302"]);
    expect(fake.sent).toEqual([]);
    await send({ text: "x".repeat(1530) });
    expect(fake.sent).toHaveLength(1);
  });

  test("STOP blocks the texter for every number, START lifts it", async () => {
    await fake.text(texter, line, " stop ");
    expect(await refusal(send())).toEqual([409, "40300"]);
    await fake.text(texter, line, "START");
    expect(await refusal(send())).toBeUndefined();
    const types = received.map(({ data }) => fieldsOf(data.payload).autoresponse_type);
    expect(types.filter((type) => type !== undefined)).toEqual(["STOP", "START"]);
  });

  test("a fault after the effect hides that the message was sent; the receipts tell", async () => {
    for (const fault of [
      { status: 503 },
      { cut: true },
      { cut: "body" as const },
      { body: "<html>" },
    ]) {
      fake.faults.add({ call: "messages.send", afterEffect: true, ...fault });
    }
    await expect(send({ text: "1" })).rejects.toMatchObject({ status: 503 });
    await expect(send({ text: "2" })).rejects.toBeInstanceOf(Telnyx.APIConnectionError);
    await expect(send({ text: "3" })).rejects.toThrow();
    expect(typeof (await send({ text: "4" }))).toBe("string");
    await fake.idle();
    expect(fake.sent.map(({ text }) => text)).toEqual(["1", "2", "3", "4"]);
    expect(received).toHaveLength(8);
  });

  test("a refusal by fault carries Telnyx's own error body and sends nothing", async () => {
    fake.faults.add({ call: "messages.send", error: "10011" });
    fake.faults.add({ call: "messages.send", status: 500 });
    expect(await refusal(send())).toEqual([429, "10011"]);
    expect(await refusal(send())).toEqual([500, undefined]);
    expect(fake.sent).toEqual([]);
    expect(fake.calls.map(({ call }) => call)).toEqual(["messages.send", "messages.send"]);
  });

  test("the profile, its numbers and sent messages can be read", async () => {
    const { data: profile } = await client.messagingProfiles.retrieve(fake.profileId);
    expect(profile).toMatchObject({
      webhook_url: `${receiverUrl()}/telnyx`,
      webhook_api_version: "2",
    });
    const numbers: unknown[] = [];
    for await (const number of client.messagingProfiles.listPhoneNumbers(fake.profileId)) {
      numbers.push(number.phone_number);
      if (numbers.length > 1) break;
    }
    expect(numbers).toEqual([line]);
    const { data } = await send();
    expect((await client.messages.retrieve(data?.id ?? "")).data).toMatchObject({ id: data?.id });
  });
});

describe("webhooks", () => {
  test("an inbound text is signed so that the SDK takes it, and looks like Telnyx's", async () => {
    const result = await fake.text(texter, line, "héllo €", { cc: ["+15553000009"] });
    expect(result.status).toBe(200);
    expect(received[0]).toMatchObject({
      data: {
        event_type: "message.received",
        id: result.eventId,
        payload: {
          id: result.payloadId,
          direction: "inbound",
          text: "héllo €",
          from: { phone_number: texter },
          to: [{ phone_number: line, status: "webhook_delivered" }],
          cc: [{ phone_number: "+15553000009" }],
          autoresponse_type: null,
        },
      },
      meta: { attempt: 1 },
    });
  });

  test("forged, stale and tampered webhooks are refused by the SDK", async () => {
    const body = '{"data":{"event_type":"message.received"}}';
    const old = Math.floor(Date.now() / 1000) - 600;
    const zeros = Buffer.alloc(64).toString("base64");
    expect((await fake.post(body)).status).toBe(200);
    expect((await fake.post(body, { signature: zeros })).status).toBe(401);
    expect((await fake.post(body, { timestamp: old })).status).toBe(401);
    expect(received).toHaveLength(1);
  });

  test("a webhook that is not taken comes again with the same id, three times in all", async () => {
    fake.retryPolicy.delaysMs = [1, 1];
    answers = [500, 302, 500];
    const result = await fake.text(texter, line, "hello");
    await fake.idle();
    expect(result.status).toBe(500);
    expect(fake.webhooks.map(({ attempt, status }) => [attempt, status])).toEqual([
      [1, 500],
      [2, 302],
      [3, 500],
    ]);
    expect(received.map(({ data }) => data.id)).toEqual(Array(3).fill(result.eventId));
  });

  test("a texted picture can be fetched where the webhook says", async () => {
    await fake.text(texter, line, "look", {
      media: [{ bytes: Buffer.from("png"), contentType: "image/png" }],
    });
    const media = fieldsListOf(fieldsOf(received[0]?.data.payload).media);
    const url = textOf(media[0]?.url);
    const picture = await fetch(url);
    expect([picture.headers.get("content-type"), await picture.text()]).toEqual([
      "image/png",
      "png",
    ]);
  });
});
