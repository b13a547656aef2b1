import { describe, expect, it } from "vitest";
import { BOB, LINE, story, type World } from "../support/world.ts";

const OFFER = "[Send as supervisor]";

/** Sue, a supervisor, writes into Ana's session and is offered to send it anyway. */
async function offered(world: World, text: string) {
  const { people } = world;
  const invite = await world.talk(people.ana);
  const ts = await world.write(people.sue, invite, text);
  return { invite, ts, word: await world.wordTo(people.sue, OFFER) };
}

/** What Bob has got after the welcome. */
const replies = ({ textsTo }: World): string[] => textsTo(BOB).slice(1);

describe.concurrent("Send as supervisor", () => {
  it("sends a supervisor's message once, however often pressed; the session stays Ana's", async () =>
    story(async (world) => {
      const { people } = world;
      const { invite, ts, word } = await offered(world, "The boss here");
      expect(JSON.stringify(word.blocks)).toContain(
        "This goes to the texter as SMS although Ana owns this session.",
      );
      expect(world.slack.visibleText(word)).toContain("[Take over]");
      const replicas = [world.app, await world.addReplica()];
      const press = () => world.press(people.sue, word, "Send as supervisor");
      await world.atOnce([press, press, press, press], replicas);
      await world.phoneHas(BOB, "The boss here");
      await world.marked(ts, "white_check_mark");
      const told = await world.threadSays(invite, "a supervisor, has sent this to the texter");
      expect(world.slack.visibleText(told)).toContain("@Ana: @Sue");
      await world.settled();
      expect(world.timesTold(people.sue, "It goes to the texter")).toBe(1);
      expect(world.timesTold(people.sue, "sent already; nothing more")).toBe(3);
      await world.write(people.ana, invite, "Ana again");
      await world.phoneHas(BOB, "Ana again");
      expect(replies(world)).toEqual(["The boss here", "Ana again"]);
      expect(
        await world.rows(
          `select m.author, m.outcome, m.sent_anyway_at is not null as anyway, t.author as by, s.owner
             from thread_messages m join outbound_texts t on t.id = m.outbound_id
             join sessions s on s.id = m.session_id where m.ts = '${ts}'`,
        ),
      ).toEqual([
        { author: people.sue, outcome: "sent", anyway: true, by: people.sue, owner: people.ana },
      ]);
    })());

  it("is offered again after it was used, and not for every message before", async () =>
    story(async (world) => {
      const { people, slack } = world;
      const { invite, word } = await offered(world, "One");
      await world.write(people.sue, invite, "Two");
      await world.settled();
      expect(world.timesTold(people.sue, OFFER)).toBe(1);
      await world.press(people.sue, word, "Send as supervisor");
      await world.phoneHas(BOB, "One");
      slack.dismissEphemerals(people.sue);
      await world.write(people.sue, invite, "Three");
      await world.press(people.sue, await world.wordTo(people.sue, OFFER), "Send as supervisor");
      await world.phoneHas(BOB, "Three");
      await world.settled();
      expect(replies(world)).toEqual(["One", "Three"]);
    })());

  it("is neither offered to others nor done for them, nor for a supervisor of yesterday", async () =>
    story(async (world) => {
      const { people, slack } = world;
      const { invite, word } = await offered(world, "Mine");
      await world.write(people.ben, invite, "Ben's");
      expect(slack.visibleText(await world.wordTo(people.ben, "owns this session"))).not.toContain(
        OFFER,
      );
      await world.press(people.ben, { ...word, user: people.ben }, "Send as supervisor");
      await world.toldAlone(people.ben, "Only supervisors can send into somebody else's session");
      await slack.changeUser(people.zed, { isOwner: true });
      await world.press(people.zed, { ...word, user: people.zed }, "Send as supervisor");
      await world.toldAlone(people.zed, "You can only send a message of your own");
      await slack.changeUser(people.sue, { isAdmin: false });
      await world.press(people.sue, word, "Send as supervisor");
      await world.toldAlone(people.sue, "Only supervisors can send into somebody else's session");
      await world.settled();
      expect(replies(world)).toEqual([]);
      expect(
        world.logged.filter((line) => line.includes("refused: not a supervisor")),
      ).toHaveLength(2);
    })());

  it("sends the message as it reads now: not a note, nor one that is gone", async () =>
    story(async (world) => {
      const { people, slack, channel } = world;
      const { invite, ts, word } = await offered(world, "At nyne");
      await slack.editMessage(people.sue, channel, ts, "// at nine, Ana?");
      await world.press(people.sue, word, "Send as supervisor");
      await world.toldAlone(people.sue, "it may be a note for colleagues by now");
      await slack.editMessage(people.sue, channel, ts, "At nine");
      await world.press(people.sue, word, "Send as supervisor");
      await world.phoneHas(BOB, "At nine");
      slack.dismissEphemerals(people.sue);
      const other = await world.write(people.sue, invite, "At ten");
      const last = await world.wordTo(people.sue, OFFER);
      await slack.deleteMessage(people.sue, channel, other);
      await world.press(people.sue, last, "Send as supervisor");
      await world.toldAlone(people.sue, "Your message is not there any more");
      await world.settled();
      expect(replies(world)).toEqual(["At nine"]);
    })());

  it("is refused when nobody has the session any more, when it is her own, and after its end", async () =>
    story(async (world) => {
      const { people } = world;
      const { invite, word } = await offered(world, "Too late");
      await world.ask(people.ana, "/sms-duty", "off");
      const duty = await world.wordTo(people.ana, "[Hand all back]");
      await world.press(people.ana, duty, "Hand all back");
      await world.threadSays(invite, "The texter waits again");
      await world.press(people.sue, word, "Send as supervisor");
      await world.toldAlone(people.sue, "Nobody has this session now");
      await world.accept(people.sue, invite);
      await world.press(people.sue, word, "Send as supervisor");
      await world.toldAlone(people.sue, "The session is yours now");
      await world.telnyx.text(BOB, LINE, "done");
      await world.threadSays(invite, "Ended by");
      await world.press(people.sue, word, "Send as supervisor");
      await world.toldAlone(people.sue, "The session has ended");
      await world.settled();
      expect(replies(world)).toEqual(["Bye!"]);
    })());
});
