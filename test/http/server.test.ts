import { Agent, request } from "node:http";
import { describe, expect, it } from "vitest";
import { HttpError } from "../../src/http/errors.ts";
import { ListenError, sendJson, startHttpServer } from "../../src/http/server.ts";
import { createLogger } from "../../src/log.ts";
import { DatabaseUnavailableError } from "../../src/store/database.ts";
import { until } from "../support/until.ts";
import { converse, serve } from "./serve.ts";

async function answer(response: Response): Promise<[number, unknown]> {
  return [response.status, await response.json()];
}

describe("the server", () => {
  it("gives each request to the route of its path and method", async () => {
    const { url } = await serve({
      "/queues": {
        GET: (_request, response) => sendJson(response, 200, { read: true }),
        POST: (_request, response) => sendJson(response, 201, { made: true }),
      },
    });
    expect(await answer(await fetch(`${url}/queues?all=1`))).toEqual([200, { read: true }]);
    expect(await answer(await fetch(`${url}/queues`, { method: "POST", body: "x" }))).toEqual([
      201,
      { made: true },
    ]);
  });

  it("knows no other path, and says which methods a path takes", async () => {
    const { url, logged } = await serve({ "/queues": { GET: () => {}, POST: () => {} } });
    for (const path of ["/", "/queues/", "/Queues", "//queues"]) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 404]);
    }
    const refused = await fetch(`${url}/queues`, { method: "DELETE" });
    expect(refused.headers.get("allow")).toBe("GET, POST");
    expect(await answer(refused)).toEqual([405, { error: expect.any(String) }]);
    expect(logged).toEqual([]);
  });

  it.each([
    ["what the route has decided on", new HttpError(415, "no"), 415, "no", false],
    [
      "503 when the database is away",
      new DatabaseUnavailableError("at 10.0.0.7"),
      503,
      "the database is away; please send it again",
      true,
    ],
    ["500 and no details otherwise", new Error("secret"), 500, "internal error", true],
  ])("answers %s", async (_what, error, status, message, isLogged) => {
    const { url, logged } = await serve({
      "/fails": {
        GET: () => {
          throw error;
        },
        POST: () => Promise.reject(error),
      },
    });
    for (const method of ["GET", "POST"]) {
      expect(await answer(await fetch(`${url}/fails`, { method }))).toEqual([
        status,
        { error: message },
      ]);
    }
    expect(logged.filter((line) => line.includes(error.message))).toHaveLength(isLogged ? 2 : 0);
  });

  it("cuts the connection when a route fails in the middle of its answer", async () => {
    const { url, logged } = await serve({
      "/half": {
        GET: (_request, response) => {
          response.writeHead(200, { "content-length": "10" });
          response.write("half");
          throw new Error("out of words");
        },
      },
    });
    await expect(fetch(`${url}/half`).then((response) => response.text())).rejects.toThrow();
    expect(logged.join()).toContain("out of words");
  });

  it("names the variables when the port is taken", async () => {
    const { url } = await serve({});
    const port = Number(new URL(url).port);
    const again = startHttpServer({ host: "127.0.0.1", port }, {}, createLogger("silent"));
    await expect(again).rejects.toThrow(ListenError);
    await expect(again).rejects.toThrow(`127.0.0.1:${port} (HOST, PORT): another program`);
  });

  it("lets a sender go that drips its headers or its body", async () => {
    const { url } = await serve(
      {
        "/in": {
          POST: (incoming, response) => {
            incoming.resume().once("end", () => sendJson(response, 200, {}));
          },
        },
      },
      {
        headersTimeout: 50,
        requestTimeout: 100,
        connectionsCheckingInterval: 10,
        keepAliveTimeout: 1_000,
      },
    );
    const [headers, body] = await Promise.all([
      converse(url, "POST /in HTTP/1.1\r\nhost: sms\r\nx-slo"),
      converse(url, "POST /in HTTP/1.1\r\nhost: sms\r\ncontent-length: 10\r\n\r\nfive!"),
    ]);
    expect(headers).toMatch(/^HTTP\/1.1 408 /);
    expect(body).toMatch(/^HTTP\/1.1 408 /);
  });
});

describe("a server that stops", () => {
  it("finishes what is under way and takes nothing new", async () => {
    const underWay: (() => void)[] = [];
    const { url, stop } = await serve({
      "/slow": {
        GET: async (_request, response) => {
          await new Promise<void>((resolve) => underWay.push(resolve));
          sendJson(response, 200, { done: true });
        },
      },
    });
    const { hostname, port } = new URL(url);
    // Senders keep their connections, which must not hold up the stop.
    const agent = new Agent({ keepAlive: true });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      request({ agent, hostname, port, path: "/slow" }, (response) => {
        response.resume().once("end", () => resolve(response.statusCode));
      })
        .once("error", reject)
        .end();
    });
    await until("the request is under way", () => underWay.length === 1);
    let hasStopped = false;
    const stopped = stop(600_000).then(() => {
      hasStopped = true;
    });
    await expect(fetch(`${url}/slow`)).rejects.toThrow();
    expect(hasStopped).toBe(false);
    for (const finish of underWay) finish();
    expect(await answered).toBe(200);
    await stopped;
    agent.destroy();
  });

  it("cuts off what takes longer than the deadline", async () => {
    let isUnderWay = false;
    const { url, stop } = await serve({
      "/hangs": {
        GET: () => {
          isUnderWay = true;
        },
      },
    });
    const asked = fetch(`${url}/hangs`).then(
      () => "answered",
      () => "cut off",
    );
    await until("the request is under way", () => isUnderWay);
    await stop(20);
    expect(await asked).toBe("cut off");
  });
});
