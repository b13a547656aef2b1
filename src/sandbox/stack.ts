import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningApp, startApp } from "../app.ts";
import { readConfig } from "../config.ts";
import { createLogger } from "../log.ts";
import type { FakeSlack } from "./slack/fake-slack.ts";
import { startFakeSlack } from "./slack/server.ts";
import { type FakeTelnyx, startFakeTelnyx } from "./telnyx/server.ts";

/** The line of the sandbox's queue. */
export const LINE = "+15550100001";

/** The real app between a Slack and a Telnyx of our own, all on this machine. */
export interface Stack {
  readonly app: RunningApp;
  readonly slack: FakeSlack;
  readonly telnyx: FakeTelnyx;
  readonly people: {
    readonly ana: string;
    readonly ben: string;
    readonly sue: string;
  };
  readonly channel: string;
  stop(): Promise<void>;
}

/**
 * Starts everything on 127.0.0.1, with a PostgreSQL in a folder for temporary files that is
 * removed at the end. The environment is not read: real credentials never get in here.
 */
export async function startStack(): Promise<Stack> {
  const dataDir = mkdtempSync(join(tmpdir(), "sms-sandbox-"));
  // Root runs PostgreSQL as another user, who has to get in.
  chmodSync(dataDir, 0o711);
  const signingSecret = randomBytes(16).toString("hex");
  const slack = await startFakeSlack({
    signingSecret,
    botToken: "xoxb-sandbox",
    appToken: "xapp-sandbox",
    delivery: { mode: "socket" },
  });
  const telnyx = await startFakeTelnyx({ apiKey: "KEY-sandbox" });
  const people = {
    ana: slack.addUser({ name: "Ana" }).id,
    ben: slack.addUser({ name: "Ben" }).id,
    sue: slack.addUser({ name: "Sue", isAdmin: true }).id,
  };
  const channel = slack.addChannel({
    name: "support",
    members: Object.values(people),
    botIsMember: true,
  }).id;
  const config = readConfig({
    HOST: "127.0.0.1",
    PORT: "0",
    DATA_DIR: dataDir,
    SLACK_BOT_TOKEN: "xoxb-sandbox",
    SLACK_APP_TOKEN: "xapp-sandbox",
    SLACK_API_URL: slack.apiUrl,
    TELNYX_API_KEY: "KEY-sandbox",
    TELNYX_PUBLIC_KEY: telnyx.publicKey,
    TELNYX_BASE_URL: telnyx.baseUrl,
    TELNYX_MESSAGING_PROFILE_ID: telnyx.profileId,
  });
  const app = await startApp(config, { log: createLogger("warn") });
  await app.started;
  telnyx.setWebhookUrl(`${app.url}/telnyx/webhooks`);
  return {
    app,
    slack,
    telnyx,
    people,
    channel,
    async stop() {
      await app.stop();
      await slack.close();
      await telnyx.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
