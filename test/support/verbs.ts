import type { RunningApp } from "../../src/app.ts";
import type { SayOptions } from "../../src/sandbox/slack/people.ts";
import type { DeliveryResult } from "../../src/sandbox/slack/transports.ts";
import type { SlackView } from "../../src/sandbox/slack/views.ts";
import type { SlackEphemeral, SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { BOB, LINE } from "./numbers.ts";
import type { Stage } from "./stage.ts";
import { until } from "./until.ts";

/** ms after which a post that was given up can't land any more, so that it may be looked for. */
export const LANDING_MARGIN = 15_000;

/** What people do in a story, and what they come to see; each waits until it is so. */
export interface Verbs {
  /** Makes a queue by the form, with these fields over the usual ones. */
  makeQueue(fields?: Record<string, string>): Promise<void>;
  /** Sets a queue's agents by the form: everybody new with this max. */
  addAgents(queue: string, users: readonly string[], max?: number): Promise<void>;
  /** Adds a canned reply to the queue by the forms. */
  addReply(name: string, text: string): Promise<void>;
  /** Types a command that opens a form, and returns the form. */
  openForm(user: string, command: string, text: string): Promise<SlackView>;
  /** Presses a button of the thread's header that opens a form, and returns the form. */
  openFormBy(user: string, invite: SlackMessage, what: string): Promise<SlackView>;
  /** So many more people in the channel. */
  crowd(count: number): string[];
  /** All of this at the same moment; with several replicas, delivered to each in turn. */
  atOnce(
    doings: readonly (() => Promise<unknown>)[],
    replicas?: readonly RunningApp[],
  ): Promise<void>;
  /** The newest message in the channel that says this. */
  invite(says?: string): Promise<SlackMessage>;
  /** The newest invite of this texter, in the usual channel unless another is named. */
  inviteOf(texter: string, where?: string): Promise<SlackMessage>;
  /** Waits until the invite says this by now. */
  inviteSays(invite: SlackMessage, says: string): Promise<SlackMessage>;
  /** Presses a button that the message showed when it was looked at. */
  press(
    user: string,
    message: SlackMessage | SlackEphemeral,
    what: string,
  ): Promise<DeliveryResult>;
  accept(user: string, invite: SlackMessage): Promise<void>;
  /** A texter enters and somebody accepts: the thread is open. Returns the invite. */
  talk(owner: string, texter?: string): Promise<SlackMessage>;
  /** Writes into the session's thread; returns the message's ts. */
  write(user: string, invite: SlackMessage, text: string, options?: SayOptions): Promise<string>;
  /** Waits for the thread's header and presses its End. */
  pressEnd(user: string, invite: SlackMessage): Promise<void>;
  /** Waits until the thread says this, and returns the message that does. */
  threadSays(invite: SlackMessage, says: string): Promise<SlackMessage>;
  /** What the thread shows after the invite, each message's first line. */
  thread(invite: SlackMessage): string[];
  /** Waits until the message has this mark of ours and no other. */
  marked(ts: string, mark: string): Promise<void>;
  /** Waits until a message to the person alone says this. */
  toldAlone(user: string, says: string | RegExp): Promise<string>;
  /** The same, as the message, to press its buttons. */
  wordTo(user: string, says: string): Promise<SlackEphemeral>;
  /** How often the person alone has been told this. */
  timesTold(user: string, says: string): number;
  /** Waits until somebody's phone has this text from the line. */
  phoneHas(texter: string, text: string): Promise<void>;
  textsTo(texter: string): string[];
  /** Runs a command and returns what the person is told. */
  ask(user: string, command: string, text?: string): Promise<string>;
  /** Waits until every webhook and event has been worked on. */
  settled(): Promise<void>;
  /** Waits until a post that was tried so many times (look-ups included) is in doubt. */
  inDoubt(attempts?: number): Promise<void>;
  /** Keeps rows from being added to a table while something is done. */
  whileHeldBack(table: string, doing: () => Promise<void>): Promise<void>;
  /** Waits until so many transactions wait for a lock. */
  heldBack(count: number): Promise<void>;
  /** Rows of the database. */
  rows(statement: string): Promise<Record<string, unknown>[]>;
  /** The recorded outcomes of somebody's texts, in the order in which they were decided. */
  outcomes(texter: string): Promise<unknown[]>;
}

export function createVerbs(stage: Stage): Verbs {
  const { slack, telnyx, channel, people } = stage;
  const shown = (message: SlackMessage | SlackEphemeral): string => slack.visibleText(message);
  const textsTo = (texter: string): string[] =>
    telnyx.sent.filter((sms) => sms.to === texter).map((sms) => sms.text);

  /** Null for what a form has in its place, on a busy machine, while it is made. */
  const ready = (view: SlackView | undefined): SlackView | null =>
    view === undefined || view.title === "One moment" ? null : view;

  const verbs: Verbs = {
    async makeQueue(fields = {}) {
      const view = await verbs.openForm(people.sue, "/sms-queue", "new");
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
      await verbs.toldAlone(people.sue, `Saved *${fields["Name"] ?? "Support"}*`);
    },
    async addAgents(queue, users, max = 3) {
      const before = verbs.timesTold(people.sue, "Agents of");
      const view = await verbs.openForm(people.sue, "/sms-queue", `agents ${queue}`);
      const submitted = await slack.submit(people.sue, view, {
        Agents: [...users],
        "Max SMS Sessions": String(max),
      });
      if (submitted.errors) throw new Error(JSON.stringify(submitted.errors));
      await until("the agents are saved", () => verbs.timesTold(people.sue, "Agents of") > before);
    },
    async addReply(name, text) {
      const list = await verbs.openForm(people.sue, "/sms-queue", "replies Support");
      await slack.press(people.sue, { viewId: list.id }, "Add");
      const form = await until("the form of a reply", () => slack.views(people.sue)[1]);
      const submitted = await slack.submit(people.sue, form, { Name: name, Text: text });
      if (submitted.errors) throw new Error(JSON.stringify(submitted.errors));
      await until("the list shows that it is saved", () => {
        const [shown] = slack.views(people.sue);
        return shown && slack.visibleText(shown).includes(`Saved “${name}”`);
      });
      await slack.closeView(people.sue, list);
    },
    async openForm(user, command, text) {
      const before = slack.views(user).length;
      await slack.command(user, channel, command, text);
      return until(`${command} ${text} opens a form`, () => {
        return ready(slack.views(user)[before]);
      });
    },
    async openFormBy(user, invite, what) {
      const before = slack.views(user).length;
      await verbs.press(user, await verbs.threadSays(invite, `[${what}]`), what);
      return until(`${what} opens a form`, () => ready(slack.views(user)[before]));
    },

    crowd(count) {
      const ids = Array.from({ length: count }, (_, i) => slack.addUser({ name: `Agent ${i}` }).id);
      const members = slack.channels.find(({ id }) => id === channel)?.members ?? [];
      slack.changeChannel(channel, { members: new Set([...members, ...ids]) });
      return ids;
    },
    async atOnce(doings, replicas = []) {
      await Promise.all(
        doings.map((doing, i) => {
          const replica = replicas[i % replicas.length];
          if (replica) stage.pointAt(replica);
          return doing();
        }),
      );
    },

    invite: (says = "Accept") =>
      until(`an invite says "${says}"`, () =>
        slack.messages(channel).findLast((message) => shown(message).includes(says)),
      ),
    inviteOf: (texter, where = channel) =>
      until(`an invite of ${texter}`, () =>
        slack.messages(where).findLast((message) => {
          const text = shown(message);
          // By the number alone, or by a name with the number.
          return text.includes(`text from *${texter}*`) || text.includes(`(${texter})* to`);
        }),
      ),
    inviteSays: (invite, says) =>
      until(`the invite says "${says}"`, () => {
        const now = slack.message(invite.channel, invite.ts);
        return now && shown(now).includes(says) ? now : null;
      }),
    press: (user, message, what) => slack.press(user, message, what, { stale: true }),
    async accept(user, invite) {
      await slack.press(user, { channel: invite.channel, ts: invite.ts }, "Accept");
      await verbs.inviteSays(invite, "Accepted by");
    },
    async talk(owner, texter = BOB) {
      await telnyx.text(texter, LINE, "support");
      const invite = await verbs.inviteOf(texter);
      await verbs.accept(owner, invite);
      await verbs.threadSays(invite, "support");
      return invite;
    },
    async write(user, invite, text, options = {}) {
      const said = await slack.say(user, invite.channel, text, {
        threadTs: invite.ts,
        ...options,
      });
      return said.ts;
    },
    async pressEnd(user, invite) {
      const header = await verbs.threadSays(invite, "[End]");
      await slack.press(user, header, "End");
    },

    threadSays: (invite, says) =>
      until(`the thread says "${says}"`, () =>
        slack
          .thread(invite.channel, invite.ts)
          .slice(1)
          .findLast((message) => shown(message).includes(says)),
      ),
    thread: (invite) =>
      slack
        .thread(invite.channel, invite.ts)
        .slice(1)
        .map((message) => shown(message).split("\n", 1)[0] ?? ""),
    async marked(ts, mark) {
      await until(`the message has the mark "${mark}" alone`, () => {
        const marks = slack
          .reactions(channel, ts)
          .filter(({ users }) => users.includes(slack.botUserId));
        return marks.length === 1 && marks[0]?.name === mark;
      });
    },
    toldAlone: (user, says) =>
      until(`${user} alone is told "${String(says)}"`, () =>
        slack
          .ephemerals(user)
          .map(shown)
          .findLast((text) => (typeof says === "string" ? text.includes(says) : says.test(text))),
      ),
    wordTo: (user, says) =>
      until(`${user} alone is told "${says}"`, () =>
        slack.ephemerals(user).findLast((word) => shown(word).includes(says)),
      ),
    timesTold: (user, says) =>
      slack.ephemerals(user).filter((word) => shown(word).includes(says)).length,
    async phoneHas(texter, text) {
      await until(`the phone has "${text}"`, () => textsTo(texter).includes(text));
    },
    textsTo,
    async ask(user, command, text = "") {
      const answers = () =>
        slack.ephemerals(user).filter(({ via }) => via !== "chat.postEphemeral");
      const before = answers().length;
      await slack.command(user, channel, command, text);
      return shown(await until(`${command} ${text} is answered`, () => answers()[before]));
    },

    async settled() {
      await slack.idle();
      await telnyx.idle();
      const soon = () => `now() + interval '${stage.clock.ms + 5_000} ms'`;
      // What waits behind a head that is not due is not due either.
      const heads = `select distinct on (lane) state, run_at from jobs
                      where state in ('ready', 'running')
                      order by lane, state = 'running' desc, rank, id`;
      const open = () =>
        `select 1 from (${heads}) head where state = 'running' or run_at < ${soon()}`;
      await until(
        "all lanes are empty",
        async () => (await verbs.rows(open())).length === 0,
        40_000,
      );
      await slack.idle();
      await telnyx.idle();
    },
    async inDoubt(attempts = 1) {
      // While it is tried, its lease ends later than its doubt will.
      const soon = `now() + interval '${stage.clock.ms + LANDING_MARGIN + 1_000} ms'`;
      const doubtful = `state = 'running' and kind like 'slack.%' and attempts = ${attempts}`;
      await until("a post is in doubt", async () => {
        const jobs = await verbs.rows(`select 1 from jobs where ${doubtful} and run_at < ${soon}`);
        return jobs.length > 0;
      });
    },
    async whileHeldBack(table, doing) {
      const connection = await stage.database.connect();
      try {
        await connection.query("begin");
        await connection.query(`lock table ${table} in share mode`);
        await doing();
      } finally {
        await connection.query("commit");
        connection.release();
      }
    },
    async heldBack(count) {
      await until(`${count} transactions wait`, async () => {
        const waiting = await verbs.rows(
          "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return waiting.length >= count;
      });
    },
    async rows(statement) {
      return (await stage.database.query<Record<string, unknown>>(statement)).rows;
    },
    async outcomes(texter) {
      const rows = await verbs.rows(
        `select outcome from inbound_texts where sender = '${texter}' order by recorded_at, id`,
      );
      return rows.map((row) => row["outcome"]);
    },
  };
  return verbs;
}
