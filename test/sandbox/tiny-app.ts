import { App, SocketModeReceiver } from "@slack/bolt";
import type { FakeSlack, FakeSlackOptions } from "../../src/sandbox/slack/fake-slack.ts";
import { startFakeSlack } from "../../src/sandbox/slack/server.ts";
import { quiet } from "./quiet.ts";

/** How the fake brings things to the app. */
export type Mode = "http" | "socket";

/** A fake Slack with a real Bolt app, without listeners yet, behind it. */
export interface World {
  readonly slack: FakeSlack;
  readonly app: App;
  /** Where the app takes HTTP deliveries; empty over sockets. */
  readonly eventsUrl: string;
  stop(): Promise<void>;
}

const signingSecret = "sandbox-signing-secret";

/** Starts both and waits until they are connected. */
export async function startWorld(
  mode: Mode,
  options: Partial<FakeSlackOptions> = {},
): Promise<World> {
  const slack = await startFakeSlack({
    signingSecret,
    botToken: "xoxb-sandbox",
    appToken: "xapp-sandbox",
    delivery: { mode },
    ...options,
  });
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } };
  const app = new App({
    token: "xoxb-sandbox",
    logger: quiet,
    clientOptions,
    ...(mode === "http" ? { signingSecret } : { receiver: socketReceiver(slack) }),
  });
  const server = await app.start({ port: 0, host: "127.0.0.1" });
  let eventsUrl = "";
  if (mode === "http" && "address" in server) {
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("Bolt has no port.");
    eventsUrl = `http://127.0.0.1:${address.port}/slack/events`;
    slack.setEventsUrl(eventsUrl);
  }
  return {
    slack,
    app,
    eventsUrl,
    async stop() {
      await app.stop();
      await slack.close();
    },
  };
}

/** Bolt's own, but it connects anew after one second instead of five. */
function socketReceiver(slack: FakeSlack): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken: "xapp-sandbox",
    logger: quiet,
    clientPingTimeout: 1_000,
    installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
  });
}
