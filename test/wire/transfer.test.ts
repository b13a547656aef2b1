import { describe, expect, it } from "vitest";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { until } from "../support/until.ts";
import { BOB, CAROL, LINE, story, type World } from "../support/world.ts";

/** Offers the session to an agent by the form; returns the offer in the thread. */
async function offer(
  world: World,
  by: string,
  invite: SlackMessage,
  to: string,
): Promise<SlackMessage> {
  const form = await world.openFormBy(by, invite, "Transfer");
  const { errors } = await world.slack.submit(by, form, { To: to });
  expect(errors).toBeUndefined();
  return world.threadSays(invite, "[Accept]");
}

/** Waits until the offer says this instead of its buttons. */
async function offerSays(world: World, card: SlackMessage, says: string): Promise<void> {
  await until(`the offer says "${says}"`, () => {
    const now = world.slack.message(world.channel, card.ts);
    const shown = now ? world.slack.visibleText(now) : "";
    return shown.includes(says) && !shown.includes("[Accept]");
  });
}

const BEN = "Ben (0 of 3 sessions)";
const OWNER = "select owner, state from sessions";

describe.concurrent("a transfer to another agent", () => {
  it(
    "is offered in the thread and by direct message; the session changes hands at Accept",
    story(async (world) => {
      const { people, slack, telnyx } = world;
      const invite = await world.talk(people.ana);
      const header = slack.visibleText(await world.threadSays(invite, "[Transfer]"));
      expect(header).toMatch(/\[Transfer\].*\[Name\].*\[Hand back\].*\[End\]/s);
      world.clock.ms += 15 * 60_000;
      const card = await offer(world, people.ana, invite, BEN);
      expect(slack.visibleText(card)).toContain("@Ben: @Ana offers you this session");
      const direct = await until("Ben has a direct message", () =>
        slack.channels
          .filter(({ isIm, members }) => isIm && members.has(people.ben))
          .flatMap(({ id }) => slack.messages(id))
          .find((message) => slack.visibleText(message).includes(`session with *${BOB}*`)),
      );
      expect(slack.visibleText(direct)).toContain("@Ana offers you");
      await world.write(people.ana, invite, "still Ana");
      await world.phoneHas(BOB, "still Ana");
      await world.press(people.ben, card, "Accept");
      await world.toldAlone(people.ben, "The session is yours");
      await world.threadSays(invite, "@Ana has given this session to @Ben");
      await offerSays(world, card, "@Ben accepted this session from @Ana");
      await world.inviteSays(invite, "Accepted by @Ben");
      await world.write(people.ben, invite, "Ben here");
      await world.phoneHas(BOB, "Ben here");
      await world.write(people.ana, invite, "me too");
      await world.wordTo(people.ana, "@Ben owns this session");
      await telnyx.text(BOB, LINE, "hello Ben");
      await world.threadSays(invite, "hello Ben");
      world.clock.ms += 15 * 60_000;
      await world.pressEnd(people.ben, invite);
      await world.inviteSays(invite, "Ended by");
      // One session, both times.
      const stats = await world.ask(people.sue, "/sms-stats", "Support 7d");
      expect(stats).toMatch(/^Support {2}1 {2}30:\d\d {2}/m);
      const assignments = await world.rows("select agent from assignments order by id");
      expect(assignments).toEqual([{ agent: people.ana }, { agent: people.ben }]);
    }),
  );

  it(
    "leaves the session with its owner when it is declined, cancelled or not answered",
    story(async (world) => {
      const { people } = world;
      const invite = await world.talk(people.ana);
      const declined = await offer(world, people.ana, invite, BEN);
      await world.press(people.ana, await world.threadSays(invite, "[Transfer]"), "Transfer");
      await world.toldAlone(people.ana, "This session is on offer to @Ben");
      await world.press(people.ana, declined, "Accept");
      await world.toldAlone(people.ana, "Only @Ben can accept or decline this offer");
      await world.press(people.ben, declined, "Cancel offer");
      await world.toldAlone(people.ben, "Only the owner of the session or a supervisor");
      await world.press(people.ben, declined, "Decline");
      await offerSays(world, declined, "@Ben declined");
      await world.threadSays(invite, "@Ana: @Ben declined it. You still have this session");
      await world.press(people.ben, declined, "Accept");
      await world.toldAlone(people.ben, "This offer is over: it was declined");

      const cancelled = await offer(world, people.ana, invite, BEN);
      await world.press(people.ana, cancelled, "Cancel offer");
      await offerSays(world, cancelled, "was cancelled");

      const late = await offer(world, people.sue, invite, BEN);
      expect(world.slack.visibleText(late)).toContain("@Sue offers you this session of @Ana");
      world.clock.ms += 61_000;
      await world.press(people.ben, late, "Accept");
      await world.toldAlone(people.ben, "its time has passed");
      await offerSays(world, late, "no answer in time");
      await world.threadSays(invite, "@Ana: @Ben has not answered in time");

      const away = await offer(world, people.ana, invite, BEN);
      await world.ask(people.ben, "/sms-duty", "off");
      await offerSays(world, away, "can't take it any more");
      await world.ask(people.ben, "/sms-duty", "on");

      const removed = await offer(world, people.ana, invite, BEN);
      await world.addAgents("Support", [people.ana]);
      await offerSays(world, removed, "can't take it any more");
      await world.press(people.ben, removed, "Accept");
      await world.toldAlone(people.ben, "no agent of this queue");
      await world.press(people.ana, await world.threadSays(invite, "[Transfer]"), "Transfer");
      await world.toldAlone(people.ana, "There is nobody else on duty in this queue");
      expect(await world.rows(OWNER)).toEqual([{ owner: people.ana, state: "active" }]);
      await world.write(people.ana, invite, "mine all the time");
      await world.phoneHas(BOB, "mine all the time");
    }),
  );

  it.each([
    ["ends", "Ended", (world: World, invite: SlackMessage) => world.pressEnd("U0ANA", invite)],
    ["is opted out of", "opted out", (world: World) => world.telnyx.text(BOB, LINE, "STOP")],
    [
      "is handed back",
      "[Accept]",
      async (world: World, invite: SlackMessage) =>
        world.press("U0ANA", await world.threadSays(invite, "[Hand back]"), "Hand back"),
    ],
    [
      "is taken over",
      "Accepted by @Sue",
      async (world: World, invite: SlackMessage) => {
        await world.write("U0SUE", invite, "mine");
        return world.press("U0SUE", await world.wordTo("U0SUE", "[Take over]"), "Take over");
      },
    ],
  ])("is withdrawn when the session %s", (_, says, doing) =>
    story(async (world) => {
      const { people } = world;
      const invite = await world.talk(people.ana);
      const card = await offer(world, people.ana, invite, BEN);
      await doing(world, invite);
      await world.inviteSays(invite, says);
      await offerSays(world, card, "@Ana does not have this session any more");
      await world.press(people.ben, card, "Accept");
      await world.toldAlone(people.ben, "the session has ended or gone elsewhere");
    })(),
  );

  it(
    "is the owner's and a supervisor's to begin, and never goes beyond a max",
    story(async (world) => {
      const { people, slack, telnyx } = world;
      const [cleo = "", dora = ""] = world.crowd(2);
      await world.addAgents("Support", [people.ana, people.ben, cleo, dora], 1);
      const invite = await world.talk(people.ana);
      await world.press(cleo, await world.threadSays(invite, "[Transfer]"), "Transfer");
      await world.toldAlone(cleo, "Only the owner of a session or a supervisor can transfer it");
      const form = await world.openFormBy(people.ana, invite, "Transfer");
      const card = await offer(world, people.sue, invite, "Agent 0 (0 of 1 sessions)");
      const second = await slack.submit(people.ana, form, { To: "Agent 1 (0 of 1 sessions)" });
      expect(second.errors).toEqual({
        To: "This session is on offer to Agent 0 already. Cancel that offer in the thread first.",
      });
      await slack.closeView(people.ana, form);
      await telnyx.text(CAROL, LINE, "support");
      await world.accept(cleo, await world.inviteOf(CAROL));
      await world.press(cleo, card, "Accept");
      await world.toldAlone(cleo, "You have 1 of 1 sessions");
      await world.press(people.ana, card, "Cancel offer");
      await offerSays(world, card, "was cancelled");
      const next = await world.openFormBy(people.ana, invite, "Transfer");
      const full = "Agent 0 (1 of 1 sessions, all taken)";
      const refused = await slack.submit(people.ana, next, { To: full });
      expect(refused.errors).toEqual({ To: "Agent 0 has 1 of 1 sessions. Choose somebody else." });
      await slack.closeView(people.ana, next);
      expect(await world.rows(`${OWNER} where owner = '${people.ana}'`)).toHaveLength(1);
    }),
  );
});

describe.concurrent("Accept of an offer", () => {
  it.each([
    ["End", (world: World, invite: SlackMessage) => world.pressEnd("U0ANA", invite)],
    [
      "the owner's hand back",
      async (world: World, invite: SlackMessage) =>
        world.press("U0ANA", await world.threadSays(invite, "[Hand back]"), "Hand back"),
    ],
    [
      "the owner's cancelling it",
      (world: World, _: SlackMessage, card: SlackMessage) =>
        world.press("U0ANA", card, "Cancel offer"),
    ],
    [
      "its time running out",
      async (world: World) => {
        world.clock.ms += 59_900;
      },
    ],
    [
      "its agent going off duty",
      (world: World) => world.slack.command("U0BEN", world.channel, "/sms-duty", "off"),
    ],
    [
      "a second press",
      (world: World, _: SlackMessage, card: SlackMessage) => world.press("U0BEN", card, "Accept"),
    ],
  ])("has one outcome against %s, on two replicas", (_, against) =>
    story(async (world) => {
      const { people } = world;
      const replicas = [world.app, await world.addReplica()];
      const invite = await world.talk(people.ana);
      const card = await offer(world, people.ana, invite, BEN);
      await world.threadSays(invite, "[End]");
      await world.atOnce(
        [
          () => world.press(people.ben, card, "Accept"),
          async () => against(world, invite, card),
          () => world.write(people.ana, invite, "a last word of Ana"),
        ],
        replicas,
      );
      await until("the offer is over", async () => {
        const open = await world.rows("select 1 from transfer_offers where outcome is null");
        return open.length === 0;
      });
      await world.settled();
      const [end] = await world.rows(
        `select o.outcome, s.state, s.owner,
                (select count(*)::int from assignments a where a.agent = '${people.ben}') as bens
           from transfer_offers o join sessions s on s.id = o.session_id`,
      );
      const accepted = end?.["outcome"] === "accepted";
      expect(end?.["bens"]).toBe(accepted ? 1 : 0);
      if (end?.["state"] === "active") {
        expect(end["owner"]).toBe(accepted ? people.ben : people.ana);
      }
    })(),
  );

  it(
    "holds the max against an invite that is accepted at the same moment",
    story(async (world) => {
      const { people, telnyx } = world;
      const replicas = [world.app, await world.addReplica()];
      const [cleo = ""] = world.crowd(1);
      await world.addAgents("Support", [people.ana, cleo], 1);
      const invite = await world.talk(people.ana);
      const card = await offer(world, people.ana, invite, "Agent 0 (0 of 1 sessions)");
      await telnyx.text(CAROL, LINE, "support");
      const waiting = await world.inviteOf(CAROL);
      await world.atOnce(
        [
          () => world.press(cleo, card, "Accept"),
          () => world.press(cleo, waiting, "Accept"),
          () => world.press(cleo, card, "Accept"),
        ],
        replicas,
      );
      await until("one is hers", async () => {
        const hers = await world.rows(`${OWNER} where state = 'active' and owner = '${cleo}'`);
        return hers.length === 1;
      });
      await world.toldAlone(cleo, /You have (1 of 1 sessions|this session already)/);
    }),
  );
});
