import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createMetrics, type Metrics } from "../../src/http/metrics.ts";
import { telnyxWebhookRoute } from "../../src/http/telnyx-webhooks.ts";
import { DatabaseUnavailableError } from "../../src/store/database.ts";
import type { Verification } from "../../src/telnyx/verify.ts";
import { type Served, serve } from "./serve.ts";

type Receive = Parameters<typeof telnyxWebhookRoute>[1];

interface Webhooks extends Served {
  readonly metrics: Metrics;
  readonly received: { body: string; aboutText: string | null }[];
  /** The headers that the check was given. */
  readonly checked: { signature: string | undefined; timestamp: string | undefined }[];
  post(query?: string, headers?: [string, string][]): Promise<Response>;
}

async function serveWebhooks(
  verification: Verification = { kind: "good" },
  outcome: Receive = () => Promise.resolve("stored"),
): Promise<Webhooks> {
  const metrics = createMetrics(false);
  const received: Webhooks["received"] = [];
  const checked: Webhooks["checked"] = [];
  const route = telnyxWebhookRoute(
    (_body, headers) => {
      checked.push(headers);
      return Promise.resolve(verification);
    },
    (body, aboutText) => {
      received.push({ body: body.toString(), aboutText });
      return outcome(body, aboutText);
    },
    metrics,
  );
  const server = await serve({ "/telnyx/webhooks": { POST: route } });
  return {
    ...server,
    metrics,
    received,
    checked,
    post: (query = "", headers = []) =>
      fetch(`${server.url}/telnyx/webhooks${query}`, { method: "POST", body: "{}", headers }),
  };
}

async function counted({ metrics }: Webhooks): Promise<Record<string, number>> {
  const { values } = await metrics.webhooks.get();
  return Object.fromEntries(values.map(({ labels, value }) => [labels.result, value]));
}

describe("Telnyx's webhooks", () => {
  it("are answered 200 once they are stored, also when they were known", async () => {
    const results: Awaited<ReturnType<Receive>>[] = ["stored", "known"];
    const webhooks = await serveWebhooks({ kind: "good" }, () =>
      Promise.resolve(results.shift() ?? "not_json"),
    );
    for (const result of ["stored", "known"]) {
      const response = await webhooks.post();
      expect([response.status, await response.json()]).toEqual([200, { received: result }]);
    }
    expect(await counted(webhooks)).toEqual({ stored: 1, known: 1 });
  });

  it.each(["missing", "malformed", "stale", "wrong"] as const)(
    "are refused and not stored when their signature is %s",
    async (why) => {
      const webhooks = await serveWebhooks({ kind: "bad", why });
      const response = await webhooks.post();
      expect([response.status, await response.json()]).toEqual([
        401,
        { error: `the signature is ${why}` },
      ]);
      expect(webhooks.received).toEqual([]);
      expect(await counted(webhooks)).toEqual({ [`refused_${why}`]: 1 });
    },
  );

  it("are checked with the headers that Telnyx sends", async () => {
    const webhooks = await serveWebhooks();
    await webhooks.post("", [
      ["Telnyx-Signature-Ed25519", "signed"],
      ["Telnyx-Timestamp", "1700000000"],
    ]);
    expect(webhooks.checked).toEqual([{ signature: "signed", timestamp: "1700000000" }]);
  });

  it("say by their address which text of ours they are about", async () => {
    const webhooks = await serveWebhooks();
    const id = randomUUID();
    await webhooks.post(`?text=${id}`);
    for (const query of ["", "?text=", "?text=1", `?text=${id}'--`, `?other=${id}`]) {
      await webhooks.post(query);
    }
    expect(webhooks.received.map(({ aboutText }) => aboutText)).toEqual([
      id,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it("that are signed but no JSON are the sender's fault", async () => {
    const webhooks = await serveWebhooks({ kind: "good" }, () => Promise.resolve("not_json"));
    expect((await webhooks.post()).status).toBe(400);
    expect(webhooks.logged).toEqual([]);
  });

  it("come again when they could not be stored", async () => {
    const webhooks = await serveWebhooks({ kind: "good" }, () =>
      Promise.reject(new DatabaseUnavailableError("slow")),
    );
    expect((await webhooks.post()).status).toBe(503);
  });
});
