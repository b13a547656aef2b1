import { setTimeout as delay } from "node:timers/promises";
import type { SocketModeReceiver } from "@slack/bolt";
import type { Logger } from "pino";

/** Keeps one Socket Mode connection to Slack open. */
export interface SocketConnection {
  isConnected(): boolean;
  /** Resolves when connected for the first time, however long Slack is away. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** ms between two tries. */
const RETRY_INTERVAL = 2_000;

/**
 * Connects, and connects again whenever the connection is lost. The client's own way gives up with
 * an unhandled rejection when Slack can't be reached at that moment, which would end the process;
 * and it waits 5 s after each of Slack's regular refreshes. So its way is switched off
 * (`autoReconnectEnabled: false`) and this is used.
 */
export function keepConnected(client: SocketModeReceiver["client"], log: Logger): SocketConnection {
  let connected = false;
  let stopped = false;
  let connecting = false;

  async function connect(): Promise<void> {
    if (connecting) return;
    connecting = true;
    while (!stopped && !connected) {
      try {
        await client.start();
        connected = true;
      } catch (error) {
        log.warn({ err: error }, "Slack can't be reached by Socket Mode; trying again");
        await delay(RETRY_INTERVAL);
      }
    }
    connecting = false;
  }
  client.on("disconnected", () => {
    connected = false;
    if (!stopped) void connect();
  });

  return {
    isConnected: () => connected,
    start: connect,
    async stop() {
      stopped = true;
      await client.disconnect();
    },
  };
}
