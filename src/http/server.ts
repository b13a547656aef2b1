import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Logger } from "pino";
import { describeHttpError } from "./errors.ts";

/** What answers one path and method. */
export type Route = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Routes by path, then method. A path may end with `/*`, for any one name in that place. */
export type Routes = Readonly<Record<string, Readonly<Record<string, Route>>>>;

export interface HttpServer {
  /** Such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Takes no new request; waits for those under way, `deadlineMs` at the most. */
  stop(deadlineMs: number): Promise<void>;
}

/** The address can't be had. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

/** ms; a sender that drips its headers or body is let go, long before Node's own 60 s and 300 s. */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: 5_000,
};
const MAX_CONNECTIONS = 2_000;
/** ms */
const DISCARD_TIME = 1_000;
/** ms between looks for connections that have become idle while the server stops. */
const IDLE_LOOK = 50;

/**
 * Starts the one HTTP server. A route that throws is answered here and nowhere else.
 *
 * @param limits ms, as `node:http` names them
 * @throws ListenError when the port is taken or the host is none of ours
 */
export async function startHttpServer(
  address: { readonly host: string; readonly port: number },
  routes: Routes,
  log: Logger,
  limits: typeof LIMITS = LIMITS,
): Promise<HttpServer> {
  const server = createServer(limits, (request, response) => {
    void answer(routes, request, response, log);
  });
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, address);
  return {
    url: urlOf(server, address.host),
    stop: (deadlineMs) => close(server, deadlineMs),
  };
}

async function answer(
  routes: Routes,
  request: IncomingMessage,
  response: ServerResponse,
  log: Logger,
): Promise<void> {
  try {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    const methods = routes[path] ?? routes[`${path.slice(0, path.lastIndexOf("/"))}/*`];
    if (!methods) return sendJson(response, 404, { error: "there is nothing at this path" });
    const route = methods[request.method ?? ""];
    if (!route) {
      response.setHeader("allow", Object.keys(methods).join(", "));
      return sendJson(response, 405, { error: "this path does not take that method" });
    }
    await route(request, response);
  } catch (error) {
    const { status, message } = describeHttpError(error);
    if (status >= 500) log.error({ err: error, status }, "a request failed");
    if (response.headersSent) response.destroy();
    else sendJson(response, status, { error: message });
    if (!request.complete) discardRest(request);
  }
}

/**
 * What is left of a body that nobody wants is thrown away for a moment: to close the connection
 * at once would take the answer from a sender that is still busy sending.
 */
function discardRest(request: IncomingMessage): void {
  request.resume();
  const enough = setTimeout(() => request.destroy(), DISCARD_TIME);
  request.once("close", () => clearTimeout(enough));
}

/** Answers with a JSON body. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(`${JSON.stringify(body)}\n`);
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE" ? "another program listens there already" : error.message;
      reject(new ListenError(`can't listen on ${host}:${port} (HOST, PORT): ${why}`));
    });
    server.listen(port, host, resolve);
  });
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${port}`;
}

async function close(server: Server, deadlineMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // A sender keeps its connection for the next request when it has its answer.
  const look = setInterval(() => server.closeIdleConnections(), IDLE_LOOK);
  const giveUp = setTimeout(() => server.closeAllConnections(), deadlineMs);
  await closed;
  clearInterval(look);
  clearTimeout(giveUp);
}
