import { describe, expect, it } from "vitest";
import type { SlackEphemeral } from "../../src/sandbox/slack/workspace.ts";
import { until } from "../support/until.ts";
import { BOB, CAROL, LINE, story } from "../support/world.ts";

describe.concurrent("Take over", () => {
  it("makes another agent of the queue the owner, whose messages are sent from then on", async () =>
    story(async (world) => {
      const { people } = world;
      const invite = await world.talk(people.ana);
      const { slack, channel } = world;
      const ts = await world.write(people.ben, invite, "I know him");
      await world.wordTo(people.ben, "[Take over]");
      slack.dismissEphemerals(people.ben);
      await slack.messageShortcut(people.ben, { channel, ts }, "held.ask");
      const word = await world.wordTo(people.ben, "[Take over]");
      await world.press(people.ben, word, "Take over");
      await world.threadSays(invite, "@Ben has taken this session over from @Ana");
      await world.toldAlone(people.ben, "What you wrote before was not sent");
      expect(world.timesTold(people.ben, "[Take over]")).toBe(0);
      await world.inviteSays(invite, "Accepted by @Ben");
      await world.write(people.ben, invite, "Ben here");
      await world.phoneHas(BOB, "Ben here");
      await world.write(people.ana, invite, "And I?");
      await world.wordTo(people.ana, "@Ben owns this session");
      await world.settled();
      expect(world.textsTo(BOB).slice(1)).toEqual(["Ben here"]);
      const assignments = await world.rows(
        "select agent, to_at is null as running from assignments order by id",
      );
      expect(assignments).toEqual([
        { agent: people.ana, running: false },
        { agent: people.ben, running: true },
      ]);
    })());

  it("is had by one of two who press at once, and once by each", async () =>
    story(async (world) => {
      const { people } = world;
      const [cleo = ""] = world.crowd(1);
      await world.addAgents("Support", [people.ana, people.ben, cleo]);
      const invite = await world.talk(people.ana);
      const words: { user: string; word: SlackEphemeral }[] = [];
      for (const user of [people.ben, cleo]) {
        await world.write(user, invite, "mine!");
        words.push({ user, word: await world.wordTo(user, "[Take over]") });
      }
      const { responses } = world.slack;
      const before = responses.length;
      await world.atOnce(
        [...words, ...words].map(
          ({ user, word }) =>
            () =>
              world.press(user, word, "Take over"),
        ),
      );
      // Of four presses, each person's second one finds the session theirs or taken from them.
      await until("all four are answered", () => {
        const had = words.map(({ user }) => world.timesTold(user, "You have this session already"));
        // A session that is taken over is told in the place of the button.
        return had.reduce((sum, count) => sum + count, responses.length - before) === 4;
      });
      await world.settled();
      const owners = await world.rows(
        `select s.owner = a.agent as agree from sessions s
           join assignments a on a.session_id = s.id and a.to_at is null`,
      );
      expect(owners).toEqual([{ agree: true }]);
    })());

  it("is refused at the max, and not offered to who is no agent of the queue", async () =>
    story(async (world) => {
      const { people, telnyx } = world;
      const [cleo = ""] = world.crowd(1);
      await world.addAgents("Support", [people.ana, people.ben, cleo], 1);
      const invite = await world.talk(people.ana);
      await world.write(people.zed, invite, "hello?");
      const zeds = await world.wordTo(people.zed, "owns this session");
      expect(world.slack.visibleText(zeds)).not.toContain("Take over");
      await world.write(cleo, invite, "mine");
      const word = await world.wordTo(cleo, "[Take over]");
      await telnyx.text(CAROL, LINE, "support");
      await world.accept(cleo, await world.inviteOf(CAROL));
      await world.press(cleo, word, "Take over");
      await world.toldAlone(cleo, "You have 1 of 1 sessions");
      await world.pressEnd(people.ana, invite);
      await world.inviteSays(invite, "Ended by");
      await world.press(cleo, word, "Take over");
      await world.toldAlone(cleo, "there is nothing to take over");
    })());
});
