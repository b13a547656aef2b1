import { connect } from "node:net";
import { onTestFinished } from "vitest";
import { type HttpServer, type Routes, startHttpServer } from "../../src/http/server.ts";
import { createLogger } from "../../src/log.ts";

/** ms; no test has anything under way at its end. */
const STOP = 1_000;

export interface Served extends HttpServer {
  readonly logged: readonly string[];
}

/**
 * A server with these routes on a free port, until the test is over.
 *
 * @param limits default: the server's own
 */
export async function serve(
  routes: Routes,
  limits?: Parameters<typeof startHttpServer>[3],
): Promise<Served> {
  const logged: string[] = [];
  const log = createLogger("info", { write: (line) => logged.push(line) });
  const server = await startHttpServer({ host: "127.0.0.1", port: 0 }, routes, log, limits);
  onTestFinished(() => server.stop(STOP));
  return { ...server, logged };
}

/** Sends bytes as they are, ends there if told to, and returns all that comes back till the end. */
export function converse(url: string, bytes: string, thenEnd = false): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      if (thenEnd) socket.end(bytes);
      else socket.write(bytes);
    });
    let said = "";
    socket.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
    });
    socket.once("error", reject);
    socket.once("close", () => resolve(said));
  });
}
