import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BOB, LINE, startWorld, type World } from "../support/world.ts";

describe.each(["http", "socket"] as const)("a conversation over %s", (mode) => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld(mode);
    await world.makeQueue();
    await world.addAgents("Support", [world.people.ana, world.people.ben]);
  });
  afterEach(async () => {
    await world.close();
  });

  it("goes from a text to a thread and back, and ends by the termination keyword", async () => {
    const { slack, telnyx, people } = world;
    const answered = await telnyx.text(BOB, LINE, "Hello, SUPPORT please <now> & here");
    expect(answered.status).toBe(200);
    await world.phoneHas(BOB, "Welcome! An agent will be with you.");

    const invite = await world.invite();
    expect(slack.visibleText(invite)).toContain("Hello, SUPPORT please <now> & here");
    expect(slack.visibleText(invite)).toContain(BOB);

    await world.accept(people.ana, invite);
    await world.threadSays(invite, "End");
    await world.threadSays(invite, "Hello, SUPPORT please");
    await world.threadSays(invite, "Welcome! An agent will be with you.");

    await slack.say(people.ana, world.channel, "Hi *Bob*, how can I <help> & so on?", {
      threadTs: invite.ts,
    });
    await world.phoneHas(BOB, "Hi Bob, how can I <help> & so on?");

    await telnyx.text(BOB, LINE, "My bill is wrong");
    await world.threadSays(invite, "My bill is wrong");

    await telnyx.text(BOB, LINE, " done! ");
    await world.phoneHas(BOB, "Bye!");
    await world.threadSays(invite, "Ended by the texter");
    const texts = slack
      .thread(world.channel, invite.ts)
      .slice(1)
      .map((message) => slack.visibleText(message).split("\n")[0]);
    expect(texts.findIndex((text) => text?.includes("Hello, SUPPORT"))).toBeLessThan(
      texts.findIndex((text) => text?.includes("My bill")),
    );
    expect(world.textsTo(BOB)).toEqual([
      "Welcome! An agent will be with you.",
      "Hi Bob, how can I <help> & so on?",
      "Bye!",
    ]);
    const statistics = await world.ask(people.sue, "/sms-stats", "today");
    expect(statistics).toMatch(/Support\s+1\s+0:\d\d/);
  });
});
