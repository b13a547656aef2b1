import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { failedReceipts, receiptEvent } from "../../src/sandbox/telnyx/messages.ts";
import { until } from "../support/until.ts";
import { BOB, CAROL, LINE, type SlackMode, startWorld, type World } from "../support/world.ts";

const WELCOME = "Welcome! An agent will be with you.";

let world: World;
let invite: SlackMessage;

async function begin(mode: SlackMode = "http"): Promise<void> {
  world = await startWorld(mode);
  await world.makeQueue();
  await world.addAgents("Support", [world.people.ana, world.people.ben]);
  invite = await world.talk(world.people.ana);
}
afterEach(async () => {
  await world.close();
});

/** What has been texted to Bob after the welcome. */
const replies = (): string[] => world.textsTo(BOB).filter((text) => text !== WELCOME);

describe.each(["http", "socket"] as const)("what people write in the thread (%s)", (mode) => {
  beforeEach(() => begin(mode));

  it("goes out when it is the owner's, and otherwise stays inside, which its author is told once", async () => {
    const { people } = world;
    for (const user of [people.ben, people.sue, people.zed]) {
      await world.write(user, invite, "I am not the owner");
      await world.write(user, invite, "nor now");
      await world.toldAlone(user, "*Not sent:* @Ana owns this session");
    }
    await world.write(people.ben, invite, "// a note of somebody else");
    await world.write(people.ana, invite, "  // a note of the owner");
    await world.write(people.ana, invite, "Hello, Bob");
    await world.phoneHas(BOB, "Hello, Bob");
    await world.settled();
    expect(replies()).toEqual(["Hello, Bob"]);
    for (const user of [people.ben, people.sue, people.zed]) {
      expect(world.timesTold(user, "Not sent")).toBe(1);
    }
    expect(world.slack.ephemerals(people.ana)).toEqual([]);
    const outcomes = await world.rows(
      "select outcome, count(*)::int from thread_messages group by 1 order by 1",
    );
    expect(outcomes).toEqual([
      { outcome: "note", count: 2 },
      { outcome: "refused", count: 6 },
      { outcome: "sent", count: 1 },
    ]);
  });

  it("goes out once, however often Slack delivers it, edits it or has it deleted", async () => {
    const { slack, people } = world;
    const replicas = [world.app, await world.addReplica()];
    const said = await slack.say(people.ana, world.channel, "Once", { threadTs: invite.ts });
    const again = () => slack.redeliver(said.event_id, { retryNum: 1 });
    await world.atOnce([again, again, again, again], replicas);
    await world.marked(said.ts, "white_check_mark");
    await slack.editMessage(people.ana, world.channel, said.ts, "Twice");
    await world.toldAlone(people.ana, "You edited a message that was sent already");
    const edited = slack.deliveries.findLast(({ payload }) =>
      JSON.stringify(payload).includes("Twice"),
    );
    await slack.redeliver(edited?.eventId ?? "", { retryNum: 1 });
    await slack.deleteMessage(people.ana, world.channel, said.ts);
    const other = await world.write(people.ana, invite, "Other");
    await world.marked(other, "white_check_mark");
    await slack.deleteMessage(people.ana, world.channel, other);
    await world.toldAlone(people.ana, "Your message was deleted after it was sent");
    const note = await world.write(people.ana, invite, "// note");
    await slack.editMessage(people.ana, world.channel, note, "// other note");
    await world.settled();
    expect(replies()).toEqual(["Once", "Other"]);
    expect(world.timesTold(people.ana, "can't be recalled")).toBe(3);
  });
});

describe("a message of the owner", () => {
  beforeEach(() => begin());

  it("goes out also when sent to the channel too, as /me, or with a file, which stays", async () => {
    const { people } = world;
    await world.write(people.ana, invite, "also to the channel", { broadcast: true });
    await world.write(people.ana, invite, "waves", { subtype: "me_message" });
    const file = { name: "map.png", mimetype: "image/png", bytes: Buffer.from("png") };
    await world.write(people.ana, invite, "here is a map", { files: [file] });
    await world.toldAlone(people.ana, "Your message was sent, but *not all of its files*");
    await world.write(people.ana, invite, "", { files: [file] });
    await world.toldAlone(people.ana, "*Not sent:* “map.png”: files can't be sent before");
    await world.phoneHas(BOB, "here is a map");
    expect(replies()).toEqual(["also to the channel", "waves", "here is a map"]);
  });

  it("is refused with the reason when it is empty or too long", async () => {
    const { people } = world;
    await world.write(people.ana, invite, "   ");
    await world.toldAlone(people.ana, "there is no text in your message");
    await world.write(people.ana, invite, "x".repeat(1_601));
    await world.toldAlone(people.ana, "1601 characters, and a text can have 1600");
    await world.write(people.ana, invite, "short");
    await world.phoneHas(BOB, "short");
    expect(replies()).toEqual(["short"]);
  });

  it("reaches the phone as plain words, and a texter's words reach Slack inert", async () => {
    const { people } = world;
    await world.write(
      people.ana,
      invite,
      "*Hi* <@U0BEN>, see <https://a.example/x|our page> &amp; <#C0SUPPORT|> :wave::skin-tone-3: &lt;3",
      { raw: true },
    );
    await until("it has arrived", () => replies().length === 1);
    expect(replies()).toEqual(["Hi @Ben, see our page (https://a.example/x) & #support 👋🏼 <3"]);

    const nasty = "<!channel> *x* <@U0ANA> <https://evil.example|good> &amp; :wave:";
    await world.telnyx.text(BOB, LINE, nasty);
    const shown = await world.threadSays(invite, nasty);
    expect(shown.text).toContain("&lt;!channel&gt;");
    expect(shown.blocks[0]?.["text"]).toMatchObject({ type: "plain_text", text: nasty });
  });

  it("goes without the names that Slack does not tell soon", async () => {
    const { slack, people } = world;
    for (const call of ["users.info", "conversations.info"]) {
      slack.faults.add({ call, times: Number.POSITIVE_INFINITY, hang: true });
    }
    const names = ["U0ONE", "U0TWO", "U0THREE", "U0FOUR"].map((id) => `<@${id}>`).join(" ");
    await world.write(people.ana, invite, `Ask ${names} in <#C0ELSEWHERE|>`, { raw: true });
    const words = "Ask @someone @someone @someone @someone in #channel";
    await world.phoneHas(BOB, words);
    expect(replies()).toEqual([words]);
  });

  it("before Accept or after the end goes nowhere, and its author is told", async () => {
    const { slack, people } = world;
    await world.telnyx.text(CAROL, LINE, "support");
    const waiting = await world.inviteOf(CAROL);
    await world.write(people.ana, waiting, "too early");
    await world.toldAlone(people.ana, "nobody has accepted this session yet");
    await world.write(people.ben, waiting, "too early as well");
    await world.toldAlone(people.ben, "nobody has accepted this session yet");
    await world.accept(people.ana, waiting);
    await world.write(people.ben, waiting, "and now it is hers");
    await world.toldAlone(people.ben, "@Ana owns this session");

    await world.pressEnd(people.ana, invite);
    await world.threadSays(invite, "Ended by @Ana");
    await world.write(people.ana, invite, "too late");
    await world.toldAlone(people.ana, /\*Not sent:\* the session ended/);
    await world.write(people.ana, invite, "again");
    await until("she is told each time", () => world.timesTold(people.ana, "session ended") === 2);
    await slack.say(people.ana, world.channel, "not in any thread");
    await world.settled();
    expect(replies()).toEqual([]);
    expect(world.textsTo(CAROL)).toEqual([WELCOME]);
  });

  it("is not what bots and Slack itself write, nor what is in a thread of the same time elsewhere", async () => {
    const { slack, people } = world;
    const event = {
      type: "message",
      channel: world.channel,
      thread_ts: invite.ts,
      user: people.ana,
      text: "beep",
    };
    await slack.event({ ...event, ts: "1900000000.000001", bot_id: "B0OTHER", app_id: "A0OTHER" });
    await slack.event({ ...event, ts: "1900000000.000002", subtype: "bot_message" });
    await slack.event({ ...event, ts: "1900000000.000003", subtype: "channel_join" });
    const other = slack.addChannel({ name: "other", members: [people.ana] }).id;
    await slack.event({ ...event, ts: "1900000000.000004", channel: other });
    await world.write(people.ana, invite, "human");
    await world.phoneHas(BOB, "human");
    expect(replies()).toEqual(["human"]);
  });

  it("survives a restart between its arrival and its sending", async () => {
    const { telnyx, people } = world;
    telnyx.faults.add({ call: "messages.send", error: "10011", headers: { "retry-after": "60" } });
    await world.write(people.ana, invite, "first");
    await world.write(people.ana, invite, "second");
    await until("the first is refused for now", () => telnyx.calls.some(({ fault }) => fault));
    await world.restart();
    world.clock.ms += 60_000;
    await world.phoneHas(BOB, "second");
    expect(replies()).toEqual(["first", "second"]);
  });
});

describe("the mark on the owner's message", () => {
  beforeEach(() => begin());

  it("goes from on its way to delivered", async () => {
    const { telnyx, people } = world;
    const hold = telnyx.faults.add({ call: "messages.send", delayMs: 300 });
    telnyx.receipts = [
      { event: "message.sent", status: "sent" },
      { event: "message.finalized", status: "delivered", afterMs: 200, times: 3 },
    ];
    const ts = await world.write(people.ana, invite, "Hello");
    await world.marked(ts, "hourglass_flowing_sand");
    await world.marked(ts, "white_check_mark");
    expect(hold.struck).toBe(1);
    expect(replies()).toEqual(["Hello"]);
  });

  it("shows a failure, with the reason in words and a Retry that sends once more", async () => {
    const { telnyx, people } = world;
    telnyx.receipts = failedReceipts("40008");
    const ts = await world.write(people.ana, invite, "Hello");
    await world.marked(ts, "warning");
    const word = await world.wordTo(people.ana, "the carrier could not deliver the text (40008)");
    expect(world.slack.visibleText(word)).toContain("Hello");
    telnyx.receipts = "delivered";
    await world.atOnce([1, 2, 3].map(() => () => world.press(people.ana, word, "Retry")));
    await world.marked(ts, "white_check_mark");
    await world.settled();
    expect(replies()).toEqual(["Hello", "Hello"]);
    expect(world.timesTold(people.ana, "Sending it again")).toBe(1);
    expect(world.timesTold(people.ana, "nothing more was sent")).toBe(2);
  });

  it("does not go back when receipts come in disorder, twice, or for unknown texts", async () => {
    const { telnyx, people } = world;
    telnyx.receipts = [
      { event: "message.finalized", status: "delivered", times: 2 },
      { event: "message.sent", status: "sent" },
      { event: "message.finalized", status: "delivery_failed", errors: ["40008"] },
    ];
    const ts = await world.write(people.ana, invite, "Hello");
    await world.marked(ts, "white_check_mark");
    await until("all receipts were sent", () => telnyx.webhooks.length >= 4 + 1);
    const sms = telnyx.sent.at(-1);
    if (!sms) throw new Error("nothing was sent");
    const strange = { ...sms, id: "11111111-2222-4333-8444-555555555555" };
    const failed = { event: "message.finalized", status: "delivery_failed" } as const;
    const data = receiptEvent(strange, failed);
    expect((await telnyx.post({ data })).status).toBe(200);
    const url = `${world.app.url}/telnyx/webhooks?text=${strange.id}`;
    const named = receiptEvent({ ...strange, id: "unknown too" }, failed);
    expect((await telnyx.post({ data: named }, { url })).status).toBe(200);
    await world.settled();
    await world.marked(ts, "white_check_mark");
    expect(world.timesTold(people.ana, "not delivered")).toBe(0);
  });
});

describe("End", () => {
  beforeEach(async () => {
    await begin();
    const form = await world.openForm(world.people.sue, "/sms-queue", "edit Support");
    await world.slack.submit(world.people.sue, form, { "Ended Message": "We are done here." });
  });

  it("by the owner sends what was written before it first, then the Ended Message, and sums up", async () => {
    const { telnyx, people } = world;
    telnyx.faults.add({ call: "messages.send", delayMs: 200 });
    await world.write(people.ana, invite, "One last thing");
    await world.pressEnd(people.ana, invite);
    await world.phoneHas(BOB, "We are done here.");
    expect(replies()).toEqual(["One last thing", "We are done here."]);
    const ended = await world.threadSays(invite, "Ended by @Ana");
    expect(world.slack.visibleText(ended)).toMatch(/lasted 0:\d\d · 1 text in, 3 out/);
    const shown = await world.inviteSays(invite, "Ended by @Ana");
    expect(world.slack.visibleText(shown)).not.toContain("[");
    await until("the header has no End any more", () =>
      world.thread(invite).every((line) => line !== "[End]"),
    );
  });

  it("is open to supervisors, and to no other agent", async () => {
    const { people } = world;
    const header = await world.threadSays(invite, "[End]");
    await world.press(people.ben, header, "End");
    await world.toldAlone(people.ben, "Only @Ana, who owns this session, or a supervisor");
    await world.press(people.sue, header, "End");
    await world.threadSays(invite, "Ended by supervisor @Sue");
    await world.press(people.ana, header, "End");
    await world.toldAlone(people.ana, "This session ended");
    await world.settled();
    expect(replies()).toEqual(["We are done here."]);
    expect(await world.rows("select end_reason, ended_by from sessions")).toEqual([
      { end_reason: "supervisor", ended_by: people.sue },
    ]);
  });

  it("by two people and the texter at once gives one reason and one closing text", async () => {
    const { telnyx, people } = world;
    const header = await world.threadSays(invite, "[End]");
    await world.atOnce([
      () => world.press(people.ana, header, "End"),
      () => world.press(people.sue, header, "End"),
      () => telnyx.text(BOB, LINE, "done"),
    ]);
    await world.threadSays(invite, "Ended by");
    await world.settled();
    expect(replies()).toHaveLength(1);
    expect(world.thread(invite).filter((line) => line.includes("Ended by"))).toHaveLength(1);
  });
});
