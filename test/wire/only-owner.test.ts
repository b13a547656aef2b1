import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SayOptions } from "../../src/sandbox/slack/people.ts";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { until } from "../support/until.ts";
import { BOB, CAROL, LINE, startWorld, type World } from "../support/world.ts";

let world: World;
let invite: SlackMessage;
/** What Ana wrote for the texter, in order: nothing else may ever leave. */
const meant: string[] = [];

beforeAll(async () => {
  world = await startWorld("http");
  const { slack, channel } = world;
  for (const person of [
    { id: "U0GUEST", name: "Gus", isGuest: true },
    { id: "U0OUTSIDER", name: "Otto", teamId: "T0OTHER" },
    { id: "U0NEWCOMER", name: "Nora" },
  ]) {
    await slack.join(slack.addUser(person).id, channel);
  }
  await world.makeQueue();
  await world.addAgents("Support", [world.people.ana, world.people.ben]);
  invite = await world.talk(world.people.ana);
});
afterAll(() => world.close());

/** Waits until the message has its outcome. */
async function outcomeOf(ts: string, channel = world.channel): Promise<unknown> {
  const find = async () =>
    (
      await world.rows(
        `select outcome, reason from thread_messages where channel = '${channel}' and ts = '${ts}'`,
      )
    )[0];
  const row = await until(`${ts} has its outcome`, find);
  return row["reason"] ?? row["outcome"];
}

async function say(text: string, options: SayOptions = {}): Promise<string> {
  meant.push(text);
  const ts = await world.write(world.people.ana, invite, text, options);
  await world.phoneHas(BOB, text);
  return ts;
}

/** Nothing that was not meant has left, and what was has left once. */
async function onlyMeantHasLeft(): Promise<void> {
  await world.settled();
  expect(world.textsTo(BOB).slice(1)).toEqual(meant);
}

/** A message event as Slack would send it, of a message that the fake workspace does not have. */
function messageEvent(fields: Record<string, unknown>): Record<string, unknown> {
  return {
    type: "message",
    channel: world.channel,
    thread_ts: invite.ts,
    user: world.people.ana,
    text: "not for Bob",
    ...fields,
  };
}

/** How Slack told of the message. */
function deliveryOf(ts: string): { eventId: string; event: Record<string, unknown> } {
  for (const { eventId, payload } of world.slack.deliveries) {
    const event = payload["event"];
    if (eventId === undefined || typeof event !== "object" || event === null) continue;
    if ("ts" in event && event.ts === ts) return { eventId, event: { ...event } };
  }
  throw new Error(`no event told of ${ts}`);
}

describe("what somebody else than the owner writes", () => {
  it.each([
    ["a supervisor", "U0SUE"],
    ["another agent", "U0BEN"],
    ["a bystander", "U0ZED"],
    ["a guest", "U0GUEST"],
    ["somebody of another company, by Slack Connect", "U0OUTSIDER"],
  ])("is not sent, and its author told so once: %s", async (_, user) => {
    for (const options of [{}, {}, { broadcast: true }, { subtype: "me_message" }]) {
      const ts = await world.write(user, invite, "What I think", options);
      expect(await outcomeOf(ts)).toBe("not_sent_not_owner");
    }
    await world.settled();
    expect(world.timesTold(user, "*Not sent:* @Ana owns this session")).toBe(1);
  });

  it("is a note where it looks like one, of which nobody is told", async () => {
    const ts = await world.write("U0NEWCOMER", invite, "// What I think");
    expect(await outcomeOf(ts)).toBe("note");
    await onlyMeantHasLeft();
    expect(world.slack.ephemerals("U0NEWCOMER")).toEqual([]);
  });
});

describe("what the owner writes", () => {
  it.each(["// plain", "  // after blanks", "\n\t//after a line", "*// bold*"])(
    "is a note, of which nobody is told: %j",
    async (text) => {
      const ts = await world.write(world.people.ana, invite, text);
      expect(await outcomeOf(ts)).toBe("note");
      await world.settled();
      expect(world.slack.ephemerals(world.people.ana)).toEqual([]);
    },
  );

  it.each([
    "> // quoted",
    "“// in quotes”",
    ":memo: // behind an emoji",
    "📝 // behind a picture",
    "`// in code`",
    "```\n// in a block of code\n```",
    "- // in a list",
    "／／ wide",
  ])("is refused where it may be a note, and its author told how to send it: %j", async (text) => {
    const before = world.timesTold(world.people.ana, "put a word before the `//`");
    const ts = await world.write(world.people.ana, invite, text);
    expect(await outcomeOf(ts)).toBe("not_sent_maybe_note");
    await until(
      "she is told",
      () => world.timesTold(world.people.ana, "put a word before the `//`") === before + 1,
    );
  });

  it("is read as Slack shows it, where a message has its words in blocks alone", async () => {
    const ts = "1900000000.000100";
    const elements = [{ type: "text", text: "// to colleagues" }];
    const section = { type: "rich_text_section", elements };
    const blocks = [{ type: "rich_text", elements: [section] }];
    await world.slack.event(messageEvent({ ts, text: "", blocks }));
    expect(await outcomeOf(ts)).toBe("note");
  });

  it("is sent also to the channel, as /me, and with slashes further on", async () => {
    await say("also to the channel", { broadcast: true });
    await say("waves", { subtype: "me_message" });
    await say("see a//b // c");
    await onlyMeantHasLeft();
  });
});

describe("what is no message of a person", () => {
  const quoted = { message: { text: "changed", user: "U0ANA" }, previous_message: undefined };
  it.each<[string, Record<string, unknown>]>([
    ["another bot's", { bot_id: "B0OTHER", user: "U0BOT", text: "&gt; Ana: not for Bob" }],
    ["a bot's in the owner's name", { bot_id: "B0OTHER", app_id: "A0OTHER" }],
    ["an app's with the owner's token", { app_id: "A0OTHER" }],
    ["a workflow's", { subtype: "bot_message", bot_id: "B0FLOW", username: "Flow" }],
    ["an old integration's", { subtype: "bot_message", user: undefined }],
    ["a join", { subtype: "channel_join" }],
    ["a reply told to its thread", { subtype: "message_replied", ...quoted }],
    ["a change of nothing", { subtype: "message_changed", hidden: true, ...quoted }],
    ["what Slack hides", { hidden: true }],
    ["a reminder", { subtype: "reminder_add" }],
    ["a huddle", { subtype: "huddle_thread" }],
    ["a tombstone", { subtype: "tombstone" }],
    ["a nameless one", { user: undefined }],
  ])("is neither sent nor recorded: %s", async (_, fields) => {
    const ts = `1900000001.${String(world.slack.deliveries.length).padStart(6, "0")}`;
    const { ok } = await world.slack.event(messageEvent({ ts, ...fields }));
    expect(ok).toBe(true);
    await onlyMeantHasLeft();
    expect(await world.rows(`select * from thread_messages where ts = '${ts}'`)).toEqual([]);
  });

  it("is what a preview of a link does to the owner's message", async () => {
    const ts = await say("see https://a.example");
    const { event_ts: _, client_msg_id: __, ...before } = deliveryOf(ts).event;
    const after = { ...before, attachments: [{ from_url: "https://a.example", id: 1 }] };
    await world.slack.event({
      ...messageEvent({ subtype: "message_changed", hidden: true, ts: "1900000002.000001" }),
      message: after,
      previous_message: before,
    });
    await onlyMeantHasLeft();
    expect(world.timesTold(world.people.ana, "can't be recalled")).toBe(0);
  });
});

describe("the same message once more", () => {
  it("is sent once: by the same event, by another one, after a restart", async () => {
    const { slack } = world;
    const ts = await say("Once");
    const { eventId, event } = deliveryOf(ts);
    const again = async (other: string) => {
      await slack.redeliver(eventId, { retryNum: 1 });
      await slack.event(event, { eventId: other });
    };
    await again("Ev0OTHER");
    await world.restart();
    await again("Ev0LATER");
    await onlyMeantHasLeft();
    expect(await outcomeOf(ts)).toBe("sent");
  });

  it("is sent once when Slack gives it another time, and its author is told", async () => {
    const { event } = deliveryOf(await say("Told by Slack twice"));
    const ts = "1900000003.000001";
    await world.slack.event({ ...event, ts, event_ts: ts });
    expect(await outcomeOf(ts)).toBe("not_sent_twice");
    await world.toldAlone(world.people.ana, "The texter gets it once");
    await onlyMeantHasLeft();
  });

  it("is another message where another thread has the same time", async () => {
    const { slack, people } = world;
    const other = slack.addChannel({ name: "sales", members: [people.ana, people.sue] }).id;
    await world.makeQueue({
      Name: "Sales",
      "Slack channel": other,
      "Initiation Keyword": "SALES",
    });
    await world.addAgents("Sales", [people.ana]);
    await world.telnyx.text(CAROL, LINE, "sales");
    const hers = await until("the invite of Carol", () => slack.messages(other).at(-1));
    await slack.press(people.ana, { channel: other, ts: hers.ts }, "Accept");
    await until("it is accepted", async () => {
      const rows = await world.rows("select 1 from sessions where state = 'active'");
      return rows.length === 2;
    });
    await world.settled();
    const place = (ts: string) =>
      world.rows(`update sessions set invite_ts = '${ts}' where channel = '${other}'`);
    await place(invite.ts);
    const ts = "1999999999.000001";
    meant.push("for Bob");
    await slack.event(messageEvent({ ts, text: "for Bob" }));
    await slack.event(messageEvent({ ts, text: "for Carol", channel: other }));
    await world.phoneHas(CAROL, "for Carol");
    await world.phoneHas(BOB, "for Bob");
    await world.settled();
    await place(hers.ts);
    expect(world.textsTo(CAROL).slice(1)).toEqual(["for Carol"]);
    expect([await outcomeOf(ts), await outcomeOf(ts, other)]).toEqual(["sent", "sent"]);
    await onlyMeantHasLeft();
  });
});

describe("a message on its way while the session changes hands", () => {
  it("is sent for neither owner, and both are told", async () => {
    const { slack, people } = world;
    const bens = await world.wordTo(people.ben, "[Take over]");
    // While the name is looked up, Ben takes over.
    const hold = slack.faults.add({ call: "users.info", delayMs: 1_000 });
    const anas = await world.write(people.ana, invite, "Ask <@U0NEWCOMER>", { raw: true });
    await until("the name is asked for", () => hold.struck > 0);
    await world.press(people.ben, bens, "Take over");
    expect(await outcomeOf(anas)).toBe("not_sent_not_owner");
    await world.toldAlone(people.ana, "@Ben owns this session");
    // What Ben wrote before, to colleagues then, comes only now.
    await slack.event(messageEvent({ ts: bens.ts, user: people.ben }));
    expect(await outcomeOf(bens.ts)).toBe("not_sent_before_accept");
    await world.toldAlone(people.ben, "you wrote this before you accepted");
    await onlyMeantHasLeft();
  });
});
