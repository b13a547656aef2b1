import { describe, expect, it } from "vitest";
import { BOB, CAROL, DAVE, LINE, story, type World } from "../support/world.ts";

/** Changes the queue's settings. */
async function edit(world: World, fields: Record<string, string>): Promise<void> {
  const form = await world.openForm(world.people.sue, "/sms-queue", "edit Support");
  await world.slack.submit(world.people.sue, form, fields);
  await world.settled();
}

describe.concurrent("an offer", () => {
  it(
    "leaves room for the next one as soon as its texter leaves, or somebody else accepts it",
    story(async (world) => {
      const { people, telnyx } = world;
      await edit(world, { Dispatch: "Linear (fixed order)" });
      await world.addAgents("Support", [people.zed], 1);
      await telnyx.text(BOB, LINE, "support");
      await world.inviteSays(await world.inviteOf(BOB), "Offered to @Zed");
      await telnyx.text(CAROL, LINE, "support");
      const carols = await world.inviteOf(CAROL);
      await telnyx.text(DAVE, LINE, "support");
      const daves = await world.inviteOf(DAVE);
      await world.settled();
      expect(world.slack.visibleText(carols)).not.toContain("@Zed");
      await telnyx.text(BOB, LINE, "done");
      await world.inviteSays(carols, "Offered to @Zed");
      await world.threadSays(carols, "@Zed, this one is offered to you now");
      await world.accept(people.sue, carols);
      await world.inviteSays(daves, "Offered to @Zed");
      // Nobody else could accept it, so nobody else is reminded of it.
      await world.addAgents("Support", [people.zed, people.ben], 1);
      world.clock.ms += 50_000;
      await world.settled();
      await edit(world, { "Offer timeout": "3600" });
      world.clock.ms += 12_000;
      const reminder = await world.threadSays(daves, "nobody has accepted this for 1 minute");
      expect(world.slack.visibleText(reminder)).toMatch(/:alarm_clock: @(Zed|Ben) nobody/);
      await edit(world, { Dispatch: "Ring all" });
      await world.threadSays(daves, "@Zed @Ben this one is offered to nobody alone any more");
      expect(world.slack.visibleText(await world.inviteSays(daves, "@Zed @Ben"))).not.toContain(
        "Offered to",
      );
      await world.accept(people.ben, daves);
    }),
  );

  it(
    "that goes on to the next agent leaves room in the first one's other queues",
    story(async (world) => {
      const { people, telnyx } = world;
      const linear = { Dispatch: "Linear (fixed order)" };
      await edit(world, linear);
      await world.makeQueue({ ...linear, Name: "Sales", "Initiation Keyword": "SALES" });
      await world.addAgents("Sales", [people.zed], 1);
      await world.addAgents("Support", [people.zed, people.ana], 1);
      await telnyx.text(BOB, LINE, "support");
      const bobs = await world.inviteOf(BOB);
      await world.inviteSays(bobs, "Offered to @Zed");
      await telnyx.text(CAROL, LINE, "sales");
      const carols = await world.inviteOf(CAROL);
      await world.settled();
      expect(world.slack.visibleText(carols)).not.toContain("@Zed");
      await world.press(people.zed, bobs, "Decline");
      await world.inviteSays(bobs, "Offered to @Ana");
      await world.inviteSays(carols, "Offered to @Zed");
    }),
  );

  it(
    "goes in the order of the agents form, which supervisors can change",
    story(async (world) => {
      const { people, slack, telnyx } = world;
      await edit(world, { Dispatch: "Linear (fixed order)" });
      const form = await world.openForm(people.sue, "/sms-queue", "agents Support");
      await slack.submit(people.sue, form, { Agents: [people.ben, people.ana] });
      await world.toldAlone(people.sue, "Agents of *Support*: @Ben (max 3), @Ana (max 3)");
      expect(await world.ask(people.sue, "/sms-queue", "history Support")).toContain(
        "@Ben: place 1 in the order",
      );
      await telnyx.text(BOB, LINE, "support");
      await world.inviteSays(await world.inviteOf(BOB), "Offered to @Ben");
    }),
  );
});

describe.concurrent("texters who come at once while all are busy", () => {
  it(
    "are told different places in the line",
    story(async (world) => {
      const { people, telnyx } = world;
      await edit(world, { "Waiting Message": "You are number {position}." });
      await world.addAgents("Support", [people.zed], 1);
      await world.talk(people.zed);
      const replicas = [world.app, await world.addReplica()];
      await world.whileHeldBack("sessions", async () => {
        const texts = [CAROL, DAVE].map((texter) => () => telnyx.text(texter, LINE, "support"));
        await world.atOnce(texts, replicas);
        await world.heldBack(2);
      });
      await world.settled();
      const told = [CAROL, DAVE].map((texter) => world.textsTo(texter)[1]);
      expect(new Set(told)).toEqual(new Set(["You are number 1.", "You are number 2."]));
    }),
  );
});
