import { describe, expect, it } from "vitest";
import { readBody } from "../../src/http/body.ts";
import { converse, type Served, serve } from "./serve.ts";

type BodyInit = NonNullable<RequestInit["body"]>;

const LIMIT = 100_000;

/** A server that tells of each body in hexadecimal, and keeps those that it could read. */
async function serveBodies(): Promise<Served & { readonly bodies: Buffer[] }> {
  const bodies: Buffer[] = [];
  const server = await serve({
    "/in": {
      POST: async (request, response) => {
        const body = await readBody(request, LIMIT);
        bodies.push(body);
        response.end(body);
      },
    },
  });
  return { ...server, bodies };
}

/** A body whose length is not announced. */
function* piecesOf(bytes: number): Iterable<Uint8Array> {
  for (let left = bytes; left > 0; left -= 10_000) yield new Uint8Array(Math.min(left, 10_000));
}

async function post(url: string, body: BodyInit, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/in`, { method: "POST", body, headers, duplex: "half" });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
}

describe("a body", () => {
  it("is read byte for byte, whether it is text or not", async () => {
    const { url } = await serveBodies();
    const bytes = Buffer.from([0, 255, 13, 10, 0xc3, 0x28, 0xed, 0xa0, 0x80]);
    expect(await post(url, bytes)).toEqual({ status: 200, bytes });
    expect((await post(url, "")).bytes).toHaveLength(0);
  });

  it.each([
    ["announced", (bytes: number): BodyInit => Buffer.alloc(bytes)],
    ["not announced", (bytes: number): BodyInit => ReadableStream.from(piecesOf(bytes))],
  ])("may be as long as the limit and no longer, its length %s", async (_how, make) => {
    const { url, bodies, logged } = await serveBodies();
    expect((await post(url, make(LIMIT))).status).toBe(200);
    for (const tooLong of [LIMIT + 1, LIMIT * 3, LIMIT * 50]) {
      const { status, bytes } = await post(url, make(tooLong));
      expect(status).toBe(413);
      expect(JSON.parse(bytes.toString())).toEqual({ error: "a body has at most 100000 bytes" });
    }
    expect(bodies).toHaveLength(1);
    expect(logged).toEqual([]);
  });

  it("is not taken compressed, since a small one may become very large", async () => {
    const { url, bodies } = await serveBodies();
    for (const encoding of ["gzip", "br", "identity, gzip"]) {
      expect((await post(url, "x", { "content-encoding": encoding })).status).toBe(415);
    }
    expect((await post(url, "x", { "content-encoding": "identity" })).status).toBe(200);
    expect(bodies).toHaveLength(1);
  });

  it("that is cut off is not taken for a whole one, nor for a fault of ours", async () => {
    const { url, bodies, logged } = await serveBodies();
    await converse(url, "POST /in HTTP/1.1\r\nhost: sms\r\ncontent-length: 10\r\n\r\nfive!", true);
    expect((await post(url, "next")).status).toBe(200);
    expect(bodies.map(String)).toEqual(["next"]);
    expect(logged).toEqual([]);
  });
});
