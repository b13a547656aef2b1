import { randomBytes } from "node:crypto";
import { type DestinationStream } from "pino";
import { type RunningApp, startApp } from "../../src/app.ts";
import { type Config, readConfig } from "../../src/config.ts";
import { createLogger } from "../../src/log.ts";
import type { FakeSlack } from "../../src/sandbox/slack/fake-slack.ts";
import { startFakeSlack } from "../../src/sandbox/slack/server.ts";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { type FakeTelnyx, startFakeTelnyx } from "../../src/sandbox/telnyx/server.ts";
import { createTestDatabase } from "./database.ts";
import { assertInvariants } from "./invariants.ts";
import { readManifest } from "./manifest.ts";
import { until } from "./until.ts";

export type SlackMode = "http" | "socket";

export const LINE = "+15550100001";
export const OTHER_LINE = "+15550100002";
export const BOB = "+15557770001";
export const CAROL = "+15557770002";

/** The app on a real PostgreSQL between a fake Slack and a fake Telnyx, with people in it. */
export interface World {
  readonly slack: FakeSlack;
  readonly telnyx: FakeTelnyx;
  readonly databaseUrl: string;
  readonly config: Config;
  readonly people: { ana: string; ben: string; sue: string; zed: string };
  readonly channel: string;
  /** How far the app's clock runs ahead, in ms. */
  readonly clock: { ms: number };
  /** Every line that the app has logged. */
  readonly logged: readonly string[];
  app: RunningApp;
  /** Starts one more replica on the same database. */
  addReplica(): Promise<RunningApp>;
  restart(): Promise<void>;
  /** Makes a queue by the form, with these fields over the usual ones. */
  makeQueue(fields?: Record<string, string>): Promise<void>;
  /** Sets a queue's agents by the form: everybody new with this max. */
  addAgents(queue: string, users: readonly string[], max?: number): Promise<void>;
  /** The newest invite in the channel that says this. */
  invite(says?: string): Promise<SlackMessage>;
  accept(user: string, invite: SlackMessage): Promise<void>;
  /** Waits until the thread says this, and returns the message that does. */
  threadSays(invite: SlackMessage, says: string): Promise<SlackMessage>;
  /** Waits until a message to the person alone says this. */
  toldAlone(user: string, says: string | RegExp): Promise<string>;
  /** Waits until somebody's phone has this text from the line. */
  phoneHas(texter: string, text: string): Promise<void>;
  textsTo(texter: string): string[];
  /** Runs a command and returns what the person is told. */
  ask(user: string, command: string, text?: string): Promise<string>;
  /** Asserts SPEC 3's invariants, then stops everything. */
  close(): Promise<void>;
}

export async function startWorld(
  mode: SlackMode,
  env: Readonly<Record<string, string>> = {},
): Promise<World> {
  const database = await createTestDatabase();
  const signingSecret = randomBytes(16).toString("hex");
  const slack = await startFakeSlack({
    signingSecret,
    botToken: "xoxb-test",
    appToken: "xapp-test",
    scopes: readManifest().oauth_config.scopes.bot,
    delivery: mode === "http" ? { mode: "http" } : { mode: "socket" },
  });
  const telnyx = await startFakeTelnyx({ apiKey: "KEY-test" });
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
    const app = await startApp(config, { log, clockOffset: clock });
    apps.push(app);
    await app.started;
    return app;
  }
  function pointAt(app: RunningApp): void {
    if (mode === "http") slack.setEventsUrl(`${app.url}/slack/events`);
    telnyx.setWebhookUrl(`${app.url}/telnyx/webhooks`);
  }
  const first = await startOne();
  pointAt(first);

  function inviteOf(says: string): SlackMessage | undefined {
    return slack.messages(channel).findLast((message) => slack.visibleText(message).includes(says));
  }
  const textsTo = (texter: string): string[] =>
    telnyx.sent.filter((sms) => sms.to === texter).map((sms) => sms.text);

  const world: World = {
    slack,
    telnyx,
    databaseUrl: database.url,
    config,
    people,
    channel,
    clock,
    logged,
    app: first,
    async addReplica() {
      return startOne();
    },
    async restart() {
      await world.app.stop();
      world.app = await startOne();
      pointAt(world.app);
    },
    async makeQueue(fields = {}) {
      await slack.command(people.sue, channel, "/sms-queue", "new");
      const view = await until("the queue form is open", () => slack.views(people.sue).at(-1));
      const submitted = await slack.submit(people.sue, view, {
        Name: "Support",
        "Slack channel": channel,
        "Phone numbers": LINE,
        "Initiation Keyword": "SUPPORT",
        "Initiation Message": "Welcome! An agent will be with you.",
        "Initiation Needed Message": "Please text {keywords}.",
        "Termination Keyword": "DONE",
        "Termination Message": "Bye!",
        "No Agents Message": "Nobody is here.",
        ...fields,
      });
      if (submitted.errors) throw new Error(JSON.stringify(submitted.errors));
    },
    async addAgents(queue, users, max = 3) {
      await slack.command(people.sue, channel, "/sms-queue", `agents ${queue}`);
      const view = await until("the agents form is open", () => slack.views(people.sue).at(-1));
      const submitted = await slack.submit(people.sue, view, {
        Agents: [...users],
        "Max SMS Sessions": String(max),
      });
      if (submitted.errors) throw new Error(JSON.stringify(submitted.errors));
    },
    invite: (says = "Accept") => until(`an invite says "${says}"`, () => inviteOf(says)),
    async accept(user, invite) {
      await slack.press(user, { channel, ts: invite.ts }, "Accept");
      await until(`the invite says that it is accepted`, () => {
        const now = slack.message(channel, invite.ts);
        return now && slack.visibleText(now).includes("Accepted by");
      });
    },
    threadSays: (invite, says) =>
      until(`the thread says "${says}"`, () =>
        slack
          .thread(channel, invite.ts)
          .slice(1)
          .findLast((message) => slack.visibleText(message).includes(says)),
      ),
    toldAlone: (user, says) =>
      until(`${user} alone is told "${String(says)}"`, () =>
        slack
          .ephemerals(user)
          .map((word) => slack.visibleText(word))
          .findLast((text) => (typeof says === "string" ? text.includes(says) : says.test(text))),
      ),
    async phoneHas(texter, text) {
      await until(`the phone has "${text}"`, () => textsTo(texter).includes(text));
    },
    textsTo,
    async ask(user, command, text = "") {
      const before = slack.ephemerals(user).length;
      await slack.command(user, channel, command, text);
      const word = await until(
        `${command} ${text} is answered`,
        () => slack.ephemerals(user)[before],
      );
      return slack.visibleText(word);
    },
    async close() {
      await assertInvariants(world);
      for (const app of apps) await app.stop();
      await slack.close();
      await telnyx.close();
      await database.drop();
    },
  };
  return world;
}
