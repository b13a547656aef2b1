import { createHmac, randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { NoAnswer, postBytes } from "../http.ts";
import { type Fields, fieldsOf, isFields, parseJson, textOf } from "../json.ts";

/** Something for the app. */
export interface Envelope {
  readonly kind: "events_api" | "interactive" | "slash_commands";
  readonly payload: Fields;
}

/** That, and why, an event is delivered again. */
export interface Retry {
  readonly num: number;
  readonly reason: string;
}

/** What came back. */
export interface DeliveryResult {
  /** Whether the app acknowledged in time. */
  readonly ok: boolean;
  /** HTTP status; 200 for a socket's acknowledgement; 0 when nothing came back. */
  readonly status: number;
  /** The answer: parsed where it is JSON, else its text. Empty acknowledgements give "". */
  readonly body: unknown;
  /** Why it counts as failed, in Slack's words for retries. */
  readonly reason?: "http_error" | "http_timeout" | "connection_failed";
  /** Whether the app asked not to be tried again (`x-slack-no-retry: 1`). */
  readonly noRetry?: boolean;
}

/** A way to the app. */
export interface Transport {
  send(envelope: Envelope, retry?: Retry): Promise<DeliveryResult>;
  /** Whether there is somebody to send to now. */
  ready(): boolean;
  close(): Promise<void>;
}

/** A request to the app's events address, with everything that a test may want to get wrong. */
export interface RawDelivery {
  readonly body: string;
  /** Default `application/json`. */
  readonly contentType?: string;
  /** Unix seconds. Default now. */
  readonly timestamp?: number;
  /** Default: the right one. */
  readonly signature?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Slack's signature of a body: HMAC-SHA256 over `v0:timestamp:body` (Slack, "Verifying requests"). */
function slackSignature(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
}

/** Deliveries by HTTP, signed. */
export interface HttpTransport extends Transport {
  sendRaw(raw: RawDelivery): Promise<DeliveryResult>;
}

/**
 * Slack's HTTP deliveries: events as JSON, interactivity as a form field `payload`, commands as a
 * plain form, all to one address.
 *
 * @param eventsUrl asked at each delivery; without one, nothing is delivered
 * @param ackMs how long an answer is waited for, in ms, asked at each delivery
 */
export function createHttpTransport(
  signingSecret: string,
  eventsUrl: () => string | undefined,
  ackMs: () => number,
): HttpTransport {
  const sendRaw = async (raw: RawDelivery): Promise<DeliveryResult> => {
    const url = eventsUrl();
    // No address: no subscription either, so nothing to try again.
    if (url === undefined) return { ok: false, status: 0, body: "", noRetry: true };
    const timestamp = raw.timestamp ?? Math.floor(Date.now() / 1000);
    const headers = {
      "content-type": raw.contentType ?? "application/json",
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      "x-slack-request-timestamp": String(timestamp),
      "x-slack-signature": raw.signature ?? slackSignature(signingSecret, timestamp, raw.body),
      ...raw.headers,
    };
    try {
      const answer = await postBytes(url, headers, raw.body, ackMs());
      const ok = answer.status >= 200 && answer.status < 300;
      return {
        ok,
        status: answer.status,
        body: parseJson(answer.body) ?? answer.body,
        noRetry: answer.headers["x-slack-no-retry"] === "1",
        ...(ok ? {} : { reason: "http_error" as const }),
      };
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      const reason = error.reason === "timeout" ? "http_timeout" : error.reason;
      return { ok: false, status: 0, body: "", reason };
    }
  };
  const form = "application/x-www-form-urlencoded";
  return {
    sendRaw,
    send({ kind, payload }, retry) {
      if (kind === "interactive") {
        const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
        return sendRaw({ body, contentType: form });
      }
      if (kind === "slash_commands") {
        const fields = new URLSearchParams();
        for (const [name, value] of Object.entries(payload)) fields.set(name, String(value));
        return sendRaw({ body: fields.toString(), contentType: form });
      }
      return sendRaw({
        body: JSON.stringify(payload),
        headers:
          retry === undefined
            ? {}
            : { "x-slack-retry-num": String(retry.num), "x-slack-retry-reason": retry.reason },
      });
    },
    ready: () => eventsUrl() !== undefined,
    close: async () => {},
  };
}

/** Deliveries through the sockets that the app opens. */
export interface SocketTransport extends Transport {
  /** A new address to connect to, good for one connection. */
  openUrl(): string;
  readonly connections: number;
  /** Cuts every socket without a word. */
  drop(): void;
  /** Asks every client to connect anew, as Slack does every few hours. */
  recycle(): void;
}

/**
 * Slack's Socket Mode. Each envelope goes to one of the open sockets, in turn, and waits for its
 * acknowledgement.
 *
 * @param wsOrigin `ws://host:port`
 * @param timing how long an acknowledgement, and a connection, is waited for, in ms
 */
export function createSocketTransport(
  server: Server,
  wsOrigin: string,
  timing: { readonly ackMs: number; readonly socketWaitMs: number },
): SocketTransport {
  const tickets = new Set<string>();
  /** Open sockets that have not been asked to leave. */
  const sockets: WebSocket[] = [];
  const waitingForSocket = new Set<() => void>();
  const waitingForAck = new Map<
    string,
    { socket: WebSocket; settle: (r: DeliveryResult) => void }
  >();
  const sockServer = new WebSocketServer({ noServer: true });
  let turn = 0;

  const nothing = (reason: "http_timeout" | "connection_failed"): DeliveryResult => ({
    ok: false,
    status: 0,
    body: "",
    reason,
  });

  const leave = (socket: WebSocket): void => {
    const at = sockets.indexOf(socket);
    if (at >= 0) sockets.splice(at, 1);
  };

  const received = (text: string): void => {
    const message = fieldsOf(parseJson(text));
    const waiting = waitingForAck.get(textOf(message.envelope_id));
    const { payload } = message;
    const empty = isFields(payload) ? Object.keys(payload).length === 0 : payload === undefined;
    waiting?.settle({ ok: true, status: 200, body: empty ? "" : payload });
  };

  server.on("upgrade", (req, stream, head) => {
    const ticket = new URL(req.url ?? "/", "http://sandbox").searchParams.get("ticket") ?? "";
    if (!tickets.delete(ticket)) {
      stream.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n");
      return;
    }
    sockServer.handleUpgrade(req, stream, head, (socket) => {
      sockets.push(socket);
      // Slack pings; a client that hears none for 30 s leaves.
      const pinging = setInterval(() => socket.ping(), 5_000);
      socket.on("message", (data) => received(Buffer.isBuffer(data) ? data.toString() : ""));
      socket.on("error", () => socket.terminate());
      socket.on("close", () => {
        clearInterval(pinging);
        leave(socket);
        for (const { socket: own, settle } of waitingForAck.values()) {
          if (own === socket) settle(nothing("connection_failed"));
        }
      });
      const hello = {
        type: "hello",
        num_connections: sockets.length,
        debug_info: { host: "sandbox", approximate_connection_time: 18_060 },
        connection_info: { app_id: "A0SANDBOX" },
      };
      socket.send(JSON.stringify(hello));
      for (const wake of waitingForSocket) wake();
    });
  });

  const anySocket = async (): Promise<WebSocket | undefined> => {
    if (sockets.length === 0) {
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          waitingForSocket.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, timing.socketWaitMs);
        waitingForSocket.add(wake);
      });
    }
    turn += 1;
    return sockets[turn % Math.max(1, sockets.length)];
  };

  return {
    openUrl() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${wsOrigin}/link/?ticket=${ticket}&app_id=A0SANDBOX`;
    },
    get connections() {
      return sockets.length;
    },
    async send({ kind, payload }, retry) {
      const socket = await anySocket();
      if (socket === undefined) return nothing("connection_failed");
      const envelopeId = randomUUID();
      return new Promise<DeliveryResult>((resolve) => {
        const settle = (result: DeliveryResult): void => {
          clearTimeout(timer);
          waitingForAck.delete(envelopeId);
          resolve(result);
        };
        const timer = setTimeout(() => settle(nothing("http_timeout")), timing.ackMs);
        waitingForAck.set(envelopeId, { socket, settle });
        socket.send(
          JSON.stringify({
            envelope_id: envelopeId,
            type: kind,
            payload,
            accepts_response_payload: kind !== "events_api",
            ...(kind === "events_api"
              ? {
                  retry_attempt: retry?.num ?? 0,
                  retry_reason: retry === undefined ? "" : retry.reason.replace("http_", ""),
                }
              : {}),
          }),
        );
      });
    },
    ready: () => sockets.length > 0,
    drop() {
      for (const socket of sockets.splice(0)) socket.terminate();
    },
    recycle() {
      for (const socket of sockets.splice(0)) {
        socket.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
      }
    },
    async close() {
      // Clients that are leaving get a moment to do so: cutting them makes them log an error.
      const open = [...sockServer.clients];
      const timers: NodeJS.Timeout[] = [];
      await Promise.race([
        Promise.all(
          open.map(
            (socket) => new Promise<void>((resolve) => socket.once("close", () => resolve())),
          ),
        ),
        new Promise<void>((resolve) => timers.push(setTimeout(resolve, open.length ? 500 : 0))),
      ]);
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockServer.clients) socket.terminate();
      for (const wake of waitingForSocket) wake();
      await new Promise<void>((resolve) => sockServer.close(() => resolve()));
    },
  };
}
