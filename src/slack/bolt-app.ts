import type { RequestListener } from "node:http";
import { App, type CodedError, HTTPReceiver, type Receiver, SocketModeReceiver } from "@slack/bolt";
import type { WebClient, WebClientOptions } from "@slack/web-api";
import type { Logger } from "pino";
import type { Flows } from "../flows/flows.ts";
import { boltLogger } from "./bolt-logger.ts";
import type { SlackDirectory } from "./directory.ts";
import type { SlackIdentity } from "./identity.ts";
import { registerListeners } from "./listeners/register.ts";
import { sortMessageEvent } from "./message-events.ts";
import { keepConnected } from "./socket-connection.ts";

export type SlackTransport =
  | { readonly kind: "http"; readonly signingSecret: string }
  | { readonly kind: "socket"; readonly appToken: string };

/**
 * How we call Slack: nothing is repeated by the client itself, since it would post twice after a
 * lost answer, and a 429 of one channel would hold back all others.
 */
export function slackClientOptions(apiUrl: string): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    timeout: 10_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
  };
}

export interface SlackApp {
  /** For `POST /slack/events`; null in Socket Mode. */
  readonly requestListener: RequestListener | null;
  /** Connects, in Socket Mode. Resolves when Slack can reach us. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Whether Slack can reach us, as far as we can tell. */
  isConnected(): boolean;
}

/** Bolt, with its listeners, and with message events stored before they are acknowledged. */
export function createSlackApp(options: {
  readonly transport: SlackTransport;
  readonly apiUrl: string;
  readonly botToken: string;
  readonly identity: SlackIdentity;
  readonly client: WebClient;
  readonly flows: Flows;
  readonly directory: SlackDirectory;
  readonly log: Logger;
}): SlackApp {
  const { transport, identity, flows, log } = options;
  const logger = boltLogger(log);
  const http =
    transport.kind === "http"
      ? new HTTPReceiver({ signingSecret: transport.signingSecret, logger, bodyLimit: 1_000_000 })
      : null;
  const socket =
    transport.kind === "socket"
      ? new SocketModeReceiver({
          appToken: transport.appToken,
          logger,
          autoReconnectEnabled: false,
          installerOptions: { clientOptions: slackClientOptions(options.apiUrl) },
        })
      : null;
  const receiver: Receiver | null = http ?? socket;
  if (!receiver) throw new Error("no way for Slack to reach us");
  const connection = socket && keepConnected(socket.client, log);

  const app = new App({
    receiver,
    logger,
    clientOptions: slackClientOptions(options.apiUrl),
    extendedErrorHandler: true,
    // Our own identity, asked for once: Bolt's way would be a call to Slack before every event.
    authorize: async () => {
      const self = await identity.whenKnown();
      return {
        botToken: options.botToken,
        botId: self.botId,
        botUserId: self.botUserId,
        teamId: self.teamId,
      };
    },
  });
  registerListeners(app, { ...options, workspaceUrl: () => identity.workspaceUrl() });
  storeMessagesFirst(app, identity, flows);
  app.error(async ({ error, body }: { error: CodedError; body: unknown }) => {
    log.error({ err: "original" in error ? error.original : error }, "a Slack listener failed");
    const told = whomToTell(body);
    if (told) {
      await options.client.chat.postEphemeral({ ...told, text: SOMETHING_WENT_WRONG });
    }
  });

  return {
    requestListener: http ? http.requestListener : null,
    isConnected: () => connection?.isConnected() ?? true,
    async start() {
      await connection?.start();
    },
    async stop() {
      await connection?.stop();
    },
  };
}

const SOMETHING_WENT_WRONG =
  "Sorry, something went wrong and nothing was changed. Please try again; if it happens again, tell whoever runs this app.";

/**
 * Bolt acknowledges an event before any listener runs. A crash after that would lose what an agent
 * wrote, so the event is made durable before Bolt sees it; when that fails, Bolt answers with an
 * error and Slack delivers the event again.
 */
function storeMessagesFirst(app: App, identity: SlackIdentity, flows: Flows): void {
  const processEvent = app.processEvent.bind(app);
  app.processEvent = async (event) => {
    const sorted = sortMessageEvent(event.body, identity.self());
    switch (sorted.kind) {
      case "echo":
        await flows.recordEcho(sorted.key, sorted.ts);
        break;
      case "thread":
        await flows.receiveThreadEvent(sorted.event);
        break;
      case "ignored":
        break;
      default:
        sorted satisfies never;
    }
    return processEvent(event);
  };
}

/** The person and place of a failed button or command, to tell them there. */
function whomToTell(body: unknown): { channel: string; user: string } | null {
  if (typeof body !== "object" || body === null) return null;
  if ("channel_id" in body && "user_id" in body) {
    const { channel_id: channel, user_id: user } = body;
    return typeof channel === "string" && typeof user === "string" ? { channel, user } : null;
  }
  const user = "user" in body ? idOf(body.user) : null;
  const channel = "channel" in body ? idOf(body.channel) : null;
  return user !== null && channel !== null ? { channel, user } : null;
}

function idOf(thing: unknown): string | null {
  if (typeof thing !== "object" || thing === null || !("id" in thing)) return null;
  return typeof thing.id === "string" ? thing.id : null;
}
