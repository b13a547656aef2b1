import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";

/**
 * The whole body of a request or an answer, as the bytes that came.
 *
 * @param most bytes that are taken
 * @throws when there are more
 */
export async function readBytes(
  stream: IncomingMessage,
  most = Number.POSITIVE_INFINITY,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    length += bytes.length;
    if (length > most) throw new Error(`a body of more than ${most} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** A server of the sandbox on the loopback interface. */
export interface LoopbackServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  readonly server: Server;
  /** Stops listening and ends every connection, those kept alive and those hanging as well. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 only: nothing of the sandbox can be reached from elsewhere.
 *
 * @param handle answers one request. What it throws is answered as a 500 with the error's text,
 *   so that a mistake in the sandbox shows up in the test that ran into it.
 * @param port 0 for any free one
 * @throws what the operating system says, e.g. EADDRINUSE
 */
export async function listenOnLoopback(
  handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>,
  port = 0,
): Promise<LoopbackServer> {
  const server = createServer((req, res) => {
    handle(req, res).catch((error: unknown) => {
      if (res.destroyed || res.headersSent) {
        res.destroy();
        return;
      }
      const text = error instanceof Error ? `${error.stack ?? error.message}` : String(error);
      res.writeHead(500, { "content-type": "text/plain" }).end(`sandbox: ${text}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    origin: `http://127.0.0.1:${bound}`,
    port: bound,
    server,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with JSON. */
export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  res
    .writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "content-length": String(bytes.length),
      ...headers,
    })
    .end(bytes);
}

/** What came back of a request. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Nothing came back: the other side was not there, hung up, or took too long. */
export class NoAnswer extends Error {
  readonly reason: "connection_failed" | "timeout";

  constructor(reason: "connection_failed" | "timeout", url: string, cause?: unknown) {
    super(`no answer from ${url}: ${reason}`, { cause });
    this.name = "NoAnswer";
    this.reason = reason;
  }
}

/**
 * Posts bytes, on a connection of its own that is closed afterwards (so that the receiver can stop
 * without waiting for us), and waits for the whole answer. Redirects are not followed.
 *
 * @throws NoAnswer when none came within the time
 */
export function postBytes(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
  timeoutMs: number,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let timedOut = false;
    const req = request(url, { method: "POST", agent: false, headers: { ...headers } });
    const timer = setTimeout(() => {
      timedOut = true;
      req.destroy();
    }, timeoutMs);
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      reject(new NoAnswer(timedOut ? "timeout" : "connection_failed", url, error));
    };
    req.on("error", fail);
    req.on("response", (res) => {
      readBytes(res).then((bytes) => {
        clearTimeout(timer);
        resolve({ status: res.statusCode ?? 0, headers: res.headers, body: bytes.toString() });
      }, fail);
    });
    req.setHeader("content-length", Buffer.byteLength(body));
    req.end(body);
  });
}
