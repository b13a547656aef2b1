import { describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { BOB, OTHER_LINE, story, type World } from "../support/world.ts";

/** Presses Name in the thread's header and submits the form; returns its problems. */
async function name(world: World, user: string, invite: Invite, typed: string) {
  const form = await openForm(world, user, invite);
  return (await world.slack.submit(user, form, { [`Name of ${BOB}`]: typed })).errors;
}

type Invite = Parameters<World["threadSays"]>[0];

async function openForm(world: World, user: string, invite: Invite) {
  const before = world.slack.views(user).length;
  await world.press(user, await world.threadSays(invite, "[Name]"), "Name");
  return until("the form", () => world.slack.views(user)[before]);
}

async function homeShows(world: World, user: string, says: string): Promise<void> {
  world.clock.ms += 6_000;
  await until(`the home of ${user} shows "${says}"`, () => {
    const view = world.slack.home(user);
    return view && world.slack.visibleText(view).includes(says);
  });
}

describe.concurrent("the name of a texter", () => {
  it("stands beside the number wherever staff see it, on all lines, and never in an SMS", async () =>
    story(async (world) => {
      const { people, slack, telnyx } = world;
      await world.makeQueue({ Name: "Sales", "Phone numbers": OTHER_LINE });
      await world.addAgents("Sales", [people.ben]);
      await slack.openHome(people.sue);
      const invite = await world.talk(people.ana);
      expect(await name(world, people.ana, invite, "  Bob\t Miller\u202e ")).toBeUndefined();
      const named = `Bob Miller (${BOB})`;
      await world.inviteSays(invite, named);
      await world.threadSays(invite, named);
      await homeShows(world, people.sue, named);
      expect(await world.ask(people.ana, "/sms-duty", "status")).toContain(named);
      expect(await world.ask(people.sue, "/sms-queue", `why ${BOB}`)).toContain(named);
      await telnyx.text(BOB, OTHER_LINE, "support");
      await world.invite(`Sales* · text from *${named}*`);
      // It is a supervisor's to change, too; blank takes it away.
      expect(await name(world, people.sue, invite, " ")).toBeUndefined();
      await until("the header has the number alone", () =>
        slack
          .thread(world.channel, invite.ts)
          .some((message) => slack.visibleText(message).startsWith(`*${BOB}*`)),
      );
      await world.invite(`Sales* · text from *${BOB}*`);
      const recorded = await world.rows(
        "select texter, name, named_by, named_at is not null as at from contact_names order by id",
      );
      expect(recorded).toEqual([
        { texter: BOB, name: "Bob Miller", named_by: people.ana, at: true },
        { texter: BOB, name: null, named_by: people.sue, at: true },
      ]);
      for (const text of world.textsTo(BOB)) expect(text).not.toContain("Miller");
    })());

  it("is shown as it was typed, however it looks to Slack", async () =>
    story(async (world) => {
      const { people, slack } = world;
      const invite = await world.talk(people.ana);
      await name(world, people.ana, invite, "<!channel> & <https://x.test|Bob>");
      await world.inviteSays(invite, `<!channel> & <https://x.test|Bob> (${BOB})`);
      await world.settled();
      expect(JSON.stringify(slack.everyMessage(world.channel))).not.toContain("<!channel>");
    })());

  it("is the owner's and supervisors' to give, while the session is open", async () =>
    story(async (world) => {
      const { people } = world;
      const invite = await world.talk(people.ana);
      const header = await world.threadSays(invite, "[Name]");
      await world.press(people.ben, header, "Name");
      await world.toldAlone(people.ben, "Only the owner of an open session or a supervisor");
      const form = await openForm(world, people.ana, invite);
      await world.pressEnd(people.ana, invite);
      await world.inviteSays(invite, "Ended by");
      const late = await world.slack.submit(people.ana, form, { [`Name of ${BOB}`]: "Bob" });
      expect(late.errors?.[`Name of ${BOB}`]).toContain("Only the owner of an open session");
      await world.press(people.ana, header, "Name");
      await world.toldAlone(people.ana, "Only the owner of an open session");
      expect(await world.rows("select name from contact_names")).toEqual([]);
    })());
});
