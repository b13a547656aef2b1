import { describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { BOB, CAROL, LINE, story, type World } from "../support/world.ts";

/** Opens the home and waits until it shows this. */
async function homeShows(world: World, user: string, says: string | RegExp): Promise<string> {
  return until(`the home of ${user} shows "${String(says)}"`, () => {
    const view = world.slack.home(user);
    const text = view && world.slack.visibleText(view);
    const found = typeof says === "string" ? text?.includes(says) : text && says.test(text);
    return found ? text : null;
  });
}

const press = (world: World, user: string, what: string, value?: string) =>
  world.slack.press(
    user,
    { viewId: world.slack.home(user)?.id ?? "" },
    what,
    value === undefined ? {} : { value },
  );

describe.concurrent("the app's home", () => {
  it("shows an agent duty and sessions, and is drawn again when they change", async () =>
    story(async (world) => {
      const { people, slack } = world;
      await slack.openHome(people.ana);
      const first = await homeShows(world, people.ana, "No open sessions.");
      expect(first).toContain("On duty* for Support (max 3)");
      expect(first).not.toContain("Waiting");
      const invite = await world.talk(people.ana);
      world.clock.ms += 6_000;
      await homeShows(world, people.ana, BOB);
      await press(world, people.ana, "Go off duty");
      world.clock.ms += 6_000;
      await homeShows(world, people.ana, "Off duty");
      await press(world, people.ana, "Hand back");
      await world.threadSays(invite, "handed this session back");
      await world.inviteSays(invite, "[Accept]");
      world.clock.ms += 6_000;
      await homeShows(world, people.ana, "No open sessions.");
    })());

  it("shows a supervisor who waits, longest first, and lets sessions be assigned and taken back", async () =>
    story(async (world) => {
      const { people, slack, telnyx } = world;
      await slack.openHome(people.sue);
      await homeShows(world, people.sue, "Nobody waits.");
      await telnyx.text(BOB, LINE, "support");
      await world.inviteOf(BOB);
      await telnyx.text(CAROL, LINE, "support");
      await world.inviteOf(CAROL);
      world.clock.ms += 6_000;
      const board = await homeShows(world, people.sue, /Waiting: 2/);
      expect(board.indexOf(BOB)).toBeLessThan(board.indexOf(CAROL));
      expect(board).toContain("*Support*: 2 of 2 agents active · 2 waiting");

      const bobs = await world.rows(
        `select s.id from sessions s join pairs p on p.id = s.pair_id where p.texter = '${BOB}'`,
      );
      await press(world, people.sue, "Assign", String(bobs[0]?.["id"]));
      const form = await until("the form", () => slack.views(people.sue).at(-1));
      await slack.submit(people.sue, form, { Agent: "Ben (0 of 3)" });
      await world.inviteSays(await world.inviteOf(BOB), "Accepted by @Ben");
      const assigned = await world.rows("select agent, assigned_by from assignments");
      expect(assigned).toEqual([{ agent: people.ben, assigned_by: people.sue }]);
      await world.write(people.ben, await world.inviteOf(BOB), "Hello, Ben here");
      await world.phoneHas(BOB, "Hello, Ben here");

      world.clock.ms += 6_000;
      await homeShows(world, people.sue, /with @Ben since/);
      await press(world, people.sue, "Hand back");
      await world.threadSays(await world.inviteOf(BOB), "taken back by a supervisor");
      world.clock.ms += 6_000;
      await homeShows(world, people.sue, /Waiting: 2/);
    })());

  it("assigns beyond the max and off duty, but not what waits no more, nor for outsiders", async () =>
    story(async (world) => {
      const { people, slack, telnyx } = world;
      await world.addAgents("Support", [people.ana, people.ben], 3);
      await world.ask(people.ben, "/sms-duty", "off");
      await telnyx.text(BOB, LINE, "support");
      const invite = await world.inviteOf(BOB);
      await slack.openHome(people.sue);
      await homeShows(world, people.sue, /Waiting: 1/);
      await press(world, people.sue, "Assign");
      const form = await until("the form", () => slack.views(people.sue).at(-1));
      await world.accept(people.ana, invite);
      const late = await slack.submit(people.sue, form, { Agent: "Ben (0 of 3, off duty)" });
      expect(late.errors).toEqual({ Agent: "This session does not wait any more." });
      await slack.closeView(people.sue, form);
      const owners = await world.rows("select owner from sessions");
      expect(owners).toEqual([{ owner: people.ana }]);
    })());

  it("shows a supervisor who is no agent the session that they have, without a duty", async () =>
    story(async (world) => {
      const { people, slack } = world;
      await world.talk(people.sue);
      await slack.openHome(people.sue);
      const home = await homeShows(world, people.sue, "with @Sue since");
      expect(home.indexOf("Your sessions")).toBeLessThan(home.indexOf(BOB));
      expect(home).toContain("@Sue · 1 session");
      expect(home).not.toContain("duty");
    })());

  it("is drawn at most once in five seconds, and only for who opened it lately", async () =>
    story(async (world) => {
      const { people, slack, telnyx } = world;
      const drawnAt = async () => {
        const [row] = await world.rows("select drawn_at from home_viewers");
        return row?.["drawn_at"] instanceof Date ? row["drawn_at"].getTime() : null;
      };
      const drawings = () => slack.calls.filter(({ method }) => method === "views.publish").length;
      await slack.openHome(people.sue);
      await homeShows(world, people.sue, "Nobody waits.");
      const first = await until("it is drawn", drawnAt);
      world.clock.ms += 2_000;
      await slack.openHome(people.sue);
      await telnyx.text(BOB, LINE, "support");
      await slack.openHome(people.sue);
      await homeShows(world, people.sue, "Waiting: 1");
      const second = await until("it is drawn again", async () => {
        const now = await drawnAt();
        return now === first ? null : now;
      });
      expect(second - first).toBeGreaterThanOrEqual(5_000);
      expect(drawings()).toBe(2);
      world.clock.ms += 31 * 60_000;
      await telnyx.text(CAROL, LINE, "support");
      await world.inviteOf(CAROL);
      await world.settled();
      expect(drawings()).toBe(2);
      await slack.openHome(people.sue);
      await homeShows(world, people.sue, "Waiting: 2");
    })());

  it("says so to somebody who is neither agent nor supervisor", async () =>
    story(async (world) => {
      await world.slack.openHome(world.people.zed);
      await homeShows(world, world.people.zed, "You are not an agent of any SMS queue.");
    })());
});

describe.concurrent("going off duty", () => {
  it("offers to hand all sessions back, which wait again at their original place", async () =>
    story(async (world) => {
      const { people } = world;
      const bob = await world.talk(people.ana);
      const carol = await world.talk(people.ana, CAROL);
      expect(await world.ask(people.ana, "/sms-duty", "off")).toContain("2 open sessions");
      const word = await world.wordTo(people.ana, "[Hand all back]");
      await world.press(people.ana, word, "Hand all back");
      await world.toldAlone(people.ana, "2 sessions wait again");
      for (const invite of [bob, carol]) {
        await world.threadSays(invite, "handed this session back");
        await world.inviteSays(invite, "[Accept]");
      }
      await world.accept(people.ben, bob);
      await world.write(people.ben, bob, "Hi, I am Ben");
      await world.phoneHas(BOB, "Hi, I am Ben");
    })());
});
