import { describe, expect, it } from "vitest";
import { failedReceipts } from "../../src/sandbox/telnyx/messages.ts";
import { until } from "../support/until.ts";
import { BOB, LINE, story } from "../support/world.ts";

describe.concurrent("what comes late", () => {
  it("is not sent when it was written in the thread before Accept, however late it reaches us", async () =>
    story(async (world) => {
      const { people, slack, channel, telnyx } = world;
      await telnyx.text(BOB, LINE, "support");
      const invite = await world.inviteOf(BOB);
      // Slack holds the event back, as after an outage of ours, and delivers it after Accept.
      const before = (Number(invite.ts) + 0.001).toFixed(6);
      await until("it is later than that", () => Date.now() / 1_000 > Number(before));
      await world.accept(people.ana, invite);
      await slack.event({
        type: "message",
        channel,
        user: people.ana,
        text: "him again?",
        ts: before,
        thread_ts: invite.ts,
        channel_type: "channel",
      });
      await world.toldAlone(people.ana, "you wrote this before you accepted");
      await world.write(people.ana, invite, "Hello");
      await world.phoneHas(BOB, "Hello");
      expect(world.textsTo(BOB)).not.toContain("him again?");
    })());

  it("is told to have not been sent where a session ended before its invite's place was known", async () =>
    story(async (world) => {
      const { people, slack, channel, telnyx } = world;
      slack.faults.add({ call: "chat.postMessage", delayMs: 1_000 });
      await telnyx.text(BOB, LINE, "support");
      await telnyx.text(BOB, LINE, "done");
      await until("the session has ended", async () => {
        return (await world.rows("select 1 from sessions where state = 'ended'")).length > 0;
      });
      // The invite is there, but Slack's answer to it can't be recorded yet.
      await world.whileHeldBack("sessions", async () => {
        await world.write(
          people.ana,
          await until("it", () => slack.messages(channel)[0]),
          "Hello?",
        );
        await until("it is judged, or waits for that", async () => {
          const looked = "kind = 'thread.message' and (state = 'done' or last_error is not null)";
          return (await world.rows(`select 1 from jobs where ${looked}`)).length > 0;
        });
      });
      await world.toldAlone(people.ana, "*Not sent:* the session ended");
    })());

  it("as a receipt that says STOP ends the session like STOP itself", async () =>
    story(async (world) => {
      const { people, telnyx } = world;
      const invite = await world.talk(people.ana);
      await until("the welcome is there", () => world.textsTo(BOB).length === 1);
      telnyx.receipts = failedReceipts("40300");
      await world.write(people.ana, invite, "Hello");
      await world.threadSays(invite, "The texter opted out");
      telnyx.receipts = "delivered";
      await world.write(people.ana, invite, "Still there?");
      await world.toldAlone(people.ana, "the session ended");
      await world.settled();
      expect(world.textsTo(BOB)).not.toContain("Still there?");
    })());

  it("as an SMS that Telnyx does not take for a quarter of an hour is given up, and its owner told", async () =>
    story(async (world) => {
      const { people, telnyx } = world;
      const invite = await world.talk(people.ana);
      await until("the welcome is there", () => world.textsTo(BOB).length === 1);
      const fault = telnyx.faults.add({
        call: "messages.send",
        times: Number.POSITIVE_INFINITY,
        error: "40006",
      });
      const ts = await world.write(people.ana, invite, "Hello");
      await until("it was refused for now", () => fault.struck > 0);
      world.clock.ms += 16 * 60_000;
      await world.marked(ts, "warning");
      await world.wordTo(people.ana, "out of service");
      fault.remove();
      await world.write(people.ana, invite, "And this?");
      await world.phoneHas(BOB, "And this?");
      expect(world.textsTo(BOB)).not.toContain("Hello");
    })());
});

describe("a text in a shape that we can't read", () => {
  it("is kept, and supervisors hear of it", async () =>
    story(
      async (world) => {
        const { people, telnyx, slack } = world;
        const data = {
          event_type: "message.received",
          id: "e-strange",
          payload: { id: "p-strange", from: { phone_number: BOB }, to: [], text: "help me" },
        };
        expect((await telnyx.post({ data })).status).toBe(200);
        await until("Zed is told", () =>
          slack.channels
            .filter(({ isIm, members }) => isIm && members.has(people.zed))
            .flatMap(({ id }) => slack.messages(id))
            .find((message) => slack.visibleText(message).includes("e-strange")),
        );
      },
      { SUPERVISORS: "U0ZED" },
    )());
});

describe.concurrent("one of the queue's messages that does not reach the texter", () => {
  it("is shown as not delivered in the thread that opens later", async () =>
    story(async (world) => {
      const { people, telnyx } = world;
      telnyx.faults.add({ call: "messages.send", error: "40001" });
      await telnyx.text(BOB, LINE, "support");
      const invite = await world.inviteOf(BOB);
      await world.settled();
      await world.accept(people.ana, invite);
      await world.threadSays(
        invite,
        "Initiation Message, *not delivered* (the number is a landline",
      );
    })());

  it("is said in the thread where it stood as sent", async () =>
    story(async (world) => {
      const { people, telnyx } = world;
      const invite = await world.talk(people.ana);
      await until("the welcome is there", () => world.textsTo(BOB).length === 1);
      telnyx.receipts = failedReceipts("40008");
      await telnyx.text(BOB, LINE, "done");
      await world.threadSays(invite, "The Termination Message has not reached the texter");
    })());
});
