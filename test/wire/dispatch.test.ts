import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { BOB, CAROL, LINE, startWorld, type World } from "../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld("http");
});
afterEach(async () => {
  await world.close();
});

/** Whom the invite calls now. */
async function offeredTo(name: string, texter: string): Promise<string> {
  const message = await until(`${texter} is offered to ${name}`, () =>
    world.slack.messages(world.channel).find((one) => {
      const shown = world.slack.visibleText(one);
      return shown.includes(texter) && shown.includes(`Offered to @${name}`);
    }),
  );
  return message.ts;
}

describe("linear dispatch", () => {
  beforeEach(async () => {
    await world.makeQueue({ Dispatch: "Linear (fixed order)", "Offer timeout": "60" });
    await world.addAgents("Support", [world.people.ana, world.people.ben]);
  });

  it("offers a session to the first agent, then to the next, then starts again", async () => {
    await world.telnyx.text(BOB, LINE, "support");
    await offeredTo("Ana", BOB);
    world.clock.ms += 61_000;
    const ts = await offeredTo("Ben", BOB);
    await until("Ben is called in the thread, since a redrawn invite calls nobody", () =>
      world.slack
        .thread(world.channel, ts)
        .some((one) => world.slack.visibleText(one).includes("@Ben, this one is offered to you")),
    );
    world.clock.ms += 61_000;
    await offeredTo("Ana", BOB);
  });

  it("lets only the offered agent accept, and a supervisor who is an agent", async () => {
    await world.addAgents("Support", [world.people.ana, world.people.ben, world.people.sue]);
    await world.telnyx.text(BOB, LINE, "support");
    const ts = await offeredTo("Ana", BOB);
    await world.slack.press(world.people.ben, { channel: world.channel, ts }, "Accept");
    await world.toldAlone(world.people.ben, "on offer to @Ana");
    await world.slack.press(world.people.sue, { channel: world.channel, ts }, "Accept");
    await until("Sue has it", () => {
      const invite = world.slack.message(world.channel, ts);
      return invite && world.slack.visibleText(invite).includes("Accepted by @Sue");
    });
  });

  it("lets a supervisor who is no agent accept and end, beyond any max", async () => {
    const { people } = world;
    for (const texter of [BOB, CAROL]) {
      await world.telnyx.text(texter, LINE, "support");
      const ts = await offeredTo("Ana", texter);
      await world.slack.press(people.sue, { channel: world.channel, ts }, "Accept");
      await world.inviteSays(await world.inviteOf(texter), "Accepted by @Sue");
    }
    expect(await world.rows("select agent from assignments where to_at is null")).toEqual([
      { agent: people.sue },
      { agent: people.sue },
    ]);
    const invite = await world.inviteOf(BOB);
    await world.write(people.sue, invite, "Sue here");
    await world.phoneHas(BOB, "Sue here");
    await world.pressEnd(people.sue, invite);
    await world.threadSays(invite, "Ended by @Sue");
    expect(await world.ask(people.sue, "/sms-duty")).toContain("not an agent");
  });

  it("goes to the next at once when the offered agent declines or goes off duty", async () => {
    await world.telnyx.text(BOB, LINE, "support");
    const ts = await offeredTo("Ana", BOB);
    await world.slack.press(world.people.ana, { channel: world.channel, ts }, "Decline");
    await offeredTo("Ben", BOB);

    await world.telnyx.text(CAROL, LINE, "support");
    await offeredTo("Ana", CAROL);
    await world.ask(world.people.ana, "/sms-duty", "off");
    await offeredTo("Ben", CAROL);
  });
});

describe("round robin dispatch", () => {
  it("offers to the agent who has been idle longest", async () => {
    await world.makeQueue({ Dispatch: "Round robin (longest idle)" });
    await world.addAgents("Support", [world.people.ana, world.people.ben]);
    await world.telnyx.text(BOB, LINE, "support");
    await offeredTo("Ana", BOB);
    await world.accept(world.people.ana, await world.invite());
    await world.telnyx.text(CAROL, LINE, "support");
    await offeredTo("Ben", CAROL);
    await world.phoneHas(CAROL, "Welcome! An agent will be with you.");
  });
});

describe("while nobody accepts", () => {
  it("reminds the agents in the thread after 1, 5 and 15 minutes", async () => {
    await world.makeQueue();
    await world.addAgents("Support", [world.people.ana]);
    await world.telnyx.text(BOB, LINE, "support");
    const invite = await world.invite();
    world.clock.ms += 60_500;
    await world.threadSays(invite, "@Ana nobody has accepted this for 1 minute.");
    world.clock.ms += 240_000;
    await world.threadSays(invite, "nobody has accepted this for 5 minutes.");
  });

  it("ends the session when its queue's max wait is over, and says so to the texter", async () => {
    await world.makeQueue({ "Max wait": "120" });
    await world.addAgents("Support", [world.people.ana]);
    await world.telnyx.text(BOB, LINE, "support");
    await world.invite();
    world.clock.ms += 121_000;
    await world.phoneHas(BOB, "Nobody is here.");
    await world.invite("Nobody accepted in time");
  });
});

describe("while nobody writes", () => {
  it("ends an accepted session when its queue's idle timeout is over, counted from the last text", async () => {
    await world.makeQueue({ "Idle timeout": "600" });
    await world.addAgents("Support", [world.people.ana]);
    await world.telnyx.text(BOB, LINE, "support");
    const invite = await world.invite();
    await world.accept(world.people.ana, invite);
    world.clock.ms += 500_000;
    await world.telnyx.text(BOB, LINE, "still here");
    await world.threadSays(invite, "still here");
    world.clock.ms += 200_000;
    await world.telnyx.text(BOB, LINE, "and here");
    await world.threadSays(invite, "and here");
    world.clock.ms += 481_000;
    await world.threadSays(invite, "nobody has written here for 8 min");
    world.clock.ms += 120_000;
    await world.threadSays(invite, "Ended after a long silence");
  });
});
