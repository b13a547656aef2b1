import { describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { BOB, CAROL, LINE, story } from "../support/world.ts";

describe.concurrent("why a text was treated as it was", () => {
  it("is told as it was recorded then: row, candidates, duty and load, answers", async () =>
    story(async (world) => {
      const { people, telnyx } = world;
      await world.makeQueue({ Name: "Sales", "Initiation Keyword": "sales" });
      await world.ask(people.ben, "/sms-duty", "off");
      await telnyx.text(BOB, LINE, "hello?");
      await telnyx.text(BOB, LINE, "*hello* _again_");
      await telnyx.text(BOB, LINE, "sales or support?");
      await telnyx.text(BOB, LINE, "support");
      const invite = await world.inviteOf(BOB);
      await telnyx.text(BOB, LINE, "anybody there?");
      await until("all are decided", async () => (await world.outcomes(BOB)).length === 5);
      // What was recorded stays, whatever changes afterwards.
      await world.accept(people.ana, invite);
      await world.ask(people.ben, "/sms-duty", "on");
      const told = await world.ask(people.sue, "/sms-queue", `why ${BOB}`);
      const parts = told.split("“").slice(1);
      expect(parts[0]).toContain("anybody there?”");
      expect(parts[0]).toContain("While waiting: counted on the invite");
      expect(parts[1]).toContain("support”");
      expect(parts[1]).toContain("It entered the queue: a free agent was there. (row 13)");
      expect(parts[1]).toContain("Support: its Initiation Keyword is the whole text");
      expect(parts[1]).toContain("@Ana free (0 of 3), @Ben off duty");
      expect(told).toContain(
        "It was for the queue, which had no active agent: no session. (row 12)",
      );
      expect(told).toContain("not Support: its Initiation Keyword stands in the text");
      expect(told).toContain("No keyword of the number's queues is in it. (row 15)");
      expect(told).toContain("held back: one was sent less than a minute before");
      const answer = world.slack.ephemerals(people.sue).at(-1);
      // Unparsed, as in threads.
      const words = { type: "plain_text", text: "“*hello* _again_”", emoji: false };
      expect(answer?.blocks.map(({ text }) => text)).toContainEqual(words);
    })());

  it("is told from a message's menu, to supervisors only", async () =>
    story(async (world) => {
      const { people, slack, channel } = world;
      const invite = await world.talk(people.ana);
      const header = await world.threadSays(invite, "[End]");
      const ask = (user: string, ts: string) =>
        slack.messageShortcut(user, { channel, ts }, "text.why");
      await ask(people.sue, header.ts);
      await world.toldAlone(people.sue, "It entered the queue: a free agent was there.");
      await ask(people.sue, invite.ts);
      await until("it is told again", () => world.timesTold(people.sue, "a free agent was") === 2);
      await ask(people.ana, invite.ts);
      await world.toldAlone(people.ana, "this is for supervisors");
      const chat = await slack.say(people.ben, channel, "lunch?");
      await ask(people.sue, chat.ts);
      await world.toldAlone(people.sue, "does not belong to a text that came in");
      expect(world.timesTold(people.ana, "It entered the queue")).toBe(0);
    })());

  it("has an answer for numbers that never texted, and for what is no number", async () =>
    story(async (world) => {
      const { people } = world;
      expect(await world.ask(people.sue, "/sms-queue", `why ${CAROL}`)).toContain(
        "There is no text to explain.",
      );
      expect(await world.ask(people.sue, "/sms-queue", "why me")).toContain("Whose texts?");
      expect(await world.ask(people.ana, "/sms-queue", `why ${BOB}`)).toContain("for supervisors");
    })());
});
