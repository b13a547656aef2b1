import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AppOptions, type RunningApp, startApp } from "../app.ts";
import { readConfig } from "../config.ts";
import { createLogger } from "../log.ts";
import { LINE, PEOPLE } from "./cast.ts";
import { listenOnLoopback } from "./http.ts";
import type { FakeSlack } from "./slack/fake-slack.ts";
import { startFakeSlack } from "./slack/server.ts";
import { type FakeTelnyx, startFakeTelnyx } from "./telnyx/server.ts";

/** The real app between a Slack and a Telnyx of our own, all on this machine. */
export interface Stack {
  readonly app: RunningApp;
  readonly slack: FakeSlack;
  readonly telnyx: FakeTelnyx;
  /** User ids. */
  readonly people: Readonly<Record<keyof typeof PEOPLE, string>>;
  /** Channel ids. The app's bot is in all but `general`. */
  readonly channels: Readonly<Record<"general" | "support" | "billing", string>>;
  /** Moves the app's clock. */
  readonly clock: { ms: number };
  stop(): Promise<void>;
}

/**
 * Starts everything on 127.0.0.1, with a PostgreSQL in a folder for temporary files that is
 * removed at the end. The environment is not read: real credentials never get in here.
 *
 * @param options.pace default Slack's own, as when the app is in use
 */
export async function startStack(options: Pick<AppOptions, "pace"> = {}): Promise<Stack> {
  const dataDir = mkdtempSync(join(tmpdir(), "sms-sandbox-"));
  // Root runs PostgreSQL as another user, who has to get in.
  chmodSync(dataDir, 0o711);
  const slack = await startFakeSlack({
    signingSecret: randomBytes(16).toString("hex"),
    botToken: "xoxb-sandbox",
    appToken: "xapp-sandbox",
    delivery: { mode: "socket" },
  });
  const telnyx = await startFakeTelnyx({ apiKey: "KEY-sandbox", numbers: [LINE] });
  const people = {
    ana: slack.addUser({ name: PEOPLE.ana.name }).id,
    ben: slack.addUser({ name: PEOPLE.ben.name }).id,
    sue: slack.addUser({ name: PEOPLE.sue.name, isAdmin: true }).id,
    tom: slack.addUser({ name: PEOPLE.tom.name }).id,
  };
  const members = Object.values(people);
  const channels = {
    general: slack.addChannel({ name: "general", members, botIsMember: false }).id,
    support: slack.addChannel({ name: "support", members }).id,
    billing: slack.addChannel({ name: "billing", members }).id,
  };
  const port = await freePort();
  const config = readConfig({
    HOST: "127.0.0.1",
    PORT: String(port),
    DATA_DIR: dataDir,
    SLACK_BOT_TOKEN: "xoxb-sandbox",
    SLACK_APP_TOKEN: "xapp-sandbox",
    SLACK_API_URL: slack.apiUrl,
    TELNYX_API_KEY: "KEY-sandbox",
    TELNYX_PUBLIC_KEY: telnyx.publicKey,
    TELNYX_BASE_URL: telnyx.baseUrl,
    TELNYX_MESSAGING_PROFILE_ID: telnyx.profileId,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  });
  const clock = { ms: 0 };
  const app = await startApp(config, {
    log: createLogger("warn"),
    clockOffset: clock,
    digestTick: "* * * * * *",
    ...options,
  });
  await app.started;
  telnyx.setWebhookUrl(`${app.url}/telnyx/webhooks`);
  return {
    app,
    slack,
    telnyx,
    people,
    channels,
    clock,
    async stop() {
      await app.stop();
      await slack.close();
      await telnyx.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A port that is free now: the fake Telnyx fetches agents' files from the app by its address. */
async function freePort(): Promise<number> {
  const probe = await listenOnLoopback(() => Promise.resolve());
  await probe.close();
  return probe.port;
}
