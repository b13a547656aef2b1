import { describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { BOB, story, type World } from "../support/world.ts";

const failNext = (world: World) =>
  world.telnyx.faults.add({ call: "messages.send", error: "40001" });

describe.concurrent("a message that was sent and then edited", () => {
  it("is sent again as it reads now when its author presses Send correction, once", async () =>
    story(async (world) => {
      const { people, slack, channel } = world;
      const invite = await world.talk(people.ana);
      const ts = await world.write(people.ana, invite, "At nine");
      await world.marked(ts, "white_check_mark");
      await slack.editMessage(people.ana, channel, ts, "At ten");
      const word = await world.wordTo(people.ana, "can't be recalled");
      await slack.editMessage(people.ana, channel, ts, "At *ten* & not before");
      await world.settled();
      expect(world.textsTo(BOB)).not.toContain("At ten");
      await world.atOnce(
        [1, 2, 3].map(() => () => world.press(people.ana, word, "Send correction")),
      );
      await world.phoneHas(BOB, "At ten & not before");
      await world.marked(ts, "white_check_mark");
      await world.settled();
      expect(world.textsTo(BOB).slice(1)).toEqual(["At nine", "At ten & not before"]);
    })());

  it("gets its mark though Slack refuses it at first", async () =>
    story(async (world) => {
      const { people, slack, telnyx } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      telnyx.receipts = "none";
      const limited = slack.faults.add({
        call: "reactions.add",
        status: 429,
        headers: { "retry-after": "1" },
        body: { ok: false, error: "ratelimited" },
      });
      const ts = await world.write(people.ana, invite, "At nine");
      await until("Slack has refused it", () => limited.struck === 1);
      await world.marked(ts, "hourglass_flowing_sand");
    })());

  it("shows what became of the correction alone, and how it failed", async () =>
    story(async (world) => {
      const { people, slack, channel } = world;
      const invite = await world.talk(people.ana);
      const ts = await world.write(people.ana, invite, "At nine");
      await world.marked(ts, "white_check_mark");
      const marks = slack.calls.filter(({ method }) => method.startsWith("reactions."));
      expect(marks.length).toBeLessThanOrEqual(3);
      await slack.editMessage(people.ana, channel, ts, "At ten");
      failNext(world);
      const word = await world.wordTo(people.ana, "[Send correction]");
      await world.press(people.ana, word, "Send correction");
      await world.marked(ts, "warning");
      const failed = await world.wordTo(people.ana, "[Retry]");
      expect(slack.visibleText(failed)).toContain("At ten");
      await world.atOnce([1, 2, 3].map(() => () => world.press(people.ana, failed, "Retry")));
      await world.marked(ts, "white_check_mark");
      await world.settled();
      expect(world.textsTo(BOB).slice(1)).toEqual(["At nine", "At ten"]);
    })());

  it("is not sent by somebody else, after the end, or when it was deleted meanwhile", async () =>
    story(async (world) => {
      const { people, slack, channel } = world;
      const invite = await world.talk(people.ana);
      const ts = await world.write(people.ana, invite, "At nine");
      await world.phoneHas(BOB, "At nine");
      await slack.editMessage(people.ana, channel, ts, "At ten");
      const word = await world.wordTo(people.ana, "can't be recalled");
      await world.press(people.ben, { ...word, user: people.ben }, "Send correction");
      await world.toldAlone(people.ben, "Only the owner of this session");
      await slack.deleteMessage(people.ana, channel, ts);
      await world.press(people.ana, word, "Send correction");
      await world.toldAlone(people.ana, "nothing more was sent");
      await world.pressEnd(people.ana, invite);
      await world.inviteSays(invite, "Ended by");
      await world.press(people.ana, word, "Send correction");
      await until("all is answered", () => world.timesTold(people.ana, "sent") >= 2);
      await world.settled();
      expect(world.textsTo(BOB).filter((text) => text.startsWith("At"))).toEqual(["At nine"]);
    })());
});

describe.concurrent("a text that failed", () => {
  it("is sent with better words by Edit and retry, and the thread shows them", async () =>
    story(async (world) => {
      const { people, slack } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      failNext(world);
      const ts = await world.write(people.ana, invite, "At nyne");
      const word = await world.wordTo(people.ana, "not delivered");
      await world.press(people.ana, word, "Edit and retry");
      const form = await until("the form", () => slack.views(people.ana).at(-1));
      expect(slack.visibleText(form)).toContain("At nyne");
      const tooLong = await slack.submit(people.ana, form, { Text: "x".repeat(1_601) });
      expect(tooLong.errors).toEqual({
        Text: "The text has 1601 characters, and 1600 can be sent at the most.",
      });
      await slack.submit(people.ana, form, { Text: "At nine" });
      await world.phoneHas(BOB, "At nine");
      await world.marked(ts, "white_check_mark");
      await world.threadSays(invite, "Sent instead by @Ana:\nAt nine");
      await world.press(people.ana, word, "Edit and retry");
      const again = await until("the form again", () => slack.views(people.ana).at(-1));
      await slack.submit(people.ana, again, { Text: "At nine" });
      await world.toldAlone(people.ana, "sent again or delivered meanwhile");
      await world.settled();
      expect(world.textsTo(BOB).filter((text) => text.startsWith("At"))).toEqual(["At nine"]);
    })());

  it("is told again from its message's menu, and Retry gives way to what comes of it", async () =>
    story(async (world) => {
      const { people, slack, channel } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      failNext(world);
      const ts = await world.write(people.ana, invite, "At nine");
      await world.wordTo(people.ana, "not delivered");
      slack.dismissEphemerals(people.ana);
      await slack.messageShortcut(people.ben, { channel, ts }, "held.ask");
      await world.toldAlone(people.ben, "Only who wrote this message");
      await slack.messageShortcut(people.ana, { channel, ts }, "held.ask");
      const word = await world.wordTo(people.ana, "landline or can't be reached by text (40001)");
      await world.press(people.ana, word, "Retry");
      await world.toldAlone(people.ana, "Sending it again");
      expect(world.timesTold(people.ana, "[Retry]")).toBe(0);
      await world.marked(ts, "white_check_mark");
      await slack.messageShortcut(people.ana, { channel, ts }, "held.ask");
      await world.toldAlone(people.ana, "doesn't wait for an answer");
      await world.settled();
      expect(world.textsTo(BOB).slice(1)).toEqual(["At nine"]);
    })());

  it("is not shown to anybody but its author", async () =>
    story(async (world) => {
      const { people, slack } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      failNext(world);
      await world.write(people.ana, invite, "At nine");
      const word = await world.wordTo(people.ana, "not delivered");
      await world.press(people.ben, { ...word, user: people.ben }, "Edit and retry");
      await world.toldAlone(people.ben, "Only the owner of this session");
      expect(slack.views(people.ben)).toEqual([]);
    })());
});
