import { describe, expect, it } from "vitest";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { until } from "../support/until.ts";
import { BOB, story, type World } from "../support/world.ts";

const RECALL = "can't be recalled";

/** What Bob has got after the welcome. */
const replies = ({ textsTo }: World): string[] => textsTo(BOB).slice(1);

/** Ana writes while Telnyx takes nothing for a minute of the app's clock. */
async function writeSlowly(world: World, invite: SlackMessage, text: string): Promise<string> {
  const { telnyx, people } = world;
  const slow = telnyx.faults.add({
    call: "messages.send",
    error: "10011",
    headers: { "retry-after": "60" },
  });
  const ts = await world.write(people.ana, invite, text);
  await until("Telnyx has refused it for now", () => slow.struck > 0);
  await until("it waits for its next try", async () => {
    const rows = await world.rows("select 1 from outbound_texts where state = 'queued'");
    return rows.length === 1;
  });
  return ts;
}

describe.concurrent("a sent message that is edited", () => {
  it("is told of once for each edit, and not for what changes no words", async () =>
    story(async (world) => {
      const { people, slack, channel } = world;
      const told = () => world.timesTold(people.ana, RECALL);
      const invite = await world.talk(people.ana);
      const ts = await world.write(people.ana, invite, "At nine");
      await world.phoneHas(BOB, "At nine");
      await slack.editMessage(people.ana, channel, ts, "At ten");
      await until("she is told", () => told() === 1);
      const edit = slack.deliveries.findLast(({ payload }) =>
        JSON.stringify(payload).includes("At ten"),
      );
      const event = edit?.payload["event"];
      if (typeof event !== "object" || event === null) throw new Error("no edit was told");
      await slack.redeliver(edit?.eventId ?? "", { retryNum: 1 });
      await slack.event({ ...event }, { eventId: "Ev0OTHER" });
      await slack.editMessage(people.ana, channel, ts, "At *ten*");
      await world.settled();
      expect(told()).toBe(1);
      await slack.editMessage(people.ana, channel, ts, "At eleven");
      await until("she is told of the second edit", () => told() === 2);
      const words = slack
        .ephemerals(people.ana)
        .filter((word) => slack.visibleText(word).includes("[Send correction]"));
      await world.atOnce(
        [...words, ...words].map((word) => () => world.press(people.ana, word, "Send correction")),
      );
      await world.phoneHas(BOB, "At eleven");
      await world.settled();
      expect(replies(world)).toEqual(["At nine", "At eleven"]);
    })());

  it("is not sent again as a note, and a note never becomes a text by itself", async () =>
    story(async (world) => {
      const { people, slack, channel } = world;
      const invite = await world.talk(people.ana);
      const ts = await world.write(people.ana, invite, "At nine");
      await world.phoneHas(BOB, "At nine");
      await slack.editMessage(people.ana, channel, ts, "At ten");
      const word = await world.wordTo(people.ana, "[Send correction]");
      slack.dismissEphemerals(people.ana);
      await slack.editMessage(people.ana, channel, ts, "// at ten?");
      const second = await world.wordTo(people.ana, RECALL);
      expect(slack.visibleText(second)).not.toContain("[Send correction]");
      await world.press(people.ana, word, "Send correction");
      await world.toldAlone(people.ana, "it may be a note for colleagues by now");

      const note = await world.write(people.ana, invite, "// at ten, I think");
      await slack.editMessage(people.ana, channel, note, "At ten, I think");
      await world.toldAlone(people.ana, "editing a message sends nothing");
      const bens = await world.write(people.ben, invite, "// at eleven");
      await slack.editMessage(people.ben, channel, bens, "At eleven");
      await slack.deleteMessage(people.ana, channel, note);
      await world.settled();
      expect(slack.ephemerals(people.ben)).toEqual([]);
      expect(replies(world)).toEqual(["At nine"]);
    })());

  it("is sent as it reads now where it was not delivered, and then not retried", async () =>
    story(async (world) => {
      const { people, slack, channel, telnyx } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      telnyx.faults.add({ call: "messages.send", error: "40001" });
      const ts = await world.write(people.ana, invite, "At nyne");
      const failed = await world.wordTo(people.ana, "[Retry]");
      await slack.editMessage(people.ana, channel, ts, "At nine");
      const word = await world.wordTo(people.ana, "You edited a message that was not delivered");
      await world.press(people.ana, word, "Send correction");
      await world.phoneHas(BOB, "At nine");
      await world.press(people.ana, failed, "Retry");
      await world.toldAlone(people.ana, "nothing more was sent");
      await world.settled();
      expect(replies(world)).toEqual(["At nine"]);
    })());

  it("is spoken of as what may have arrived while nobody knows", async () =>
    story(async (world) => {
      const { people, slack, channel, telnyx } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      telnyx.faults.add({ call: "messages.send", cut: true });
      const ts = await world.write(people.ana, invite, "At nine");
      await until("its outcome is unknown", async () => {
        const rows = await world.rows("select 1 from outbound_texts where state = 'unknown'");
        return rows.length === 1;
      });
      await slack.editMessage(people.ana, channel, ts, "At ten");
      await world.toldAlone(people.ana, "You edited a message that may have been sent already");
      await slack.deleteMessage(people.ana, channel, ts);
      await world.toldAlone(people.ana, "Your message was deleted, but may have been sent already");
    })());
});

describe.concurrent("a message that has not left yet", () => {
  it.each([
    ["deleted", null, "Your message was deleted before it was sent"],
    ["made what may be a note", "> // at nine?", "Your message was held back before it was sent"],
  ])("is held back when it is %s, and those after it go", async (_, edited, says) =>
    story(async (world) => {
      const { people, slack, channel, clock } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      const ts = await writeSlowly(world, invite, "At nine");
      await world.write(people.ana, invite, "See you");
      if (edited === null) await slack.deleteMessage(people.ana, channel, ts);
      else await slack.editMessage(people.ana, channel, ts, edited);
      await world.toldAlone(people.ana, says);
      clock.ms += 60_000;
      await world.phoneHas(BOB, "See you");
      await world.settled();
      expect(replies(world)).toEqual(["See you"]);
      const states = await world.rows(
        "select state from outbound_texts where kind = 'agent' order by created_at",
      );
      expect(states).toEqual([{ state: "cancelled" }, { state: "delivered" }]);
    })(),
  );

  it("goes as it was written when it is edited, and its author may correct it", async () =>
    story(async (world) => {
      const { people, slack, channel, clock } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      const ts = await writeSlowly(world, invite, "At nine");
      await slack.editMessage(people.ana, channel, ts, "At ten");
      const word = await world.wordTo(people.ana, "that is on its way already");
      expect(slack.visibleText(word)).toContain("the texter gets it as it was");
      await world.press(people.ana, word, "Send correction");
      clock.ms += 60_000;
      await world.phoneHas(BOB, "At ten");
      await world.settled();
      expect(replies(world)).toEqual(["At nine", "At ten"]);
    })());
});
