import { readFileSync } from "node:fs";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import Telnyx from "telnyx";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { phoneNumber } from "../../src/domain/ids.ts";
import type { SendOutcome } from "../../src/flows/telnyx-ports.ts";
import { classifyTelnyxError, createSmsGateway } from "../../src/telnyx/send.ts";

const PROFILE = "40017f0f-92d8-4318-9f8a-e0e2a92c3f60";
const SMS = {
  from: phoneNumber("+15550100001"),
  to: phoneNumber("+15557770001"),
  text: "the secret words",
  mediaUrls: [],
  webhookUrl: null,
};
/** What nothing that is logged or shown may hold. */
const PRIVATE = /1555|secret/;

interface Request {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

let server: Server;
let baseUrl: string;
let requests: Request[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  requests = [];
  server = createServer((request, response) => {
    const { method, url, headers } = request;
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      requests.push({ method, url, headers, body: text === "" ? null : JSON.parse(text) });
      answer(request, response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  baseUrl = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/v2`;
});
afterEach(async () => {
  server.closeAllConnections();
  if (!server.listening) return;
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

/** Patience in the tests where the answer comes, so that a busy machine changes nothing. */
const LONG = 20_000;

function send(timeoutMs = LONG): Promise<SendOutcome> {
  const gateway = createSmsGateway({
    apiKey: "KEY",
    baseUrl,
    messagingProfileId: PROFILE,
    timeoutMs,
  });
  return gateway.send(SMS);
}

function answerWith(status: number, body: unknown, headers: Record<string, string> = {}): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type = typeof body === "string" ? "text/html" : "application/json";
  answer = (_, response) => {
    response.writeHead(status, { "content-type": type, ...headers });
    response.end(text);
  };
}

/** An error as Telnyx writes it: its detail holds the number. */
function telnyxError(code: unknown): unknown {
  return { errors: [{ code, title: "no", detail: `${SMS.to} can't have "${SMS.text}"` }] };
}

describe("an SMS that Telnyx accepts", () => {
  it("is known by the id that Telnyx gives, as in a real answer", async () => {
    const url = new URL("captured/06-real-post-response-2025-03.json", import.meta.url);
    const { body } = z.object({ body: z.unknown() }).parse(JSON.parse(readFileSync(url, "utf8")));
    answerWith(200, body);
    expect(await send()).toEqual({
      kind: "accepted",
      id: "403195bd-9cb7-4d24-81d6-32680da2d823",
      parts: 1,
    });
  });

  it("is asked for once, with our key", async () => {
    answerWith(200, { data: { id: "m1", parts: 2 } });
    expect(await send()).toEqual({ kind: "accepted", id: "m1", parts: 2 });
    expect(requests).toEqual([
      expect.objectContaining({
        method: "POST",
        url: "/v2/messages",
        headers: expect.objectContaining({ authorization: "Bearer KEY" }),
        body: {
          from: SMS.from,
          to: SMS.to,
          text: SMS.text,
          type: "SMS",
          messaging_profile_id: PROFILE,
        },
      }),
    ]);
  });

  it.each(["two", 1.5, 1e20, null, undefined])(
    "is accepted too where the number of its parts is none: %j",
    async (parts) => {
      answerWith(200, { data: { id: "m1", parts } });
      expect(await send()).toEqual({ kind: "accepted", id: "m1", parts: null });
    },
  );
});

describe("an SMS that Telnyx surely has not", () => {
  it.each<[string, number, string, SendOutcome["kind"]]>([
    ["too many requests", 429, "10011", "temporary"],
    ["too many requests, by another name", 429, "10000", "temporary"],
    ["an outage that Telnyx speaks of itself", 500, "10000", "temporary"],
    ["a gateway of Telnyx's own", 502, "10016", "temporary"],
    ["maintenance", 503, "10000", "temporary"],
    ["a carrier out of service", 400, "40006", "temporary"],
    ["a carrier that could not deliver", 422, "40008", "temporary"],
    ["a line that sends too fast", 400, "40011", "temporary"],
    ["a full queue", 400, "40318", "temporary"],
    ["a wrong key", 401, "10009", "refused"],
    ["no credit", 403, "20100", "refused"],
    ["no such thing", 404, "10005", "refused"],
    ["a landline", 400, "40001", "refused"],
    ["spam", 400, "40003", "refused"],
    ["a number that is none", 422, "40310", "refused"],
    ["a conflict", 409, "40305", "refused"],
    ["a code that nobody knows", 418, "99999", "refused"],
  ])("is sent again later or never: %s", async (_, status, code, kind) => {
    answerWith(status, telnyxError(code));
    const outcome = await send();
    expect(outcome).toEqual(
      kind === "temporary" ? { kind, code, retryAfterMs: null } : { kind, code, optedOut: false },
    );
    expect(JSON.stringify(outcome)).not.toMatch(PRIVATE);
    expect(requests).toHaveLength(1);
  });

  it.each([400, 403, 409, 422, 500])(
    "is an opt-out's with code 40300, by HTTP %i",
    async (status) => {
      answerWith(status, telnyxError("40300"));
      expect(await send()).toEqual({ kind: "refused", code: "40300", optedOut: true });
      expect(requests).toHaveLength(1);
    },
  );

  it("may have a number for a code, and more errors than one", async () => {
    answerWith(409, { errors: [{ code: 40300 }, { code: "40001" }] });
    expect(await send()).toEqual({ kind: "refused", code: "40300", optedOut: true });
  });

  it.each([
    ["7", 7_000],
    ["0.5", 500],
    ["0", null],
    ["-1", null],
    ["Infinity", null],
    ["soon", null],
    ["Wed, 21 Oct 2026 07:28:00 GMT", null],
  ])("waits as long as Telnyx asks for: %s", async (after, retryAfterMs) => {
    answerWith(429, telnyxError("10011"), { "retry-after": after });
    expect(await send()).toEqual({ kind: "temporary", code: "10011", retryAfterMs });
    expect(requests).toHaveLength(1);
  });

  it("has not left when nobody listens", async () => {
    await new Promise((resolve) => {
      server.close(resolve);
    });
    expect(await send()).toEqual({ kind: "temporary", code: null, retryAfterMs: null });
  });
});

describe("an SMS that Telnyx may have", () => {
  /** Answers with a head, and then goes on as told. */
  function begin(status: number, after: (response: ServerResponse) => void): void {
    answer = (_, response) => {
      response.writeHead(status, { "content-type": "application/json", "content-length": "999" });
      response.write('{"data":{"id":"m', () => after(response));
    };
  }

  it.each<[string, () => void]>([
    ["a gateway's page", () => answerWith(502, "<html>bad gateway</html>")],
    ["a page with a 200", () => answerWith(200, "<html>welcome</html>")],
    ["a page with a 429", () => answerWith(429, "<html>slow down</html>", { "retry-after": "1" })],
    ["a page with a 401", () => answerWith(401, "<html>log in</html>")],
    [
      "a page that says it is JSON",
      () => answerWith(200, "<html>", { "content-type": "application/json" }),
    ],
    [
      "an error page that says it is JSON",
      () => answerWith(503, "<html>", { "content-type": "application/json" }),
    ],
    ["nothing with a 204", () => answerWith(204, "")],
    ["nothing with a 500", () => answerWith(500, "")],
    ["a 200 without an id", () => answerWith(200, { data: {} })],
    ["a 200 with a number for an id", () => answerWith(200, { data: { id: 7 } })],
    ["a 200 with an empty id", () => answerWith(200, { data: { id: "" } })],
    ["a 200 with an id that can't be stored", () => answerWith(200, { data: { id: "m\0" } })],
    ["a 200 with null", () => answerWith(200, null)],
    ["a 200 with an error", () => answerWith(200, telnyxError("40300"))],
    ["an error that is not Telnyx's", () => answerWith(500, { message: `${SMS.to} oops` })],
    ["an empty list of errors", () => answerWith(400, { errors: [] })],
    ["errors that are none", () => answerWith(400, { errors: { code: "40300" } })],
    ["an error without a code", () => answerWith(400, telnyxError(undefined))],
    ["an error with a code that is none", () => answerWith(400, telnyxError({ is: SMS.to }))],
    ["a redirect to nowhere", () => answerWith(301, "", { location: "http://127.0.0.1:1/" })],
    ["a redirect that asks for it again", () => answerWith(307, "", { location: "/v2/messages" })],
    ["a redirect for ever", () => answerWith(308, "", { location: "/v2/messages" })],
    ["an answer that breaks off", () => begin(200, (response) => response.destroy())],
    ["an error that breaks off", () => begin(500, (response) => response.destroy())],
    ["a connection that is cut", () => (answer = (request) => request.socket.destroy())],
    [
      "something that is no HTTP",
      () => (answer = (request) => request.socket.end("SSH-2.0-OpenSSH_9.2\r\n")),
    ],
  ])("is not sent again: %s", async (_, set) => {
    set();
    const outcome = await send();
    expect(outcome).toEqual({ kind: "unknown", why: expect.any(String) });
    expect(JSON.stringify(outcome)).not.toMatch(PRIVATE);
    expect(requests).toHaveLength(1);
  });

  it.each<[string, () => void]>([
    ["silence", () => (answer = () => undefined)],
    ["an answer that stops in its middle", () => begin(200, () => undefined)],
    ["an error that stops in its middle", () => begin(500, () => undefined)],
  ])("is not waited for for ever: %s", async (_, set) => {
    set();
    const outcome = await send(500);
    expect(outcome.kind).toBe("unknown");
    expect(requests).toHaveLength(1);
  });
});

describe("a connection that fails", () => {
  const failure = (cause: Error): Error =>
    new Telnyx.APIConnectionError({ cause: new TypeError("fetch failed", { cause }) });
  const systemError = (code: string, syscall: string): Error =>
    Object.assign(new Error(`${syscall} ${code} ${SMS.to}`), { code, syscall });

  it.each([
    ["refused", systemError("ECONNREFUSED", "connect")],
    ["to a name that is none", systemError("ENOTFOUND", "getaddrinfo")],
    ["with no name service", systemError("EAI_AGAIN", "getaddrinfo")],
    ["with no way there", systemError("EHOSTUNREACH", "connect")],
    ["with no network", systemError("ENETUNREACH", "connect")],
    [
      "to each of several addresses",
      Object.assign(new AggregateError([systemError("ENETUNREACH", "connect")]), {
        code: "ENETUNREACH",
      }),
    ],
  ])("before it is made has taken nothing: %s", (_, cause) => {
    expect(classifyTelnyxError(failure(cause))).toEqual({
      kind: "temporary",
      code: null,
      retryAfterMs: null,
    });
  });

  it.each([
    ["ECONNRESET", failure(systemError("ECONNRESET", "read")), "ECONNRESET"],
    ["EPIPE", failure(systemError("EPIPE", "write")), "EPIPE"],
    ["no way there any more", failure(systemError("EHOSTUNREACH", "read")), "EHOSTUNREACH"],
    ["no network any more", failure(systemError("ENETUNREACH", "write")), "ENETUNREACH"],
    ["nothing said", failure(new Error(SMS.text)), "the connection was lost"],
    ["a bare error", new TypeError(`terminated ${SMS.to}`), "TypeError"],
    ["no error at all", SMS.text, "no answer"],
  ])("later may have taken it: %s", (_, error, why) => {
    expect(classifyTelnyxError(error)).toEqual({ kind: "unknown", why });
  });
});

describe("what is sent", () => {
  const { schema, components } = z
    .object({ schema: z.record(z.string(), z.unknown()), components: z.unknown() })
    .parse(JSON.parse(readFileSync(new URL("openapi-messages.json", import.meta.url), "utf8")));
  const ajv = new Ajv2020.default({ strict: false, allErrors: true });
  addFormats.default(ajv);
  // The description forbids no unknown fields; we do.
  const validate = ajv.compile({ ...schema, components, unevaluatedProperties: false });

  it.each([
    ["nothing to", { text: "no recipient" }],
    ["an address that is none", { to: SMS.to, webhook_url: "somewhere" }],
    ["a field that Telnyx doesn't have", { to: SMS.to, tags: ["a"] }],
  ])("would be found wrong with %s", (_, body) => {
    expect(validate(body)).toBe(false);
  });

  it("is as Telnyx describes it, whatever the text", async () => {
    answerWith(200, { data: { id: "m1" } });
    const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 1_600 });
    const urls = fc.constantFrom(null, "https://sms.example.com/telnyx/webhooks?text=1");
    await fc.assert(
      fc.asyncProperty(
        texts,
        urls,
        fc.constantFrom(null, PROFILE),
        async (text, webhookUrl, messagingProfileId) => {
          requests = [];
          const gateway = createSmsGateway({ apiKey: "KEY", baseUrl, messagingProfileId });
          await gateway.send({ ...SMS, text, webhookUrl });
          const [request, ...others] = requests;
          expect(others).toEqual([]);
          expect([validate(request?.body), validate.errors]).toEqual([true, null]);
          expect(request?.body).toMatchObject({ from: SMS.from, to: SMS.to, text });
        },
      ),
      { numRuns: 40 },
    );
  });

  it("with files is an MMS, with words or without", async () => {
    answerWith(200, { data: { id: "m1" } });
    const gateway = createSmsGateway({ apiKey: "KEY", baseUrl, messagingProfileId: PROFILE });
    const mediaUrls = ["https://sms.example.com/media/1", "https://sms.example.com/media/2"];
    await gateway.send({ ...SMS, mediaUrls });
    await gateway.send({ ...SMS, mediaUrls, text: "" });
    for (const { body } of requests) {
      expect([validate(body), validate.errors]).toEqual([true, null]);
      expect(body).toMatchObject({ type: "MMS", media_urls: mediaUrls });
    }
    expect(requests[1]?.body).not.toHaveProperty("text");
  });

  it("has its receipts sent to its own address alone, where it has one", async () => {
    answerWith(200, { data: { id: "m1" } });
    const gateway = createSmsGateway({ apiKey: "KEY", baseUrl, messagingProfileId: null });
    const webhookUrl = "https://sms.example.com/telnyx/webhooks?text=1";
    await gateway.send({ ...SMS, webhookUrl });
    await gateway.send(SMS);
    expect(requests.map(({ body }) => body)).toEqual([
      {
        from: SMS.from,
        to: SMS.to,
        text: SMS.text,
        type: "SMS",
        webhook_url: webhookUrl,
        use_profile_webhooks: false,
      },
      { from: SMS.from, to: SMS.to, text: SMS.text, type: "SMS" },
    ]);
  });
});

describe("a carrier's error in words", () => {
  const { explain } = createSmsGateway({
    apiKey: "KEY",
    baseUrl: "http://127.0.0.1:1/v2",
    messagingProfileId: null,
  });

  it.each([
    ["40300", "the texter opted out of texts (STOP) (40300)"],
    ["40001", "the number is a landline or can't be reached by text (40001)"],
    ["99999", "the carrier refused it (99999)"],
    [null, "the carrier gave no reason"],
  ])("%s", (code, expected) => {
    expect(explain(code)).toBe(expected);
  });
});
