import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { BOB, CAROL, LINE, OTHER_LINE, startWorld, type World } from "../support/world.ts";

let world: World;
afterEach(async () => {
  await world.close();
});

const BUSY = "All agents are busy";

describe.each([
  { agents: 2, replicas: 1, mode: "http" },
  { agents: 2, replicas: 2, mode: "http" },
  { agents: 10, replicas: 1, mode: "http" },
  { agents: 10, replicas: 2, mode: "http" },
  { agents: 10, replicas: 2, mode: "socket" },
] as const)("$agents agents who click at once ($replicas replicas, $mode)", (given) => {
  beforeEach(async () => {
    world = await startWorld(given.mode);
  });

  it("make one winner, and the others learn who it is", async () => {
    const replicas = given.replicas === 2 ? [world.app, await world.addReplica()] : [world.app];
    const agents = world.crowd(given.agents);
    await world.makeQueue();
    await world.addAgents("Support", agents);
    await world.telnyx.text(BOB, LINE, "support");
    const invite = await world.inviteOf(BOB);
    await world.atOnce(
      agents.map((agent) => () => world.press(agent, invite, "Accept")),
      replicas,
    );
    const shown = await world.inviteSays(invite, "Accepted by");
    const name = /Accepted by @(Agent \d+)/.exec(world.slack.visibleText(shown))?.[1];
    const winner = world.slack.users.find((user) => user.displayName === name)?.id ?? "";
    for (const loser of agents.filter((agent) => agent !== winner)) {
      await world.toldAlone(loser, new RegExp(`@${name} accepted this \\d+ s ago`));
    }
    expect(world.slack.ephemerals(winner)).toEqual([]);

    await world.press(winner, invite, "Accept");
    await world.toldAlone(winner, "You have this session already: open its thread");
    expect(await world.rows("select owner from sessions")).toEqual([{ owner: winner }]);
  });
});

describe("an agent's max", () => {
  beforeEach(async () => {
    world = await startWorld("http");
  });

  it("holds against 20 clicks at once on two replicas; the rest wait and go live again", async () => {
    const { telnyx, people } = world;
    const replicas = [world.app, await world.addReplica()];
    await world.makeQueue();
    await world.addAgents("Support", [people.ana], 3);
    const texters = Array.from({ length: 20 }, (_, i) => `+1555777${String(1000 + i)}`);
    await world.atOnce(
      texters.map((texter) => () => telnyx.text(texter, LINE, "support")),
      replicas,
    );
    const invites = await Promise.all(texters.map((texter) => world.inviteOf(texter)));
    await world.atOnce(
      invites.map((invite) => () => world.press(people.ana, invite, "Accept")),
      replicas,
    );
    const saying = (words: string) => () =>
      world.slack
        .messages(world.channel)
        .filter((one) => world.slack.visibleText(one).includes(words));
    await until("three are accepted", () => saying("Accepted by @Ana")().length === 3);
    await until(
      "17 clicks are refused",
      () => world.timesTold(people.ana, "3 of 3 sessions") === 17,
    );
    await until("17 wait for her", () => saying(BUSY)().length === 17);
    expect(await world.toldAlone(people.ana, "3 of 3")).toContain(
      "session 1, session 2, session 3",
    );

    const [accepted] = saying("Accepted by @Ana")();
    if (accepted) await world.pressEnd(people.ana, accepted);
    await until("all others go live again", () => saying(BUSY)().length === 0);
    const waiting = saying("[Accept]")();
    expect(waiting).toHaveLength(17);
    for (const invite of waiting) expect(world.slack.visibleText(invite)).toContain("@Ana");
  });

  it("when it is raised, or a colleague comes on duty, makes waiting invites live again", async () => {
    const { slack, people } = world;
    await world.makeQueue();
    await world.addAgents("Support", [people.ana, people.ben], 1);
    await world.ask(people.ben, "/sms-duty", "off");
    await world.talk(people.ana, BOB);
    await world.telnyx.text(CAROL, LINE, "support");
    const invite = await world.inviteOf(CAROL);
    await world.inviteSays(invite, BUSY);
    await world.ask(people.ben, "/sms-duty", "on");
    await world.inviteSays(invite, "@Ben");
    await world.ask(people.ben, "/sms-duty", "off");
    await world.inviteSays(invite, BUSY);
    const form = await world.openForm(people.sue, "/sms-queue", "agents Support");
    await slack.submit(people.sue, form, { "Max for Ana": "2" });
    await world.inviteSays(invite, "@Ana");
    await world.accept(people.ana, invite);
  });

  it("counts the agent's sessions over all queues", async () => {
    const { people } = world;
    await world.makeQueue();
    await world.makeQueue({ Name: "Sales", "Phone numbers": OTHER_LINE });
    await world.addAgents("Support", [people.ana], 1);
    await world.addAgents("Sales", [people.ana], 1);
    const first = await world.talk(people.ana, BOB);
    await world.telnyx.text(CAROL, OTHER_LINE, "support");
    const invite = await world.inviteOf(CAROL);
    await world.inviteSays(invite, BUSY);
    await world.press(people.ana, invite, "Accept");
    await world.toldAlone(people.ana, "You have 1 of 1 sessions: session 1.");
    await world.pressEnd(people.ana, first);
    await world.inviteSays(invite, "@Ana");
    await world.accept(people.ana, invite);
  });
});

describe("Accept", () => {
  beforeEach(async () => {
    world = await startWorld("http");
    await world.makeQueue();
    await world.addAgents("Support", [world.people.ana, world.people.ben]);
  });

  it("is refused off duty, with a button that goes on duty and accepts", async () => {
    const { people } = world;
    await world.ask(people.ben, "/sms-duty", "off");
    await world.telnyx.text(BOB, LINE, "support");
    const invite = await world.inviteOf(BOB);
    expect(world.slack.visibleText(invite)).not.toContain("@Ben");
    await world.press(people.ben, invite, "Accept");
    const word = await world.wordTo(people.ben, "You are off duty");
    await world.press(people.ben, word, "Go on duty and accept");
    await world.inviteSays(invite, "Accepted by @Ben");
    expect(await world.ask(people.ben, "/sms-duty")).toContain("*on duty*");
  });

  it("puts nobody on duty for a session that somebody else has taken meanwhile", async () => {
    const { people } = world;
    await world.ask(people.ben, "/sms-duty", "off");
    await world.telnyx.text(BOB, LINE, "support");
    const invite = await world.inviteOf(BOB);
    await world.press(people.ben, invite, "Accept");
    const word = await world.wordTo(people.ben, "You are off duty");
    await world.accept(people.ana, invite);
    await world.press(people.ben, word, "Go on duty and accept");
    await world.toldAlone(people.ben, "@Ana accepted this");
    expect(await world.ask(people.ben, "/sms-duty")).toContain("*off duty*");
  });

  it("is refused to who is no agent of the queue, and to agents with a max of 0", async () => {
    const { slack, people } = world;
    const form = await world.openForm(people.sue, "/sms-queue", "agents Support");
    await slack.submit(people.sue, form, { "Max for Ben": "0" });
    await world.telnyx.text(BOB, LINE, "support");
    const invite = await world.inviteOf(BOB);
    await world.press(people.zed, invite, "Accept");
    await world.toldAlone(people.zed, "You are not an agent of this queue");
    await world.press(people.ben, invite, "Accept");
    await world.toldAlone(people.ben, "Max SMS Sessions in this queue is 0");
    expect(await world.rows("select state from sessions")).toEqual([{ state: "waiting" }]);
  });

  it("is still open to who has declined, but the invite does not call them any more", async () => {
    const { slack, people } = world;
    await world.telnyx.text(BOB, LINE, "support");
    const invite = await world.inviteOf(BOB);
    expect(slack.visibleText(invite)).toContain("@Ana @Ben");
    await world.press(people.ana, invite, "Decline");
    await world.toldAlone(people.ana, "You declined");
    await until("the invite calls Ben alone", () => {
      const shown = slack.message(world.channel, invite.ts);
      return shown && !slack.visibleText(shown).includes("@Ana");
    });
    await world.inviteSays(invite, "@Ben");
    await world.accept(people.ana, invite);
  });

  it("is not declined by who is no agent of the queue, and the try is logged", async () => {
    const { people } = world;
    await world.telnyx.text(BOB, LINE, "support");
    const invite = await world.inviteOf(BOB);
    await world.press(people.zed, invite, "Decline");
    await world.toldAlone(people.zed, "You are not an agent of this queue");
    expect(world.logged.join("")).toContain(`"user":"${people.zed}","what":"invite.decline"`);
    expect(await world.rows("select * from declines")).toEqual([]);
  });

  it("finds nothing after the end", async () => {
    const { people } = world;
    await world.telnyx.text(BOB, LINE, "support");
    const invite = await world.inviteOf(BOB);
    await world.telnyx.text(BOB, LINE, "done");
    await world.inviteSays(invite, "left before anybody accepted");
    await world.press(people.ana, invite, "Accept");
    await world.toldAlone(people.ana, "This session has ended");
    await world.press(people.ben, invite, "Decline");
    await world.toldAlone(people.ben, "nothing to decline");
  });

  it("and the texter's keyword at the same moment end the session once", async () => {
    const { people, telnyx } = world;
    await world.telnyx.text(BOB, LINE, "support");
    const invite = await world.inviteOf(BOB);
    await world.atOnce([
      () => world.press(people.ana, invite, "Accept"),
      () => telnyx.text(BOB, LINE, "done"),
      () => world.press(people.ben, invite, "Accept"),
    ]);
    await world.inviteSays(invite, "e texter");
    await world.phoneHas(BOB, "Bye!");
    await world.settled();
    expect(world.textsTo(BOB)).toEqual(["Welcome! An agent will be with you.", "Bye!"]);
  });

  it("is not offered to an agent whose account is deactivated", async () => {
    const { slack, people } = world;
    await slack.changeUser(people.ana, { deleted: true });
    await world.telnyx.text(BOB, LINE, "support");
    const invite = await world.inviteOf(BOB);
    expect(slack.visibleText(invite)).toContain("@Ben");
    expect(slack.visibleText(invite)).not.toContain("@Ana");
    await slack.changeUser(people.ben, { deleted: true });
    await world.telnyx.text(CAROL, LINE, "support");
    await world.phoneHas(CAROL, "Nobody is here.");
  });
});
