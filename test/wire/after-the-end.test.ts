import { describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { BOB, LINE, OTHER_LINE, story, type World } from "../support/world.ts";

type Invite = Parameters<World["threadSays"]>[0];

const linkTo = ({ ts }: Invite) => `/p${ts.replace(".", "")}|`;

/** Waits until the thread's header says this. */
async function headerSays(world: World, invite: Invite, says: string): Promise<string> {
  const header = await until(`the header says "${says}"`, () =>
    world.slack
      .thread(world.channel, invite.ts)
      .find(
        (message) =>
          message.text.startsWith("Conversation with") &&
          world.slack.visibleText(message).includes(says),
      ),
  );
  return `${world.slack.visibleText(header)}\n${JSON.stringify(header.blocks)}`;
}

describe.concurrent("a thread's header", () => {
  it("tells who the texter is by earlier sessions of this channel, on any line, and of no other", async () =>
    story(async (world) => {
      const { people, slack, telnyx } = world;
      // Sales has a line of its own in the same channel; Secret another channel.
      await world.makeQueue({ Name: "Sales", "Phone numbers": OTHER_LINE });
      await world.addAgents("Sales", [people.ben]);
      const secret = slack.addChannel({
        name: "secret",
        members: [people.sue, people.ben],
        botIsMember: true,
      }).id;
      await world.makeQueue({
        Name: "Secret",
        "Slack channel": secret,
        "Initiation Keyword": "HUSH",
      });
      await world.addAgents("Secret", [people.ben]);
      await telnyx.text(BOB, LINE, "hush");
      const hidden = await until("an invite in the other channel", () =>
        slack.messages(secret).at(-1),
      );
      await slack.press(people.ben, { channel: secret, ts: hidden.ts }, "Accept");
      await until("the other thread is open", () => slack.thread(secret, hidden.ts).length > 2);
      await telnyx.text(BOB, LINE, "done");
      await until("it has ended", () =>
        slack.visibleText(slack.message(secret, hidden.ts) ?? hidden).includes("Ended by"),
      );

      const first = await world.talk(people.ana);
      expect(await headerSays(world, first, "[End]")).toContain("No earlier sessions");
      await telnyx.text(BOB, LINE, "done");
      await world.inviteSays(first, "Ended by the texter");
      await telnyx.text(BOB, OTHER_LINE, "support");
      const second = await world.invite("Sales* · text from");
      expect(slack.visibleText(second)).toContain("1 earlier session");
      await world.accept(people.ben, second);
      await headerSays(world, second, "1 earlier session* · the last in Support, with Ana");
      await telnyx.text(BOB, OTHER_LINE, "done");
      await world.inviteSays(second, "Ended by the texter");

      await telnyx.text(BOB, LINE, "support");
      const third = await world.invite("[Accept]");
      await world.accept(people.ana, third);
      const says = await headerSays(
        world,
        third,
        "2 earlier sessions* · the last in Sales, with Ben",
      );
      expect(says).toContain(linkTo(first));
      expect(says).toContain(linkTo(second));
      for (const word of ["Secret", secret, "HUSH"]) expect(says).not.toContain(word);
      // Named and not mentioned: nobody is called for what is over.
      expect(says).not.toContain(`<@${people.ben}>`);
    })());
});

describe.concurrent("after the end", () => {
  it("header and invite are a summary without buttons, and what is written goes nowhere", async () =>
    story(async (world) => {
      const { people, telnyx } = world;
      await telnyx.text(BOB, LINE, "support");
      const invite = await world.inviteOf(BOB);
      world.clock.ms += 30_000;
      await world.accept(people.ana, invite);
      await world.write(people.ana, invite, "Hello");
      await world.phoneHas(BOB, "Hello");
      world.clock.ms += 90_000;
      await world.pressEnd(people.ana, invite);
      const sums = [
        await headerSays(world, invite, "Ended by @Ana"),
        world.slack.visibleText(await world.inviteSays(invite, "Ended by @Ana")),
      ];
      for (const sum of sums) {
        expect(sum).toMatch(/Waited:\*? 0:3\d/);
        expect(sum).toMatch(/Lasted:\*? 1:3\d/);
        expect(sum).toMatch(/Texts in:\*? 1\b/);
        expect(sum).toMatch(/Texts out:\*? 2\b/);
        for (const gone of ["[Accept]", "[End]", "[Name]"]) expect(sum).not.toContain(gone);
      }
      const late = await world.write(people.ben, invite, "one more thing");
      await world.toldAlone(people.ben, "*Not sent:* the session ended");
      await world.settled();
      expect(world.timesTold(people.ben, "Not sent")).toBe(1);
      expect(world.textsTo(BOB)).not.toContain("one more thing");
      expect(
        await world.rows(`select outcome, reason from thread_messages where ts = '${late}'`),
      ).toEqual([{ outcome: "refused", reason: "not_sent_ended" }]);
      await telnyx.text(BOB, LINE, "support again");
      const next = await world.invite("[Accept]");
      expect(JSON.stringify(next.blocks)).toContain(linkTo(invite));
    })());
});
