import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACTIONS, SHORTCUTS, VIEWS } from "../../src/slack/actions.ts";
import { until } from "../support/until.ts";
import { CAROL, DAVE, LINE, startWorld, type World } from "../support/world.ts";

type Action = (typeof ACTIONS)[keyof typeof ACTIONS];
type View = (typeof VIEWS)[keyof typeof VIEWS];

/** What there is to lay hands on. */
interface Things {
  readonly queue: string;
  readonly waiting: string;
  readonly active: string;
  readonly ended: string;
  readonly warning: string;
  readonly outbound: string;
  /** The ts of a message that was sent as an SMS, and of one that is held. */
  readonly message: string;
  readonly held: string;
  /** Their thread, as a button's value has it before their ts. */
  readonly thread: string;
  readonly reply: string;
  /** Of the active session, to Ben. */
  readonly offer: string;
}

/**
 * What each button carries when somebody presses it who has no business with it; null where there
 * is nothing to refuse, since it does nothing but take its own question away.
 */
const BUTTONS: Readonly<Record<Action, ((things: Things) => string) | null>> = {
  [ACTIONS.accept]: ({ waiting }) => waiting,
  [ACTIONS.acceptOnDuty]: ({ waiting }) => waiting,
  [ACTIONS.decline]: ({ waiting }) => waiting,
  [ACTIONS.end]: ({ active }) => active,
  [ACTIONS.keepOpen]: ({ warning }) => warning,
  [ACTIONS.reopen]: ({ ended }) => ended,
  [ACTIONS.openReplies]: ({ active }) => active,
  [ACTIONS.chooseReply]: null,
  [ACTIONS.editReplies]: ({ queue }) => queue,
  [ACTIONS.repliesBack]: () => "0",
  [ACTIONS.repliesMore]: () => "1",
  [ACTIONS.refreshReplies]: () => "0",
  [ACTIONS.addReply]: () => "new",
  [ACTIONS.editReply]: ({ reply }) => reply,
  [ACTIONS.deleteReply]: ({ reply }) => reply,
  [ACTIONS.transfer]: ({ active }) => active,
  [ACTIONS.acceptOffer]: ({ offer }) => offer,
  [ACTIONS.declineOffer]: ({ offer }) => offer,
  [ACTIONS.cancelOffer]: ({ offer }) => offer,
  [ACTIONS.nameTexter]: ({ active }) => active,
  [ACTIONS.takeOver]: ({ active }) => active,
  [ACTIONS.sendAnyway]: ({ thread, message }) => `${thread}/${message}`,
  [ACTIONS.retrySms]: ({ outbound }) => outbound,
  [ACTIONS.editAndRetry]: ({ outbound }) => outbound,
  [ACTIONS.sendCorrection]: ({ thread, message }) => `${thread}/${message}`,
  [ACTIONS.sendPlainCorrection]: ({ thread, message }) => `${thread}/${message}`,
  [ACTIONS.dropCorrection]: null,
  [ACTIONS.sendHeld]: ({ thread, held }) => `${thread}/${held}:1`,
  [ACTIONS.sendHeldPlain]: ({ thread, held }) => `${thread}/${held}:1`,
  [ACTIONS.dropHeld]: ({ thread, held }) => `${thread}/${held}:1`,
  [ACTIONS.dutyOn]: () => "on",
  [ACTIONS.dutyOff]: () => "off",
  [ACTIONS.assign]: ({ waiting }) => waiting,
  [ACTIONS.handBack]: ({ active }) => active,
  [ACTIONS.handAllBack]: () => "all",
  [ACTIONS.editQueue]: ({ queue }) => queue,
  [ACTIONS.editAgents]: ({ queue }) => queue,
  [ACTIONS.pauseQueue]: ({ queue }) => queue,
  [ACTIONS.resumeQueue]: ({ queue }) => queue,
  [ACTIONS.listBack]: () => "0",
  [ACTIONS.listMore]: () => "1",
  [ACTIONS.refreshList]: () => "0",
  [ACTIONS.tryText]: () => "all",
  [ACTIONS.tryInForm]: () => "support",
  [ACTIONS.statisticsChart]: () => `${Date.now()} today`,
  [ACTIONS.statisticsFile]: () => `${Date.now()} today`,
  [ACTIONS.moreHistory]: () => ":9999",
};

/** They know their session by the thread in which they are. */
const OF_MESSAGES: ReadonlySet<Action> = new Set([
  ACTIONS.sendCorrection,
  ACTIONS.sendPlainCorrection,
  ACTIONS.sendAnyway,
]);

/** What each form remembers, and what is put into it. */
const FORMS: Readonly<Record<View, (things: Things, channel: string) => Form>> = {
  [VIEWS.queueForm]: ({ queue }, channel) => ({
    memory: { queue, version: 1, paused: false, channel },
  }),
  [VIEWS.agentsForm]: ({ queue }, channel) => ({
    memory: { queue, channel, seen: 9 },
    values: { agents: { agents: { selected_users: ["U0ZED"] } } },
  }),
  [VIEWS.retryForm]: ({ outbound }, channel) => ({
    memory: { outbound, channel },
    values: { text: { text: { value: "Zed was here" } } },
  }),
  [VIEWS.replyForm]: ({ queue, reply }) => ({
    memory: { queue, page: 0, reply, seen: 1 },
    values: { name: { name: { value: "Zed's" } }, text: { text: { value: "Zed was here" } } },
  }),
  [VIEWS.sendReplyForm]: ({ active: session }) => ({
    memory: { session, to: "Bob", round: 0, agreed: 9 },
    values: { "text:0": { text: { value: "Zed was here" } } },
  }),
  [VIEWS.nameForm]: ({ active: session }) => ({
    memory: { session },
    values: { name: { name: { value: "Zed's" } } },
  }),
  [VIEWS.transferForm]: ({ active: session }) => ({
    memory: { session, owner: "U0ANA" },
    values: { target: { target: { selected_option: { value: "agent:U0BEN" } } } },
  }),
  [VIEWS.handBackForm]: ({ queue }, channel) => ({
    memory: { queue, channel, seen: 9, wanted: "U0ZED=3" },
  }),
  [VIEWS.deleteForm]: ({ queue }, channel) => ({ memory: { queue, channel } }),
  [VIEWS.supervisorsForm]: (_, channel) => ({
    memory: { seen: 9, channel },
    values: { supervisors: { supervisors: { selected_users: ["U0ZED"] } } },
  }),
  [VIEWS.tryForm]: () => ({ memory: { queue: null } }),
  [VIEWS.assignForm]: ({ waiting: session }) => ({
    memory: { session },
    values: { agent: { agent: { selected_option: { value: "U0ZED" } } } },
  }),
};

interface Form {
  readonly memory: Readonly<Record<string, unknown>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

let world: World;
let things: Things;
let before: unknown;

beforeAll(async () => {
  world = await startWorld("http");
  const { people, telnyx } = world;
  await world.makeQueue();
  await world.addAgents("Support", [people.ana, people.ben]);
  const invite = await world.talk(people.ana);
  await world.settled();
  telnyx.faults.add({ call: "messages.send", error: "40001" });
  const message = await world.write(people.ana, invite, "Hello");
  await world.wordTo(people.ana, "not delivered");
  const held = await world.write(people.ana, invite, "A long text. ".repeat(60));
  await world.marked(held, "hand");
  const over = await world.talk(people.ana, DAVE);
  await telnyx.text(DAVE, LINE, "done");
  await world.inviteSays(over, "Ended by the texter");
  await world.addReply("Hours", "We are open from 9 to 5.");
  const form = await world.openFormBy(people.ana, invite, "Transfer");
  await world.slack.submit(people.ana, form, { To: "Ben (0 of 3 sessions)" });
  await world.press(people.ben, await world.threadSays(invite, "[Decline]"), "Decline");
  await telnyx.text(CAROL, LINE, "support");
  await world.inviteOf(CAROL);
  await world.settled();
  const id = async (statement: string) => String((await world.rows(statement))[0]?.["id"]);
  things = {
    queue: await id("select id from queues"),
    waiting: await id("select id from sessions where state = 'waiting'"),
    active: await id("select id from sessions where state = 'active'"),
    ended: await id("select id from sessions where state = 'ended'"),
    warning: await id(
      `insert into idle_warnings (session_id, silent_since, warned_at, ends_at)
       select id, accepted_at, now(), now() + interval '1 hour' from sessions where state = 'active'
       returning id`,
    ),
    outbound: await id("select id from outbound_texts where kind = 'agent'"),
    message,
    held,
    thread: `${world.channel}/${invite.ts}`,
    reply: await id("select id from canned_replies"),
    offer: await id("select id from transfer_offers"),
  };
  before = await everything();
});
afterAll(async () => {
  await world.close();
});

/** All rows of all tables, what stands in Slack for others to see, and what was texted. */
async function everything(): Promise<unknown> {
  const tables = await world.rows(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename not like 'knex%'",
  );
  const rows: unknown[] = [];
  for (const { name } of tables) {
    rows.push(name, await world.rows(`select t::text from "${String(name)}" t order by 1`));
  }
  const { slack, telnyx, people } = world;
  const shown = slack.channels
    .filter(({ members }) => !members.has(people.zed) || members.size > 2)
    .map(({ id }) => slack.everyMessage(id).map((message) => slack.visibleText(message)));
  return { rows, shown, sent: telnyx.sent.length, views: slack.views(people.zed).length };
}

/** Does something as Zed, and returns what Zed alone is told, once it is in the log as well. */
async function tryAsZed(what: string, doing: () => Promise<unknown>): Promise<string> {
  const { slack, people } = world;
  const told = () => [
    ...slack.ephemerals(people.zed),
    ...slack.channels
      .filter(({ isIm, members }) => isIm && members.has(people.zed))
      .flatMap(({ id }) => slack.messages(id)),
  ];
  const refusals = () =>
    world.logged.filter(
      (line) =>
        line.includes('"msg":"refused: not ') &&
        line.includes(`"user":"${people.zed}"`) &&
        line.includes(`"what":"${what}"`),
    ).length;
  const past = refusals();
  const known = told().length;
  const answer = await doing();
  await until(`"${what}" is refused`, () => refusals() > past);
  const inForm = JSON.stringify(answer);
  if (/"response_action":"(errors|update)"/.test(inForm)) return inForm;
  return slack.visibleText(await until(`Zed is told of "${what}"`, () => told()[known]));
}

const REFUSED =
  /for supervisors|only supervisors|only a supervisor|not an agent|only the owner|only who wrote|only <@|only @/i;

describe("somebody who is neither a supervisor nor an agent", () => {
  it.each(["/sms-queue", "/sms-stats", "/sms-duty"])("gets the help of %s", async (command) => {
    const help = await world.ask(world.people.zed, command, " HELP ");
    expect(help).toContain(command);
    expect(help).toMatch(/\(for (supervisors|the agents of queues)\)/);
  });

  it.each([
    ["/sms-queue", ["", "list", "new", "edit Support", "agents Support", "pause Support"]],
    [
      "/sms-queue",
      ["replies Support", "resume Support", "delete Support", "supervisors", "history", "nwe"],
    ],
    ["/sms-queue", ["history Support", "why +15557770001", "helpp", "edit help"]],
    ["/sms-stats", ["", "today", "Support 7d csv", "chart", "Suport", "2026-02-30"]],
    ["/sms-duty", ["", "on", "off", "status", "onn", "helpp"]],
  ])("is politely refused whatever else they ask of %s: %j", async (command, words) => {
    const { slack, people, channel } = world;
    for (const word of words) {
      const [first = ""] = word.split(" ");
      const known = /^(list|new|edit|agents|replies|pause|resume|delete|supervisors|history|why)$/;
      const what = command === "/sms-queue" && known.test(first) ? `${command} ${first}` : command;
      const doing = () => slack.command(people.zed, channel, command, word);
      expect(await tryAsZed(what, doing)).toMatch(REFUSED);
    }
  });

  it.each(Object.values(ACTIONS).filter((id) => id !== ACTIONS.tryInForm && BUTTONS[id]))(
    "is refused on the button %s",
    async (id) => {
      const { slack, people, channel } = world;
      const { ts } = await world.inviteOf(CAROL);
      const label = { type: "plain_text", text: "Forged" };
      const forged = { type: "button", action_id: id, text: label, value: BUTTONS[id]?.(things) };
      const inThread = OF_MESSAGES.has(id) ? { ts: things.message } : { ts };
      const message = {
        channel,
        ...inThread,
        blocks: [{ type: "actions", block_id: "forged", elements: [forged] }],
      };
      const doing = () => slack.press(people.zed, message, "Forged", { stale: true });
      expect(await tryAsZed(id, doing)).toMatch(REFUSED);
    },
  );

  it.each(Object.values(VIEWS))("is refused when they submit the form %s", async (id) => {
    const { memory, values = {} } = FORMS[id](things, world.channel);
    const view = { ...viewOf(id, memory), state: { values } };
    const answer = await tryAsZed(id, () => deliver({ type: "view_submission", view }));
    expect(answer).toMatch(REFUSED);
  });

  it("is refused when they transfer a session to a queue", async () => {
    const { memory } = FORMS[VIEWS.transferForm](things, world.channel);
    const values = { target: { target: { selected_option: { value: `queue:${things.queue}` } } } };
    const view = { ...viewOf(VIEWS.transferForm, memory), state: { values } };
    const doing = () => deliver({ type: "view_submission", view });
    expect(await tryAsZed(VIEWS.transferForm, doing)).toMatch(REFUSED);
  });

  it("learns nothing of a queue from the box for trying texts in its form", async () => {
    const { slack, people } = world;
    const view = await world.openForm(people.sue, "/sms-queue", "edit Support");
    await slack.changeUser(people.sue, { isAdmin: false });
    await slack.fill(people.sue, view, { "Try a text": "support" });
    const shown = await until("the form is taken away", () => {
      const now = slack.views(people.sue)[0];
      return now?.title === "SMS queues" ? slack.visibleText(now) : null;
    });
    expect(shown).toContain("this is for supervisors");
    expect(shown).not.toContain("SUPPORT");
    const refused = `"user":"${people.sue}","what":"${ACTIONS.tryInForm}"`;
    expect(world.logged.join("\n")).toContain(refused);
    await slack.closeView(people.sue, view);
  });

  it("finds none of a queue's replies, and none is filled in for them", async () => {
    const { memory } = FORMS[VIEWS.sendReplyForm](things, world.channel);
    const view = { ...viewOf(VIEWS.sendReplyForm, memory), state: { values: {} } };
    const menu = { action_id: ACTIONS.chooseReply, block_id: "reply" };
    const refusals = () =>
      world.logged.filter((line) => line.includes(`"what":"${ACTIONS.chooseReply}"`)).length;
    const calls = world.slack.calls.length;
    const found = await deliver({ type: "block_suggestion", ...menu, value: "", view });
    expect(found).toEqual({ options: [] });
    const selected_option = { value: things.reply };
    const action = { type: "external_select", ...menu, action_ts: "1.1", selected_option };
    await deliver({ type: "block_actions", actions: [action], view });
    await until("both tries are in the log", () => refusals() === 2);
    const told = JSON.stringify(world.slack.calls.slice(calls));
    expect(told.includes("from 9 to 5")).toBe(false);
  });

  it.each(Object.values(SHORTCUTS))("is refused on %s in a message's menu", async (id) => {
    const { slack, people, channel } = world;
    const doing = () => slack.messageShortcut(people.zed, { channel, ts: things.held }, id);
    expect(await tryAsZed(id, doing)).toMatch(REFUSED);
  });

  it("has changed nothing by all that", async () => {
    await world.settled();
    expect(await everything()).toEqual(before);
  });
});

function viewOf(id: string, memory: unknown) {
  return {
    id: "V0FORGED",
    hash: "1.a",
    type: "modal",
    callback_id: id,
    private_metadata: JSON.stringify(memory),
    blocks: [],
  };
}

/** An interactive payload of Zed's, as Slack would send it. */
async function deliver(payload: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { slack, people } = world;
  const forged = {
    ...payload,
    user: { id: people.zed, name: "Zed", team_id: slack.teamId },
    team: { id: slack.teamId },
    trigger_id: "1.2.forged",
  };
  const { body } = await slack.deliverRaw({
    body: new URLSearchParams({ payload: JSON.stringify(forged) }).toString(),
    contentType: "application/x-www-form-urlencoded",
  });
  return body;
}
