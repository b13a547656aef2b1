import { describe, expect, it } from "vitest";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { until } from "../support/until.ts";
import { BOB, story, type World } from "../support/world.ts";

/** 5 SMS because of its one curly quote, 2 with a straight one. */
const CURLY = `It’s ${"so ".repeat(90)}long`;
const PLAIN = CURLY.replace("’", "'");
/** 4 SMS whatever is done with its punctuation. */
const LONG = `This is ${"very ".repeat(95)}long`;

/** Ana has a session and has written a text that is held. */
async function held(world: World, text = CURLY): Promise<{ invite: SlackMessage; ts: string }> {
  const invite = await world.talk(world.people.ana);
  const ts = await world.write(world.people.ana, invite, text);
  await world.wordTo(world.people.ana, "Not sent yet");
  return { invite, ts };
}

const sentToBob = (world: World) => world.textsTo(BOB).slice(1);

/** The outcomes of what was written in threads, in its order. */
async function outcomes(world: World): Promise<unknown[]> {
  await world.settled();
  const rows = await world.rows("select outcome, reason from thread_messages order by ts");
  return rows.map(({ outcome, reason }) => reason ?? outcome);
}

describe.concurrent("a text of more than three SMS", () => {
  it("is held and marked, and goes out once when its author presses Send, however often", async () =>
    story(async (world) => {
      const { people } = world;
      const { ts } = await held(world);
      const word = await world.wordTo(people.ana, "5 SMS (Unicode, because of “’”)");
      await world.marked(ts, "hand");
      expect(await outcomes(world)).toEqual(["held"]);
      await world.atOnce([1, 2, 3].map(() => () => world.press(people.ana, word, "Send 5 SMS")));
      await world.phoneHas(BOB, CURLY);
      await world.marked(ts, "white_check_mark");
      await world.toldAlone(people.ana, "The mark on your message shows");
      await world.press(people.ana, word, "Don't send");
      await world.toldAlone(people.ana, "decided already");
      expect(await outcomes(world)).toEqual(["sent"]);
      expect(sentToBob(world)).toEqual([CURLY]);
    })());

  it("goes out with plain punctuation where that is shorter, and the first answer counts", async () =>
    story(async (world) => {
      const { people } = world;
      const { ts } = await held(world);
      const word = await world.wordTo(people.ana, "With plain quotes, dashes and blanks it is 2");
      await world.atOnce(
        ["Send with plain punctuation (2 SMS)", "Don't send", "Send 5 SMS"].map(
          (what) => () => world.press(people.ana, word, what),
        ),
      );
      const [outcome] = await outcomes(world);
      expect(["sent", "held_dropped"]).toContain(outcome);
      expect(sentToBob(world)).toHaveLength(outcome === "sent" ? 1 : 0);
      const again = await world.write(people.ana, await world.inviteOf(BOB), CURLY);
      const next = await until("the next question", () => {
        const words = world.slack.ephemerals(people.ana);
        return words.findLast(({ blocks }) => JSON.stringify(blocks).includes(again));
      });
      await world.press(people.ana, next, "Send with plain punctuation (2 SMS)");
      await world.phoneHas(BOB, PLAIN);
      await world.marked(again, "white_check_mark");
      expect(ts).not.toBe(again);
    })());

  it("is not sent when its author says so, which is not asked of anybody else", async () =>
    story(async (world) => {
      const { people, slack, channel } = world;
      const { ts } = await held(world, LONG);
      const word = await world.wordTo(people.ana, "this is 4 SMS.");
      expect(slack.visibleText(word)).not.toContain("plain punctuation");
      await world.press(people.ben, { ...word, user: people.ben }, "Send 4 SMS");
      await world.toldAlone(people.ben, "Only who wrote this text");
      await slack.messageShortcut(people.ben, { channel, ts }, "held.ask");
      await until("Ben is refused twice", () => world.timesTold(people.ben, "Only who") === 2);
      await world.press(people.ana, word, "Don't send");
      await world.toldAlone(people.ana, "You chose not to send it");
      expect(await outcomes(world)).toEqual(["held_dropped"]);
      expect(slack.reactions(channel, ts)).toEqual([]);
      expect(sentToBob(world)).toEqual([]);
    })());

  it("is asked about again from the message's menu, also after a restart", async () =>
    story(async (world) => {
      const { people, slack, channel } = world;
      const { ts } = await held(world, LONG);
      await world.settled();
      slack.dismissEphemerals(people.ana);
      await world.restart();
      await slack.messageShortcut(people.ana, { channel, ts }, "held.ask");
      const word = await world.wordTo(people.ana, "Not sent yet");
      await world.press(people.ana, word, "Send 4 SMS");
      await world.phoneHas(BOB, LONG);
      await world.marked(ts, "white_check_mark");
      await slack.messageShortcut(people.ana, { channel, ts }, "held.ask");
      await world.toldAlone(people.ana, "doesn't wait for an answer");
    })());

  it("does not keep back what is written after it, and goes out when it is answered", async () =>
    story(async (world) => {
      const { people } = world;
      const { invite } = await held(world, LONG);
      await world.write(people.ana, invite, "One moment");
      await world.phoneHas(BOB, "One moment");
      await world.press(people.ana, await world.wordTo(people.ana, "Not sent yet"), "Send 4 SMS");
      await world.phoneHas(BOB, LONG);
      expect(sentToBob(world)).toEqual(["One moment", LONG]);
    })());

  it("is judged anew when it is edited: short, long again, a note, nothing", async () =>
    story(async (world) => {
      const { people, slack, channel } = world;
      const { invite, ts: short } = await held(world, LONG);
      const old = await world.wordTo(people.ana, "this is 4 SMS");
      await slack.editMessage(people.ana, channel, short, `${LONG}, ${LONG}`);
      const newer = await world.wordTo(people.ana, "this is 7 SMS");
      await world.press(people.ana, old, "Send 4 SMS");
      await until("it is asked again", () => world.timesTold(people.ana, "this is 7 SMS") === 2);
      await slack.editMessage(people.ana, channel, short, "This is short");
      await world.phoneHas(BOB, "This is short");
      await world.marked(short, "white_check_mark");
      await world.press(people.ana, newer, "Send 7 SMS");
      await world.toldAlone(people.ana, "decided already");

      for (const [text, outcome] of [
        ["// a note", "note"],
        ["y".repeat(1_601), "not_sent_too_long"],
      ] as const) {
        const ts = await world.write(people.ana, invite, LONG);
        await world.marked(ts, "hand");
        await slack.editMessage(people.ana, channel, ts, text);
        await until("it has its outcome", async () => (await outcomes(world)).at(-1) === outcome);
        expect(slack.reactions(channel, ts)).toEqual([]);
      }
      const ts = await world.write(people.ana, invite, LONG);
      await world.marked(ts, "hand");
      await slack.deleteMessage(people.ana, channel, ts);
      await world.toldAlone(people.ana, "You deleted it before");
      expect((await outcomes(world)).at(-1)).toBe("held_deleted");
      expect(sentToBob(world)).toEqual(["This is short"]);
    })());

  it("is refused when the session ends or gets another owner, and its author is told", async () =>
    story(async (world) => {
      const { people } = world;
      const { invite } = await held(world);
      const word = await world.wordTo(people.ana, "Not sent yet");
      await world.write(people.ben, invite, "mine!");
      await world.press(people.ben, await world.wordTo(people.ben, "[Take over]"), "Take over");
      await world.toldAlone(people.ana, "The session was not yours any more");
      await world.press(people.ana, word, "Send 5 SMS");
      await world.toldAlone(people.ana, "decided already");
      await world.write(people.ben, invite, LONG);
      await world.wordTo(people.ben, "Not sent yet");
      await world.slack.command(people.ben, world.channel, "/sms-duty", "off");
      const offDuty = await world.wordTo(people.ben, "[Hand all back]");
      await world.press(people.ben, offDuty, "Hand all back");
      await world.toldAlone(people.ben, "The session was not yours any more");
      await world.inviteSays(invite, "[Accept]");
      await world.accept(people.ana, invite);
      await world.threadSays(invite, "@Ana has this session now");
      await world.write(people.ana, invite, LONG);
      await world.wordTo(people.ana, "Not sent yet");
      await world.pressEnd(people.ana, invite);
      await world.toldAlone(people.ana, "The session ended before");
      expect(await outcomes(world)).toEqual([
        "held_not_owner",
        "not_sent_not_owner",
        "held_not_owner",
        "held_ended",
      ]);
      expect(sentToBob(world)).toEqual([]);
    })());

  it("has one outcome when Send and End are pressed at once", async () =>
    story(async (world) => {
      const { people } = world;
      const { invite } = await held(world);
      const word = await world.wordTo(people.ana, "Not sent yet");
      const header = await world.threadSays(invite, "[End]");
      await world.atOnce([
        () => world.press(people.ana, header, "End"),
        () => world.press(people.ana, word, "Send 5 SMS"),
        () => world.press(people.ana, header, "End"),
      ]);
      await world.inviteSays(invite, "Ended by");
      const [outcome] = await outcomes(world);
      expect(["sent", "held_ended"]).toContain(outcome);
      expect(sentToBob(world)).toEqual(outcome === "sent" ? [CURLY] : []);
    })());

  it("goes out before the end when End is pressed after Send", async () =>
    story(async (world) => {
      const { people } = world;
      const { invite } = await held(world);
      const word = await world.wordTo(people.ana, "Not sent yet");
      await world.press(people.ana, word, "Send 5 SMS");
      await world.pressEnd(people.ana, invite);
      await world.inviteSays(invite, "Ended by");
      expect(await outcomes(world)).toEqual(["sent"]);
      expect(sentToBob(world)).toEqual([CURLY]);
    })());
});

describe.concurrent("a long text in the place of another", () => {
  it("is asked about as a correction, and sent once", async () =>
    story(async (world) => {
      const { people, slack, channel } = world;
      const invite = await world.talk(people.ana);
      const ts = await world.write(people.ana, invite, "Short");
      await world.marked(ts, "white_check_mark");
      await slack.editMessage(people.ana, channel, ts, CURLY);
      const word = await world.wordTo(people.ana, "can't be recalled");
      await world.press(people.ana, word, "Send correction");
      const question = await world.wordTo(people.ana, "this is 5 SMS");
      await world.press(people.ana, question, "Don't send");
      await world.toldAlone(people.ana, "The correction was not sent");
      const plain = "Send with plain punctuation (2 SMS)";
      await world.atOnce([1, 2].map(() => () => world.press(people.ana, question, plain)));
      await world.phoneHas(BOB, PLAIN);
      await world.press(people.ana, question, "Send 5 SMS");
      await world.toldAlone(people.ana, "nothing more was sent");
      await world.settled();
      expect(sentToBob(world)).toEqual(["Short", PLAIN]);
    })());

  it("is asked about in the form of Edit and retry", async () =>
    story(async (world) => {
      const { people, slack, telnyx } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      telnyx.faults.add({ call: "messages.send", error: "40001" });
      const ts = await world.write(people.ana, invite, "At nyne");
      const word = await world.wordTo(people.ana, "not delivered");
      await world.press(people.ana, word, "Edit and retry");
      const form = await until("the form", () => slack.views(people.ana).at(-1));
      expect(await slack.submit(people.ana, form, { Text: CURLY })).toMatchObject({
        action: "update",
      });
      const asked = await until("the form asks", () => slack.views(people.ana).at(-1));
      expect(slack.visibleText(asked)).toContain("this is 5 SMS");
      await slack.submit(people.ana, asked, { Punctuation: ["plain"] });
      await world.phoneHas(BOB, PLAIN);
      await world.threadSays(invite, "Sent instead by @Ana:");
      await world.marked(ts, "white_check_mark");
      await world.settled();
      expect(sentToBob(world).filter((text) => text.startsWith("It"))).toEqual([PLAIN]);
    })());
});
