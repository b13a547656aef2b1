import type { IncomingMessage, ServerResponse } from "node:http";
import { ZodError } from "zod";
import { TEXTERS, type Texter } from "../cast.ts";
import { type LoopbackServer, listenOnLoopback, readBytes, sendJson } from "../http.ts";
import { parseJson } from "../json.ts";
import type { Stack } from "../stack.ts";
import { type Asset, bundlePage } from "./bundle.ts";
import { deedSchema, perform } from "./deeds.ts";
import { readRegistered } from "./manifest.ts";
import type { DeedAnswer, PageState } from "./model.ts";
import { snapshot } from "./snapshot.ts";
import { createStateStream } from "./state-stream.ts";
import { createTroubles } from "./troubles.ts";

/** The page of the sandbox, served. */
export interface Page {
  /** Where to open it. */
  readonly url: string;
  close(): Promise<void>;
}

/** Bytes of a request: a picture or two. */
const LARGEST_BODY = 12_000_000;

/**
 * Nothing but the page's own files may run in it, and pictures come from this machine alone.
 * (Texters' and agents' pictures are served by the fakes and the app, on ports of their own.)
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: http://127.0.0.1:*",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * Serves the page on 127.0.0.1: the files, the state as server-sent events (`GET /state`), and
 * what people do (`POST /do`). Requests that were made for another host, or by another site's
 * page, are refused: a web page elsewhere must not reach into the sandbox.
 *
 * @param port the first choice; any free one where that is taken
 * @throws esbuild's BuildFailure
 */
export async function startPage(stack: Stack, port: number): Promise<Page> {
  const assets = await bundlePage();
  const texters: Texter[] = [...TEXTERS];
  const troubles = createTroubles(stack.slack, stack.telnyx, stack.people.sue);
  const registered = readRegistered();
  const draw = (): PageState => snapshot(stack, texters, troubles, registered);
  const stream = createStateStream(draw);

  const act = async (req: IncomingMessage): Promise<DeedAnswer> => {
    const body = (await readBytes(req, LARGEST_BODY)).toString();
    try {
      return await perform(deedSchema.parse(parseJson(body)), stack, texters, troubles);
    } catch (error) {
      // What cannot be done is told to the person who tried.
      return { ok: false, why: inWords(error) };
    } finally {
      stream.push();
    }
  };

  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (!isOwn(req, server.port)) {
      res.writeHead(403, { "content-type": "text/plain" }).end("Only this machine's own page.\n");
      return;
    }
    const { pathname } = new URL(req.url ?? "/", "http://sandbox");
    const route = `${req.method} ${pathname}`;
    if (route === "GET /state") stream.open(res);
    else if (route === "POST /do") sendJson(res, 200, await act(req));
    else if (req.method === "GET") sendAsset(res, assets.get(pathname) ?? file(stack, pathname));
    else res.writeHead(405).end();
  };

  const server: LoopbackServer = await listenOnLoopback(handle, port).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      return listenOnLoopback(handle, 0);
    }
    throw error;
  });
  return {
    url: `${server.origin}/`,
    async close() {
      stream.close();
      await server.close();
    },
  };
}

/** Whether a request was made for this server's own address, and not by another site's page. */
function isOwn(req: IncomingMessage, port: number): boolean {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host = "", origin } = req.headers;
  const fetchedBy = req.headers["sec-fetch-site"];
  return (
    own.includes(host) &&
    (origin === undefined || own.some((address) => origin === `http://${address}`)) &&
    (fetchedBy === undefined || fetchedBy === "same-origin" || fetchedBy === "none")
  );
}

function file({ slack }: Stack, path: string): Asset | undefined {
  const found = slack.files.find(({ id }) => path === `/files/${id}`);
  return found && { contentType: found.mimetype, body: found.bytes };
}

function sendAsset(res: ServerResponse, asset: Asset | undefined): void {
  if (asset === undefined) {
    res.writeHead(404, { "content-type": "text/plain" }).end("Not here.\n");
    return;
  }
  res
    .writeHead(200, {
      "content-type": asset.contentType,
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    })
    .end(asset.body);
}

function inWords(error: unknown): string {
  if (error instanceof ZodError) return "The page asked for something that the server can't do.";
  return error instanceof Error ? error.message : String(error);
}
