import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMediaFetcher } from "../../src/telnyx/media.ts";
import { PNG } from "../support/pictures.ts";

const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(64)]);
const PROGRAM = Buffer.concat([Buffer.from("MZ"), Buffer.alloc(200)]);
const ELF = Buffer.concat([Buffer.from([0x7f]), Buffer.from("ELF"), Buffer.alloc(200)]);

let server: Server;
let origin: string;
let asked: { path: string; authorization: string | undefined }[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push({ path: request.url ?? "", authorization: request.headers.authorization });
    answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

const fetcher = (timeoutMs = 2_000) =>
  createMediaFetcher({ apiKey: "KEY-secret", baseUrl: `${origin}/v2`, timeoutMs });
const get = (contentType: string | null = null, path = "/media/1") =>
  fetcher().fetch({ url: `${origin}${path}`, contentType });
const giving = (bytes: Buffer) => (_request: IncomingMessage, response: ServerResponse) => {
  response.end(bytes);
};

describe("a file that a texter sent", () => {
  it.each([
    ["a picture without a content type", PNG, null, { what: "picture", extension: "png" }],
    ["a picture called a program", JPEG, "application/x-msdownload", { extension: "jpg" }],
    [
      "a contact",
      Buffer.from("BEGIN:VCARD\nEND:VCARD"),
      "text/x-vCard; charset=utf-8",
      { extension: "vcf" },
    ],
    [
      "a PDF",
      Buffer.from("%PDF-1.7\n%…"),
      "application/pdf",
      { what: "document", extension: "pdf" },
    ],
    ["a note", Buffer.from("See you"), "text/plain", { what: "text", extension: "txt" }],
    ["5 MB", Buffer.concat([PNG, Buffer.alloc(5_000_000)]), "image/png", { extension: "png" }],
  ])("is fetched by what its bytes are: %s", async (_name, bytes, type, expected) => {
    answer = giving(bytes);
    const { bytes: got, ...rest } = { bytes: null, ...(await get(type)) };
    expect(rest).toMatchObject({ kind: "fetched", ...expected });
    expect(got?.equals(bytes)).toBe(true);
  });

  it.each([
    ["a program called a picture", PROGRAM, "image/jpeg"],
    ["a program for another machine", ELF, "image/png"],
    ["a page called a picture", Buffer.from("<html><script>1</script></html>"), "image/png"],
    [
      "a drawing that can hold scripts",
      Buffer.from('<?xml version="1.0"?><svg/>'),
      "image/svg+xml",
    ],
    ["bytes called text", Buffer.from([1, 0, 2]), "text/plain"],
    ["nothing at all", Buffer.alloc(0), "image/png"],
    ["more than 5 MB", Buffer.concat([PNG, Buffer.alloc(5 * 1024 * 1024)]), "image/png"],
  ])("is refused, with the reason: %s", async (_name, bytes, type) => {
    answer = giving(bytes);
    const got = await get(type);
    expect(got.kind).toBe("refused");
    expect(got.kind === "refused" && got.why).toMatch(/\w/);
  });
});

describe("where files are fetched", () => {
  it.each([
    "https://evil.example/x.png",
    "https://telnyx.com.evil.example/x.png",
    "https://eviltelnyx.com/x.png",
    "http://media.telnyx.com/x.png",
    "https://media.telnyx.com:8443/x.png",
    "https://user:pass@media.telnyx.com/x.png",
    "https://169.254.169.254/latest/meta-data",
    "http://127.0.0.1:1/x.png",
    "file:///etc/passwd",
    "../../etc/passwd",
  ])("is nowhere but on Telnyx's hosts: %s", async (url) => {
    expect(await fetcher().fetch({ url, contentType: "image/png" })).toEqual({
      kind: "refused",
      why: "it is not on one of Telnyx's hosts",
    });
    expect(asked).toEqual([]);
  });

  it.each([
    "10.0.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.31.0.9",
    "192.168.1.1",
    "100.64.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "fd00::1",
    "fe80::1",
  ])("is nowhere inside a private network, whatever its name: %s", async (address) => {
    const family = address.includes(":") ? 6 : 4;
    const resolve = () =>
      Promise.resolve([
        { address: "198.51.101.1", family: 4 },
        { address, family },
      ]);
    const got = await createMediaFetcher({
      apiKey: "KEY-secret",
      baseUrl: `${origin}/v2`,
      timeoutMs: 2_000,
      resolve,
    }).fetch({ url: "https://media.telnyx.com/x.png", contentType: "image/png" });
    expect(got).toEqual({ kind: "refused", why: "it is inside a private network" });
  });

  it("is tried again when the name leads nowhere just now", async () => {
    const got = await createMediaFetcher({
      apiKey: "KEY-secret",
      baseUrl: `${origin}/v2`,
      resolve: () => Promise.reject(new Error("EAI_AGAIN")),
    }).fetch({ url: "https://media.telnyx.com/x.png", contentType: "image/png" });
    expect(got.kind).toBe("temporary");
  });

  it("does not follow a redirect to another place", async () => {
    answer = (_request, response) => {
      response.writeHead(302, { location: "http://10.0.0.1/secret" }).end();
    };
    expect((await get()).kind).toBe("refused");
  });

  it("follows a redirect within Telnyx, but not for ever", async () => {
    answer = ({ url }, response) => {
      if (url === "/media/2") response.end(PNG);
      else response.writeHead(302, { location: url === "/loop" ? "/loop" : "/media/2" }).end();
    };
    expect((await get()).kind).toBe("fetched");
    expect((await get(null, "/loop")).kind).toBe("refused");
  });

  it("shows the key only when it is asked for", async () => {
    answer = ({ headers }, response) => {
      if (headers.authorization === "Bearer KEY-secret") response.end(PNG);
      else response.writeHead(401).end();
    };
    expect((await get()).kind).toBe("fetched");
    expect(asked.map(({ authorization }) => authorization)).toEqual([
      undefined,
      "Bearer KEY-secret",
    ]);
  });
});

describe("a file that can't be had now", () => {
  it.each([429, 500, 503])("is tried again later: HTTP %d", async (status) => {
    answer = (_request, response) => {
      response.writeHead(status).end();
    };
    expect((await get()).kind).toBe("temporary");
  });

  it("is tried again when the answer stops in its middle or never comes", async () => {
    answer = (_request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write(PNG, () => response.destroy());
    };
    expect((await get()).kind).toBe("temporary");
    answer = () => undefined;
    expect((await fetcher(200).fetch({ url: `${origin}/x`, contentType: null })).kind).toBe(
      "temporary",
    );
  });

  it("is given up when Telnyx does not have it any more", async () => {
    answer = (_request, response) => {
      response.writeHead(404).end();
    };
    expect(await get()).toEqual({
      kind: "refused",
      why: "Telnyx does not have it (HTTP 404)",
    });
  });
});
