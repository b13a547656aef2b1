import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { phoneNumber } from "../../src/domain/ids.ts";
import type { SendOutcome } from "../../src/flows/ports.ts";
import { createSmsGateway } from "../../src/telnyx/send.ts";

const SMS = {
  from: phoneNumber("+15550100001"),
  to: phoneNumber("+15557770001"),
  text: "the secret words",
  webhookUrl: null,
};

let server: Server;
let baseUrl: string;
let bodies: unknown[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  bodies = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(JSON.parse(Buffer.concat(chunks).toString("utf8")));
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

function send(): Promise<SendOutcome> {
  const gateway = createSmsGateway({
    apiKey: "KEY",
    baseUrl,
    messagingProfileId: "40017f0f-92d8-4318-9f8a-e0e2a92c3f60",
    timeoutMs: 300,
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

function telnyxError(code: string): unknown {
  return { errors: [{ code, title: "no", detail: `+15557770001 can't have it` }] };
}

describe("handing an SMS to Telnyx", () => {
  it("gives the id of a message that was accepted", async () => {
    answerWith(200, { data: { id: "m1", parts: 2 } });
    expect(await send()).toEqual({ kind: "accepted", id: "m1", parts: 2 });
  });

  it.each<[string, number, string, SendOutcome["kind"]]>([
    ["too many requests", 429, "10011", "temporary"],
    ["an outage that Telnyx speaks of itself", 503, "10000", "temporary"],
    ["a carrier out of service", 400, "40006", "temporary"],
    ["a number that is none", 422, "40310", "refused"],
    ["a wrong key", 401, "10009", "refused"],
  ])("knows that nothing was sent: %s", async (_, status, code, kind) => {
    answerWith(status, telnyxError(code));
    expect(await send()).toMatchObject({ kind, code });
    expect(bodies).toHaveLength(1);
  });

  it.each([400, 403, 409])("takes 40300 for an opt-out also with HTTP %i", async (status) => {
    answerWith(status, telnyxError("40300"));
    expect(await send()).toEqual({ kind: "refused", code: "40300", optedOut: true });
    expect(bodies).toHaveLength(1);
  });

  it("waits as long as Telnyx asks for", async () => {
    answerWith(429, telnyxError("10011"), { "retry-after": "7" });
    expect(await send()).toEqual({ kind: "temporary", code: "10011", retryAfterMs: 7_000 });
  });

  it.each<[string, () => void]>([
    ["a gateway's page", () => answerWith(502, "<html>bad gateway</html>")],
    ["a page with a 200", () => answerWith(200, "<html>welcome</html>")],
    ["a 200 without an id", () => answerWith(200, { data: {} })],
    ["an error that is not Telnyx's", () => answerWith(500, { message: "oops" })],
    ["a redirect to nowhere", () => answerWith(301, "", { location: "http://127.0.0.1:1/" })],
    [
      "an answer that breaks off",
      () => {
        answer = (_, response) => {
          response.writeHead(200, { "content-type": "application/json", "content-length": "999" });
          response.write('{"data":{"id":"m');
          setImmediate(() => response.destroy());
        };
      },
    ],
    [
      "a connection that is cut",
      () => {
        answer = (request) => request.socket.destroy();
      },
    ],
    [
      "silence",
      () => {
        answer = () => undefined;
      },
    ],
  ])("does not know, and asks only once: %s", async (_, set) => {
    set();
    const outcome = await send();
    expect(outcome.kind).toBe("unknown");
    expect(JSON.stringify(outcome)).not.toMatch(/\+1555|secret/);
    expect(bodies).toHaveLength(1);
  });

  it("knows that nothing was sent when nobody listens", async () => {
    await new Promise((resolve) => {
      server.close(resolve);
    });
    expect(await send()).toEqual({ kind: "temporary", code: null, retryAfterMs: null });
  });

  it("sends what Telnyx's own description allows, with and without an address for receipts", async () => {
    answerWith(200, { data: { id: "m1" } });
    const profiles = ["40017f0f-92d8-4318-9f8a-e0e2a92c3f60", null];
    for (const messagingProfileId of profiles) {
      const gateway = createSmsGateway({ apiKey: "KEY", baseUrl, messagingProfileId });
      await gateway.send(SMS);
      await gateway.send({
        ...SMS,
        text: "😀\n€",
        webhookUrl: "https://sms.example.com/telnyx/webhooks?text=1",
      });
    }
    const spec = z
      .object({ schema: z.record(z.string(), z.unknown()), components: z.unknown() })
      .parse(JSON.parse(readFileSync(new URL("openapi-messages.json", import.meta.url), "utf8")));
    const ajv = new Ajv2020.default({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const validate = ajv.compile({ ...spec.schema, components: spec.components });
    for (const body of bodies) expect([validate(body), validate.errors]).toEqual([true, null]);
    expect(validate({ text: "no recipient" })).toBe(false);
  });
});
