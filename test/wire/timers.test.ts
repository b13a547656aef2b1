import { describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { BOB, CAROL, DAVE, LINE, story, type World } from "../support/world.ts";

const MINUTE = 60_000;

/** Changes the queue's settings. */
async function edit(world: World, fields: Record<string, string>): Promise<void> {
  const { people, slack } = world;
  const saved = world.timesTold(people.sue, "Saved *Support*");
  const form = await world.openForm(people.sue, "/sms-queue", "edit Support");
  const submitted = await slack.submit(people.sue, form, fields);
  expect(submitted.errors).toBeUndefined();
  await until("it is saved", () => world.timesTold(people.sue, "Saved *Support*") > saved);
  await world.settled();
}

/** Lets so many minutes go by, and everything happen that they bring. */
async function pass(world: World, minutes: number): Promise<void> {
  world.clock.ms += minutes * MINUTE;
  await world.settled();
}

/** What supervisors were told directly. */
function alerts({ slack, people }: World): string[] {
  return slack.channels
    .filter((channel) => channel.isIm && channel.members.has(people.zed))
    .flatMap((channel) => slack.messages(channel).map((message) => slack.visibleText(message)));
}

describe.concurrent("a texter without an answer", () => {
  it(
    "waits again for the others, after the owner was warned; notes and held texts are no answer",
    story(async (world) => {
      const { people, telnyx } = world;
      await edit(world, { Dispatch: "Linear (fixed order)", "Reply timeout": "600" });
      const invite = await world.talk(people.ana);
      const [before] = await world.rows("select waiting_since from sessions");
      await pass(world, 7);
      await telnyx.text(BOB, LINE, "anybody there?");
      await world.write(people.ana, invite, "// let me look");
      await world.write(people.ana, invite, "long ".repeat(150));
      await world.wordTo(people.ana, "Not sent yet");
      world.clock.ms += 1.5 * MINUTE;
      await world.threadSays(invite, "@Ana, the texter has waited for your answer for 8 min");
      world.clock.ms += 2 * MINUTE;
      await world.threadSays(
        invite,
        "@Ana has not answered the texter in time. The texter waits again",
      );
      await world.threadSays(invite, "@Ben, this one is offered to you now");
      await world.inviteSays(invite, "Offered to @Ben");
      await world.toldAlone(people.ana, /not sent/i);
      expect(await world.rows("select waiting_since from sessions")).toEqual([before]);

      await world.accept(people.ben, invite);
      await world.write(people.ben, invite, "Ben here");
      await world.phoneHas(BOB, "Ben here");
      await pass(world, 30);
      await telnyx.text(BOB, LINE, "one more question");
      await world.threadSays(invite, "one more question");
      await pass(world, 5);
      await telnyx.text(BOB, LINE, "hello?");
      world.clock.ms += 3.5 * MINUTE;
      await world.threadSays(invite, "@Ben, the texter has waited for your answer for 8 min");
      await world.write(people.ben, invite, "One moment");
      await world.phoneHas(BOB, "One moment");
      await pass(world, 9);
      expect(await world.rows("select state, owner from sessions")).toEqual([
        { state: "active", owner: people.ben },
      ]);
      expect(world.thread(invite).filter((line) => line.includes("has waited"))).toHaveLength(2);
    }),
  );

  it(
    "waits again, in a queue that rings all, with everybody else called",
    story(async (world) => {
      const { people } = world;
      const invite = await world.talk(people.ana);
      await pass(world, 20);
      // It counts for sessions that are open already, and no owner goes without a warning.
      await edit(world, { "Reply timeout": "600" });
      await world.threadSays(invite, "@Ana, the texter has waited for your answer for 20 min");
      await pass(world, 1.3);
      expect(await world.rows("select state from sessions")).toEqual([{ state: "active" }]);
      world.clock.ms += 0.8 * MINUTE;
      await world.threadSays(invite, ":leftwards_arrow_with_hook: @Ben @Ana has not answered");
      world.clock.ms += 1.1 * MINUTE;
      const reminder = await world.threadSays(invite, "nobody has accepted this for 1 minute");
      expect(world.slack.visibleText(reminder)).not.toContain("@Ana");
      await world.accept(people.ana, invite);
    }),
  );

  it(
    "is not taken for one while the owner's answer is still on its way through the app",
    story(async (world) => {
      const { people } = world;
      await edit(world, { "Reply timeout": "600" });
      const invite = await world.talk(people.ana);
      world.clock.ms += 8.5 * MINUTE;
      await world.threadSays(invite, "the texter has waited for your answer");
      await world.whileHeldBack("thread_messages", async () => {
        await world.write(people.ana, invite, "Here I am");
        await world.heldBack(1);
        world.clock.ms += 2 * MINUTE;
        await until("it was looked for an answer after the time", async () => {
          const looks = await world.rows(
            "select 1 from jobs where payload ->> 'timer' = 'reply' and state = 'done'",
          );
          return looks.length > 1;
        });
      });
      await world.phoneHas(BOB, "Here I am");
      await world.settled();
      expect(await world.rows("select state from sessions")).toEqual([{ state: "active" }]);
    }),
  );
});

describe.concurrent("sessions that nobody accepts", () => {
  it(
    "are brought to supervisors, each wait once, all of a queue together",
    story(
      async (world) => {
        const { people, slack, telnyx } = world;
        await world.addReplica();
        await telnyx.text(BOB, LINE, "support");
        const bobs = await world.inviteOf(BOB);
        await pass(world, 5);
        await telnyx.text(CAROL, LINE, "support");
        await telnyx.text(DAVE, LINE, "support");
        const carols = await world.inviteOf(CAROL);
        await world.inviteOf(DAVE);
        await pass(world, 9.2);
        expect(alerts(world)).toEqual([]);
        await pass(world, 0.9);
        expect(alerts(world)).toEqual([
          expect.stringMatching(
            /\*Support\*: nobody accepts\n• \+15557770001 for 15 min · .*invite.*\n3 people wait/,
          ),
        ]);
        const direct = slack.channels.find(({ isIm, members }) => isIm && members.has(people.zed));
        expect(JSON.stringify(direct && slack.messages(direct.id))).toContain(
          `archives/${world.channel}/p${bobs.ts.replace(".", "")}`,
        );
        await pass(world, 10);
        expect(alerts(world)).toHaveLength(1);
        await world.accept(people.ana, bobs);
        await pass(world, 5);
        expect(alerts(world)).toHaveLength(2);
        expect(alerts(world)[1]).toMatch(/\+15557770002 for 25 min.*\n.*\+15557770003.*\n2 people/);
        await pass(world, 40);
        expect(alerts(world)).toHaveLength(2);
        // Who waits again is told of again.
        await world.accept(people.ben, carols);
        await world.press(people.ben, await world.threadSays(carols, "[Hand back]"), "Hand back");
        await world.threadSays(carols, "@Ben handed this session back");
        await pass(world, 14.2);
        expect(alerts(world)).toHaveLength(2);
        await pass(world, 0.9);
        expect(alerts(world)).toHaveLength(3);
        expect(alerts(world)[2]).toContain("+15557770002 for 15 min");
      },
      { SUPERVISORS: "U0ZED" },
    ),
  );
});

describe.concurrent("timers", () => {
  it(
    "follow settings that change meanwhile, fire once on two replicas, and survive a restart",
    story(async (world) => {
      const { people, telnyx } = world;
      const anas = await world.talk(people.ana, CAROL);
      await telnyx.text(BOB, LINE, "support");
      const bobs = await world.inviteOf(BOB);
      const reminders = { "Reminder minutes": "2, 4, 6" };
      await edit(world, { ...reminders, "Max wait": "480", "Idle timeout": "1800" });
      await world.addReplica();
      await world.restart();
      await pass(world, 1.5);
      expect(world.thread(bobs)).toEqual([]);
      await pass(world, 0.6);
      expect(world.thread(bobs)).toEqual([
        ":alarm_clock: @Ana @Ben nobody has accepted this for 2 minutes.",
      ]);
      // As after an outage: two reminders are due, and one says it all.
      await pass(world, 4.4);
      expect(world.thread(bobs)).toHaveLength(2);
      await edit(world, { "Max wait": "420" });
      world.clock.ms += 0.6 * MINUTE;
      await world.inviteSays(bobs, "Nobody accepted in time");
      await world.phoneHas(BOB, "Nobody is here.");
      world.clock.ms += 21.5 * MINUTE;
      await world.threadSays(anas, "@Ana, nobody has written here for 28 min");
      await world.restart();
      world.clock.ms += 2 * MINUTE;
      await world.threadSays(anas, "Ended after a long silence");
      expect(world.textsTo(BOB).filter((text) => text === "Nobody is here.")).toHaveLength(1);
      const lines = world.thread(anas).filter((line) => /obody has written|Ended after/.test(line));
      expect(lines).toHaveLength(2);
    }),
  );

  it(
    "of a session that was handed back count from then, whatever time its transaction had",
    story(async (world) => {
      const { people } = world;
      // A transaction that waited for a lock is older than what it follows.
      world.clock.ms = 5_000;
      const invite = await world.talk(people.ana);
      world.clock.ms = 0;
      await world.press(people.ana, await world.threadSays(invite, "[Hand back]"), "Hand back");
      await world.threadSays(invite, "@Ana handed this session back");
      world.clock.ms += 1.2 * MINUTE;
      await world.threadSays(invite, "nobody has accepted this for 1 minute");
    }),
  );
});
