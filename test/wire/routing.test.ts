import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { holdTable } from "../support/database.ts";
import { until } from "../support/until.ts";
import { BOB, CAROL, DAVE, LINE, OTHER_LINE, startWorld, type World } from "../support/world.ts";

const WELCOME = "Welcome! An agent will be with you.";

let world: World;
beforeEach(async () => {
  world = await startWorld("http", { SUPERVISORS: "U0ZED" });
  await world.makeQueue();
  await world.addAgents("Support", [world.people.ana, world.people.ben]);
});
afterEach(async () => {
  await world.close();
});

/** What the app has written to somebody in direct messages. */
function directMessages(user: string): string[] {
  const { slack } = world;
  return slack.channels
    .filter((channel) => channel.isIm && channel.members.has(user))
    .flatMap((channel) => slack.messages(channel).map((message) => slack.visibleText(message)));
}

describe("a text that was seen before", () => {
  it("has no effect, whichever of its ids and whichever replica it comes with", async () => {
    const { telnyx } = world;
    const replicas = [world.app, await world.addReplica()];
    const same = { id: "40385f64-5717-4562-b3fc-2c963f66afa6", eventId: "b301ed3f-1490-491f" };
    const again = () => telnyx.text(BOB, LINE, "support", same);
    await world.atOnce([again, again, again, again], replicas);
    await telnyx.text(BOB, LINE, "support", { id: same.id });
    await world.inviteOf(BOB);
    await world.settled();
    expect(telnyx.webhooks.every(({ status }) => status === 200)).toBe(true);
    expect(await world.outcomes(BOB)).toEqual(["started"]);
    expect(world.textsTo(BOB)).toEqual([WELCOME]);
    expect(world.slack.messages(world.channel)).toHaveLength(1);
  });
});

describe("a sender who can't be answered", () => {
  it("is recorded only: one of our own lines, a short code, a name", async () => {
    const { telnyx } = world;
    await telnyx.text(BOB, OTHER_LINE, "a line without a queue");
    await until("that is recorded", async () => (await world.outcomes(BOB)).length === 1);
    for (const sender of [LINE, OTHER_LINE, "12345", "MyBank & Co"]) {
      await telnyx.text(sender, LINE, "support");
      await until("it is recorded", async () => (await world.outcomes(sender)).length === 1);
      expect(await world.outcomes(sender)).toEqual(["no_auto_answer"]);
    }
    expect(telnyx.calls).toEqual([]);
    expect(world.slack.messages(world.channel)).toEqual([]);
  });
});

describe("a line without a queue", () => {
  it("gets no answer, and supervisors hear of it once a day", async () => {
    const { telnyx, people } = world;
    await telnyx.text(BOB, OTHER_LINE, "support");
    await telnyx.text(CAROL, OTHER_LINE, "hello?");
    await until("Zed is warned", () => directMessages(people.zed).length === 1);
    expect(directMessages(people.zed)[0]).toContain(OTHER_LINE);
    world.clock.ms += 86_400_000;
    await telnyx.text(BOB, OTHER_LINE, "support");
    await until("Zed is warned again", () => directMessages(people.zed).length === 2);
    expect(await world.outcomes(BOB)).toEqual(["unrouted", "unrouted"]);
    expect(await world.outcomes(CAROL)).toEqual(["unrouted"]);
    expect(telnyx.calls).toEqual([]);
  });
});

describe("STOP", () => {
  it("ends the sessions on all lines, cancels what has not left, and lets nothing leave after it", async () => {
    const { telnyx, people } = world;
    await world.makeQueue({ Name: "Sales", "Phone numbers": OTHER_LINE });
    await world.addAgents("Sales", [people.ana]);
    const invite = await world.talk(people.ana);
    await telnyx.text(BOB, OTHER_LINE, "support");
    const other = await world.invite("*Sales*");
    // The fault is for the reply, not for a welcome that is still on its way.
    await until("both welcomes are there", () => world.textsTo(BOB).length === 2);
    telnyx.faults.add({ call: "messages.send", error: "10011", headers: { "retry-after": "600" } });
    const ts = await world.write(people.ana, invite, "This one waits");
    await until("it was refused for now", () => telnyx.calls.some(({ fault }) => fault));

    await telnyx.text(BOB, LINE, " Stop. ", { autoresponseType: null });
    await world.threadSays(invite, "The texter opted out of texts");
    await world.threadSays(invite, "Stop.");
    await world.inviteSays(other, "The texter opted out");
    await world.marked(ts, "warning");
    await world.toldAlone(people.ana, "the texter opted out of texts (STOP) (40300)");
    const before = telnyx.calls.length;
    await world.write(people.ana, invite, "And this one is too late");
    await world.toldAlone(people.ana, "*Not sent:* the session ended");
    await telnyx.text(BOB, LINE, "support");
    await telnyx.text(BOB, LINE, "nonsense");
    world.clock.ms += 700_000;
    await until("all is decided", async () => (await world.outcomes(BOB)).length === 5);
    await world.settled();
    expect((await world.outcomes(BOB)).slice(2)).toEqual([
      "opted_out",
      "still_opted_out",
      "still_opted_out",
    ]);
    expect(telnyx.calls).toHaveLength(before);
    const ends = await world.rows("select end_reason from sessions");
    expect(ends).toEqual([{ end_reason: "opt_out" }, { end_reason: "opt_out" }]);

    await telnyx.text(BOB, LINE, "START");
    await telnyx.text(BOB, LINE, "support");
    await until("a new session is there", async () => (await world.outcomes(BOB)).length === 7);
    expect((await world.outcomes(BOB)).slice(5)).toEqual(["opted_in", "started"]);
    await until("the welcome comes", () => world.textsTo(BOB).length === 3);
  });

  it("counts by Telnyx's own mark, whatever the words are", async () => {
    await world.telnyx.text(BOB, LINE, "support");
    const invite = await world.inviteOf(BOB);
    await world.telnyx.text(BOB, LINE, "no more of this", { autoresponseType: "STOP" });
    const ended = await world.inviteSays(invite, "The texter opted out");
    expect(world.slack.visibleText(ended)).not.toContain("[Accept]");
  });
});

describe("HELP", () => {
  it("begins nothing outside a session, and is a plain word in one", async () => {
    await world.telnyx.text(BOB, LINE, "HELP");
    await world.telnyx.text(BOB, LINE, "info");
    const invite = await world.talk(world.people.ana);
    await world.telnyx.text(BOB, LINE, "Help");
    await world.threadSays(invite, "Help");
    expect(await world.outcomes(BOB)).toEqual(["help", "help", "started", "relayed"]);
    expect(world.textsTo(BOB)).toEqual([WELCOME]);
  });
});

describe("while a session waits", () => {
  it("more texts count on the invite, without a second welcome, and open the thread", async () => {
    const { telnyx } = world;
    await telnyx.text(BOB, LINE, "support");
    const invite = await world.inviteOf(BOB);
    await world.inviteSays(invite, "1 text");
    await telnyx.text(BOB, LINE, "my printer is on fire");
    await world.inviteSays(invite, "2 texts");
    await telnyx.text(BOB, LINE, "support!");
    await world.inviteSays(invite, "3 texts");
    await world.accept(world.people.ana, invite);
    await world.threadSays(invite, "support!");
    expect(world.thread(invite).slice(1)).toEqual([
      "support",
      expect.stringContaining("Initiation Message"),
      "my printer is on fire",
      "support!",
    ]);
    expect(world.textsTo(BOB)).toEqual([WELCOME]);
  });

  it("the Termination Keyword withdraws it", async () => {
    await world.telnyx.text(BOB, LINE, "support");
    const invite = await world.inviteOf(BOB);
    await world.telnyx.text(BOB, LINE, "“Done.”");
    const ended = await world.inviteSays(invite, "The texter left before anybody accepted");
    expect(world.slack.visibleText(ended)).not.toContain("[Accept]");
    await world.phoneHas(BOB, "Bye!");
    expect(await world.outcomes(BOB)).toEqual(["started", "abandoned"]);
  });
});

describe("without a session", () => {
  it("what has no keyword gets a reminder of it, once a minute and five times an hour", async () => {
    const { telnyx } = world;
    await world.makeQueue({ Name: "Sales", "Initiation Keyword": "Sales", Priority: "5" });
    const needed = (times: number) => Array<string>(times).fill("Please text Sales, SUPPORT.");
    for (const [i, text] of ["done", "supports", "hello", "?"].entries()) {
      await telnyx.text(BOB, LINE, text);
      await until("it is decided", async () => (await world.outcomes(BOB)).length === i + 1);
    }
    await world.settled();
    expect(world.textsTo(BOB)).toEqual(["Please text Sales, SUPPORT."]);
    expect(await world.outcomes(BOB)).toEqual(["nothing_to_end", "unkeyed", "unkeyed", "unkeyed"]);
    for (const [i, times] of [2, 3, 4, 5, 5].entries()) {
      world.clock.ms += 61_000;
      await telnyx.text(BOB, LINE, "hello");
      await until("it is decided", async () => (await world.outcomes(BOB)).length === 5 + i);
      await until("it is answered", () => world.textsTo(BOB).length >= times);
      await world.settled();
      expect(world.textsTo(BOB)).toEqual(needed(times));
    }
    world.clock.ms += 3_600_000;
    await telnyx.text(BOB, LINE, "hello");
    await until("an hour later it is sent again", () => world.textsTo(BOB).length === 6);
  });

  it("a queue whose agents are all off duty says so, once a minute", async () => {
    const { people, telnyx } = world;
    await world.ask(people.ana, "/sms-duty", "off");
    await world.ask(people.ben, "/sms-duty", "off");
    await telnyx.text(BOB, LINE, "support");
    await telnyx.text(BOB, LINE, "support");
    await world.phoneHas(BOB, "Nobody is here.");
    await until("both are decided", async () => (await world.outcomes(BOB)).length === 2);
    await world.settled();
    expect(await world.outcomes(BOB)).toEqual(["no_agents", "no_agents"]);
    expect(world.textsTo(BOB)).toEqual(["Nobody is here."]);
    expect(world.slack.messages(world.channel)).toEqual([]);
  });

  it("a text goes to the queue whose keyword it has, and to the catch-all last", async () => {
    const { people, telnyx } = world;
    await world.makeQueue({ Name: "Any", "Initiation Keyword": "", "Termination Keyword": "bye" });
    await world.addAgents("Any", [people.zed]);
    await telnyx.text(BOB, LINE, "I need SUPPORT, now");
    await telnyx.text(CAROL, LINE, "supports");
    expect(world.slack.visibleText(await world.inviteOf(BOB))).toContain("*Support*");
    expect(world.slack.visibleText(await world.inviteOf(CAROL))).toContain("*Any*");
  });
});

describe("when all agents are busy", () => {
  it("a session waits, and its texter is told the place in the line", async () => {
    const { people, telnyx } = world;
    const form = await world.openForm(people.sue, "/sms-queue", "edit Support");
    await world.slack.submit(people.sue, form, { "Waiting Message": "You are number {position}." });
    await world.addAgents("Support", [people.zed], 1);
    const first = await world.talk(people.zed);
    await telnyx.text(CAROL, LINE, "support");
    await world.phoneHas(CAROL, "You are number 1.");
    await telnyx.text(DAVE, LINE, "support");
    await world.phoneHas(DAVE, "You are number 2.");
    expect(world.textsTo(DAVE)).toEqual([WELCOME, "You are number 2."]);
    const invite = await world.inviteOf(DAVE);
    expect(world.slack.visibleText(invite)).toContain("All agents are busy");
    await world.pressEnd(people.zed, first);
    await world.inviteSays(invite, "@Zed");
    expect(world.textsTo(DAVE)).toEqual([WELCOME, "You are number 2."]);
  });
});

describe("after an end", () => {
  it("a late thank-you is shown in the ended thread; a keyword begins anew, with a link back", async () => {
    const { people, telnyx } = world;
    const invite = await world.talk(people.ana);
    await telnyx.text(BOB, LINE, "Support me, and I support you: no keyword inside a session");
    await world.threadSays(invite, "no keyword inside");
    await telnyx.text(BOB, LINE, "DONE!");
    await world.threadSays(invite, "Ended by the texter");
    await telnyx.text(BOB, LINE, "thanks!");
    expect(world.slack.visibleText(await world.threadSays(invite, "thanks!"))).toContain(
      "came after the end",
    );
    expect(world.textsTo(BOB)).toEqual([WELCOME, "Bye!"]);
    world.clock.ms += 301_000;
    await telnyx.text(BOB, LINE, "are you there?");
    await world.phoneHas(BOB, "Please text SUPPORT.");
    await telnyx.text(BOB, LINE, "support");
    const second = await until("a new invite is there", () =>
      world.slack.messages(world.channel).find(({ ts }) => ts > invite.ts),
    );
    expect(world.slack.visibleText(second)).toContain("1 earlier session · last thread");
    expect(JSON.stringify(second.blocks)).toContain(`/p${invite.ts.replace(".", "")}|`);
  });
});

describe("texts in disorder", () => {
  it("are brought into the carrier's order, and told apart where one comes too late for that", async () => {
    const { people, telnyx } = world;
    const invite = await world.talk(people.ana);
    const start = Date.now() + 1_000;
    const at = (s: number) => ({ receivedAt: new Date(start + s * 1000).toISOString() });
    const release = await holdTable(world.databaseUrl, "pairs");
    for (const s of [0, 3, 2, 1]) await telnyx.text(BOB, LINE, `text ${s}`, at(s));
    await release();
    await world.threadSays(invite, "text 3");
    await telnyx.text(BOB, LINE, "text 2½", at(2.5));
    const late = await world.threadSays(invite, "text 2½");
    expect(world.slack.visibleText(late)).toContain("arrived late");
    expect(world.thread(invite).slice(-5)).toEqual([
      "text 0",
      "text 1",
      "text 2",
      "text 3",
      "text 2½",
    ]);
  });
});

describe("one person at two of our lines", () => {
  it("has two sessions, and each reply leaves from its own line", async () => {
    const { people, telnyx } = world;
    await world.makeQueue({ Name: "Sales", "Phone numbers": OTHER_LINE });
    await world.addAgents("Sales", [people.ana]);
    const support = await world.talk(people.ana);
    await telnyx.text(BOB, OTHER_LINE, "support");
    const sales = await world.invite("*Sales*");
    await world.accept(people.ana, sales);
    await world.write(people.ana, sales, "from sales");
    await world.write(people.ana, support, "from support");
    await until("both left", () => telnyx.sent.length === 4);
    const sent = telnyx.sent.map(({ from, text }) => ({ from, text }));
    expect(sent).toContainEqual({ from: OTHER_LINE, text: "from sales" });
    expect(sent).toContainEqual({ from: LINE, text: "from support" });
  });
});
