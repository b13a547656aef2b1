import { randomBytes } from "node:crypto";
import pg from "pg";
import type { DestinationStream } from "pino";
import { type RunningApp, startApp } from "../../src/app.ts";
import { type Config, readConfig } from "../../src/config.ts";
import type { Pace } from "../../src/domain/pace.ts";
import { createLogger } from "../../src/log.ts";
import type { FakeSlack } from "../../src/sandbox/slack/fake-slack.ts";
import { startFakeSlack } from "../../src/sandbox/slack/server.ts";
import { type FakeTelnyx, startFakeTelnyx } from "../../src/sandbox/telnyx/server.ts";
import { borrowDatabase } from "./database.ts";
import { readManifest } from "./manifest.ts";

export type SlackMode = "http" | "socket";

/** The app on a real PostgreSQL between a fake Slack and a fake Telnyx, with people in it. */
export interface Stage {
  readonly slack: FakeSlack;
  readonly telnyx: FakeTelnyx;
  readonly databaseUrl: string;
  /** To look into the database. */
  readonly database: pg.Pool;
  readonly config: Config;
  /** Ana and Ben are made agents by most stories; Sue is an admin of the workspace, Zed nothing. */
  readonly people: { ana: string; ben: string; sue: string; zed: string };
  readonly channel: string;
  /** How far the app's clock runs ahead, in ms. */
  readonly clock: { ms: number };
  /** Every line that the app has logged. */
  readonly logged: readonly string[];
  /** The first replica, or the one that `restart` has put in its place. */
  app: RunningApp;
  /** Starts one more replica on the same database. */
  addReplica(): Promise<RunningApp>;
  /** Makes Slack (in HTTP mode) and Telnyx deliver to this replica from now on. */
  pointAt(app: RunningApp): void;
  restart(): Promise<void>;
  /** Stops everything. */
  stop(): Promise<void>;
}

/** Posts go at once: no story but those about the pace of posts has to wait for it. */
const NO_PACE: Pace = { intervalMs: 0, burst: 1 };

/** Starts the app, with nothing set up yet. */
export async function startStage(
  mode: SlackMode,
  env: Readonly<Record<string, string>> = {},
  pace: Pace = NO_PACE,
): Promise<Stage> {
  const database = await borrowDatabase();
  const looking = new pg.Pool({ connectionString: database.url, max: 2 });
  // A story may take the database away; the next look connects again.
  looking.on("error", () => undefined);
  const signingSecret = randomBytes(16).toString("hex");
  const slack = await startFakeSlack({
    signingSecret,
    botToken: "xoxb-test",
    appToken: "xapp-test",
    scopes: readManifest().oauth_config.scopes.bot,
    delivery: mode === "http" ? { mode: "http" } : { mode: "socket" },
  });
  const telnyx = await startFakeTelnyx({ apiKey: "KEY-test" });
  // Slack and Telnyx try for minutes. A machine that is busy for a second must not end a story.
  slack.retryPolicy.delaysMs = [50, 500, 3_000];
  telnyx.retryPolicy.delaysMs = [100, 2_000];
  const people = {
    ana: slack.addUser({ id: "U0ANA", name: "Ana" }).id,
    ben: slack.addUser({ id: "U0BEN", name: "Ben" }).id,
    sue: slack.addUser({ id: "U0SUE", name: "Sue", isAdmin: true }).id,
    zed: slack.addUser({ id: "U0ZED", name: "Zed" }).id,
  };
  const channel = slack.addChannel({
    name: "support",
    members: Object.values(people),
    botIsMember: true,
  }).id;
  const config = readConfig({
    PORT: "0",
    HOST: "127.0.0.1",
    DATABASE_URL: database.url,
    SLACK_BOT_TOKEN: "xoxb-test",
    SLACK_SIGNING_SECRET: signingSecret,
    ...(mode === "socket" ? { SLACK_APP_TOKEN: "xapp-test" } : {}),
    SLACK_API_URL: slack.apiUrl,
    TELNYX_API_KEY: "KEY-test",
    TELNYX_PUBLIC_KEY: telnyx.publicKey,
    TELNYX_BASE_URL: telnyx.baseUrl,
    TELNYX_MESSAGING_PROFILE_ID: telnyx.profileId,
    ...env,
  });
  const clock = { ms: 0 };
  const logged: string[] = [];
  const destination: DestinationStream = {
    write: (line) => {
      logged.push(line);
      if (process.env["SHOW_LOG"]) process.stderr.write(line);
    },
  };
  const log = createLogger("debug", destination);
  const apps: RunningApp[] = [];

  async function startOne(): Promise<RunningApp> {
    const app = await startApp(config, {
      log,
      clockOffset: clock,
      digestTick: "* * * * * *",
      pace,
      // Enough for races; each one costs more to make than a story does with it.
      connections: 6,
    });
    apps.push(app);
    await app.started;
    return app;
  }

  const stage: Stage = {
    slack,
    telnyx,
    databaseUrl: database.url,
    database: looking,
    config,
    people,
    channel,
    clock,
    logged,
    app: await startOne(),
    addReplica: startOne,
    pointAt(app) {
      if (mode === "http") slack.setEventsUrl(`${app.url}/slack/events`);
      telnyx.setWebhookUrl(`${app.url}/telnyx/webhooks`);
    },
    async restart() {
      await stage.app.stop();
      stage.app = await startOne();
      stage.pointAt(stage.app);
    },
    async stop() {
      for (const app of apps) await app.stop();
      await slack.close();
      await telnyx.close();
      await looking.end();
      await database.drop();
    },
  };
  stage.pointAt(stage.app);
  return stage;
}
