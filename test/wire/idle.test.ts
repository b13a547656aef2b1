import { describe, expect, it } from "vitest";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { until } from "../support/until.ts";
import { BOB, LINE, story, type World } from "../support/world.ts";

const MINUTE = 60_000;
const WARNING = "obody has written here for";

/** A conversation of Ana's in a queue whose sessions end after 30 silent minutes. */
async function silent(world: World): Promise<SlackMessage> {
  const form = await world.openForm(world.people.sue, "/sms-queue", "edit Support");
  await world.slack.submit(world.people.sue, form, { "Idle timeout": "1800" });
  await world.toldAlone(world.people.sue, "Saved *Support*");
  return world.talk(world.people.ana);
}

const warnings = (world: World, invite: SlackMessage): SlackMessage[] =>
  world.slack
    .thread(world.channel, invite.ts)
    .filter((message) => world.slack.visibleText(message).includes(WARNING));

/** Lets so many minutes go by, and waits until so many warnings are there. */
async function warned(world: World, invite: SlackMessage, minutes: number, count: number) {
  world.clock.ms += minutes * MINUTE;
  return until(`${count} warnings are there`, () => {
    const all = warnings(world, invite);
    return all.length === count ? all.at(-1) : null;
  });
}

async function noButton(world: World, invite: SlackMessage): Promise<void> {
  await until("no warning has its button", () =>
    warnings(world, invite).every((one) => !world.slack.visibleText(one).includes("[Keep open]")),
  );
}

describe.concurrent("a silent session", () => {
  it("ends two minutes after its owner was warned, once, on however many replicas", async () =>
    story(async (world) => {
      const { people } = world;
      await world.addReplica();
      const invite = await silent(world);
      const warning = await warned(world, invite, 28.5, 1);
      expect(world.slack.visibleText(warning)).toMatch(
        /@Ana, nobody has written here for 28 min\. This session ends .* unless somebody writes\.\n\[Keep open\]/,
      );
      await world.settled();
      expect(warnings(world, invite)).toHaveLength(1);
      world.clock.ms += 2 * MINUTE;
      await world.threadSays(invite, "Ended after a long silence");
      await noButton(world, invite);
      await world.press(people.ana, warning, "Keep open");
      await world.toldAlone(people.ana, "there is nothing to keep open");
      expect(world.textsTo(BOB)).toHaveLength(1);
    })());

  it("goes on when either side writes, and is warned of again after as long a silence", async () =>
    story(async (world) => {
      const { people, telnyx } = world;
      const invite = await silent(world);
      const first = await warned(world, invite, 28.5, 1);
      await telnyx.text(BOB, LINE, "sorry, back again");
      await world.threadSays(invite, "sorry, back again");
      await world.press(people.ana, first, "Keep open");
      await world.toldAlone(people.ana, "This session stays open: somebody has written");
      await noButton(world, invite);
      world.clock.ms += 20 * MINUTE;
      await world.write(people.ana, invite, "Take your time");
      await world.phoneHas(BOB, "Take your time");
      world.clock.ms += 20 * MINUTE;
      await world.settled();
      expect(warnings(world, invite)).toHaveLength(1);
      await warned(world, invite, 8.5, 2);
      await world.write(people.ana, invite, "Still there?");
      await world.phoneHas(BOB, "Still there?");
      world.clock.ms += 10 * MINUTE;
      await noButton(world, invite);
      expect(await world.rows("select state from sessions")).toEqual([{ state: "active" }]);
    })());

  it("is kept open by its owner or a supervisor, by nobody else, once a warning", async () =>
    story(async (world) => {
      const { people } = world;
      const invite = await silent(world);
      const first = await warned(world, invite, 28.5, 1);
      await world.press(people.ben, first, "Keep open");
      await world.toldAlone(people.ben, "Only the owner of a session or a supervisor");
      await world.press(people.ana, first, "Keep open");
      await world.threadSays(invite, "@Ana keeps this session open.");
      await noButton(world, invite);
      await world.press(people.sue, first, "Keep open");
      await world.toldAlone(people.sue, "@Ana keeps this session open already");
      world.clock.ms += 27 * MINUTE;
      await world.settled();
      expect(warnings(world, invite)).toHaveLength(1);
      const second = await warned(world, invite, 1.5, 2);
      await world.press(people.sue, second, "Keep open");
      await world.threadSays(invite, "@Sue keeps this session open.");
      // Whoever has it next is warned for themselves.
      await warned(world, invite, 28.5, 3);
      await world.write(people.ben, invite, "mine now");
      await world.press(people.ben, await world.wordTo(people.ben, "[Take over]"), "Take over");
      await world.threadSays(invite, "taken this session over");
      world.clock.ms += 3 * MINUTE;
      await noButton(world, invite);
      expect(await world.rows("select state, owner from sessions")).toEqual([
        { state: "active", owner: people.ben },
      ]);
    })());

  it("is either kept open or ended when both come at once", async () =>
    story(async (world) => {
      const { people } = world;
      const replicas = [world.app, await world.addReplica()];
      const invite = await silent(world);
      const warning = await warned(world, invite, 28.5, 1);
      const presses = Array.from(
        { length: 4 },
        () => () => world.press(people.ana, warning, "Keep open"),
      );
      world.clock.ms += 2 * MINUTE;
      await world.atOnce(presses, replicas);
      await world.settled();
      const [row] = await world.rows(
        `select s.state, w.kept_by is not null as kept, w.over_at is not null as over
           from sessions s join idle_warnings w on w.session_id = s.id`,
      );
      expect([
        { state: "active", kept: true, over: false },
        { state: "ended", kept: false, over: true },
      ]).toContainEqual(row);
      const answers = ["keeps this session open already", "there is nothing to keep open"];
      await until("all presses are answered", () => {
        const told = answers.reduce((sum, says) => sum + world.timesTold(people.ana, says), 0);
        return told + (row?.["kept"] === true ? 1 : 0) === presses.length;
      });
    })());
});
