import { describe, expect, it } from "vitest";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { until } from "../support/until.ts";
import { BOB, CAROL, LINE, story, type World } from "../support/world.ts";

/** A conversation that its owner has ended; returns the invite. */
async function ended(world: World, owner: string, texter = BOB): Promise<SlackMessage> {
  const invite = await world.talk(owner, texter);
  await world.pressEnd(owner, invite);
  await world.threadSays(invite, "[Reopen]");
  return invite;
}

async function reopen(world: World, user: string, invite: SlackMessage): Promise<void> {
  await world.press(user, await world.threadSays(invite, "[Reopen]"), "Reopen");
}

/** Waits until the thread's header offers to reopen it no more. */
async function noReopen(world: World, invite: SlackMessage): Promise<void> {
  await until("the header has no Reopen", () =>
    world.slack
      .thread(world.channel, invite.ts)
      .every((message) => !world.slack.visibleText(message).includes("[Reopen]")),
  );
}

const states = async (world: World) =>
  (await world.rows("select state from sessions order by state")).map(({ state }) => state);

describe.concurrent("Reopen", () => {
  it("goes on in the same thread, tells the texter nothing, and the session ends once more", async () =>
    story(async (world) => {
      const { people, telnyx } = world;
      const form = await world.openForm(people.sue, "/sms-queue", "edit Support");
      await world.slack.submit(people.sue, form, { "Ended Message": "We are done here." });
      const invite = await ended(world, people.ana);
      await world.phoneHas(BOB, "We are done here.");
      await telnyx.text(BOB, LINE, "thanks");
      await world.threadSays(invite, "came after the end");
      await world.write(people.ana, invite, "Wait, one more thing");
      expect(await world.toldAlone(people.ana, "Not sent:* the session ended")).toContain(
        "press *Reopen* in the first message",
      );
      expect(await world.rows("select end_reason from queue_stays")).toEqual([
        { end_reason: "agent" },
      ]);
      world.clock.ms += 60_000;
      await reopen(world, people.ana, invite);
      await world.threadSays(invite, "@Ana has reopened this session");
      await world.inviteSays(invite, "Accepted by @Ana");
      const header = await world.threadSays(invite, "[End]");
      expect(world.slack.visibleText(header)).not.toContain("Ended by");
      // Nothing counts while it is open.
      expect(await world.rows("select end_reason from queue_stays")).toEqual([]);
      await telnyx.text(BOB, LINE, "yes?");
      await world.threadSays(invite, "yes?");
      await world.write(people.ana, invite, "Your parcel is here");
      await world.phoneHas(BOB, "Your parcel is here");
      expect(world.textsTo(BOB).slice(1)).toEqual(["We are done here.", "Your parcel is here"]);
      world.clock.ms += 30_000;
      await world.press(people.sue, header, "End");
      await world.inviteSays(invite, "Ended by supervisor @Sue");
      await world.settled();
      expect(await world.rows("select end_reason, ended_by, reopened_by from reopenings")).toEqual([
        { end_reason: "agent", ended_by: people.ana, reopened_by: people.ana },
      ]);
      // Both times together, without the minute between them.
      const [stay] = await world.rows(
        `select end_reason, texts_in, handled_ms between 30000 and 45000 as both,
                (select count(*)::int from queue_stays) as stays from queue_stays`,
      );
      expect(stay).toEqual({ end_reason: "supervisor", texts_in: 3, both: true, stays: 1 });
    })());

  it("is for who is free in the queue and for supervisors, whoever had it before", async () =>
    story(async (world) => {
      const { people } = world;
      const [busy = "", free = "", resting = ""] = world.crowd(3);
      await world.addAgents("Support", [busy, free, resting], 1);
      const invite = await ended(world, busy);
      const header = await world.threadSays(invite, "[Reopen]");
      await world.talk(busy, CAROL);
      await world.press(busy, header, "Reopen");
      await world.toldAlone(busy, "You have 1 of 1 sessions. End one to reopen another.");
      await world.ask(resting, "/sms-duty", "off");
      await world.press(resting, header, "Reopen");
      await world.toldAlone(resting, "You are off duty: `/sms-duty on`, then reopen it.");
      await world.press(free, header, "Reopen");
      await world.threadSays(invite, "@Agent 1 has reopened this session");
      await world.write(free, invite, "Another one here");
      await world.phoneHas(BOB, "Another one here");
      await world.write(busy, invite, "and me?");
      await world.toldAlone(busy, "@Agent 1 owns this session");
      await world.press(free, header, "Reopen");
      await world.toldAlone(free, "You have this session already");
      await world.press(people.sue, header, "Reopen");
      await world.toldAlone(people.sue, "@Agent 1 has had this session since");
      await world.pressEnd(free, invite);
      await reopen(world, people.sue, invite);
      await world.threadSays(invite, "@Sue has reopened this session");
      await world.write(people.sue, invite, "Sue here");
      await world.phoneHas(BOB, "Sue here");
    })());

  it("is over after ten minutes, after a new session, after an opt-out and with its queue", async () =>
    story(async (world) => {
      const { people, telnyx } = world;
      const late = await ended(world, people.ana, CAROL);
      const lateHeader = await world.threadSays(late, "[Reopen]");
      world.clock.ms += 601_000;
      await noReopen(world, late);
      await world.press(people.ana, lateHeader, "Reopen");
      await world.toldAlone(people.ana, "It is too late to reopen");

      const invite = await ended(world, people.ana);
      const header = await world.threadSays(invite, "[Reopen]");
      await telnyx.text(BOB, LINE, "support");
      const next = await world.invite("[Accept]");
      await noReopen(world, invite);
      await world.press(people.ana, header, "Reopen");
      await world.toldAlone(people.ana, "The texter has begun a new session since");
      await world.accept(people.ana, next);
      await world.pressEnd(people.ana, next);
      const nextHeader = await world.threadSays(next, "[Reopen]");
      await telnyx.text(BOB, LINE, "STOP");
      await noReopen(world, next);
      await world.press(people.ana, nextHeader, "Reopen");
      await world.toldAlone(people.ana, "The texter opted out");

      const last = await ended(world, people.ana, "+15557770009");
      const lastHeader = await world.threadSays(last, "[Reopen]");
      const asked = await world.openForm(people.sue, "/sms-queue", "delete Support");
      await world.slack.submit(people.sue, asked, {});
      await world.toldAlone(people.sue, "eleted");
      await world.press(people.sue, lastHeader, "Reopen");
      await world.toldAlone(people.sue, "The queue of this session has been deleted");
      expect(await states(world)).toEqual(["ended", "ended", "ended", "ended"]);
    })());

  it("goes on where the queue's invites go by now", async () =>
    story(async (world) => {
      const { people, slack, telnyx } = world;
      const invite = await ended(world, people.ana);
      const other = slack.addChannel({
        name: "new-support",
        members: [people.ana, people.sue],
        botIsMember: true,
      }).id;
      const form = await world.openForm(people.sue, "/sms-queue", "edit Support");
      await slack.submit(people.sue, form, { "Slack channel": other });
      await world.toldAlone(people.sue, "Saved *Support*");
      await reopen(world, people.ana, invite);
      await telnyx.text(BOB, LINE, "I am still here");
      const moved = await until("the session is in the other channel", () =>
        slack.messages(other).find((message) => slack.visibleText(message).includes(BOB)),
      );
      await until("its thread goes on", () =>
        slack
          .thread(other, moved.ts)
          .some((message) => slack.visibleText(message).includes("I am still here")),
      );
      await noReopen(world, invite);
    })());

  it("by many at once, on two replicas, makes one owner", async () =>
    story(async (world) => {
      const agents = world.crowd(6);
      await world.addAgents("Support", agents, 1);
      const [first = ""] = agents;
      const invite = await ended(world, first);
      const header = await world.threadSays(invite, "[Reopen]");
      const replicas = [world.app, await world.addReplica()];
      await world.atOnce(
        agents.map((agent) => () => world.press(agent, header, "Reopen")),
        replicas,
      );
      await world.threadSays(invite, "has reopened this session");
      await until("all others are told", () => {
        const told = agents.map((agent) => world.timesTold(agent, "has had this session since"));
        return told.reduce((sum, count) => sum + count, 0) === agents.length - 1;
      });
      const rows = await world.rows("select count(*)::int as times from reopenings");
      expect(rows).toEqual([{ times: 1 }]);
    })());

  it("of two sessions at once stays within the agent's max", async () =>
    story(async (world) => {
      const [agent = ""] = world.crowd(1);
      await world.addAgents("Support", [agent], 1);
      const invites = [await ended(world, agent), await ended(world, agent, CAROL)];
      const headers = [];
      for (const invite of invites) headers.push(await world.threadSays(invite, "[Reopen]"));
      const replicas = [world.app, await world.addReplica()];
      await world.atOnce(
        headers.map((header) => () => world.press(agent, header, "Reopen")),
        replicas,
      );
      await world.toldAlone(agent, "You have 1 of 1 sessions");
      await world.settled();
      expect(await states(world)).toEqual(["active", "ended"]);
    })());

  it("against a new text of the texter leaves one open session, which has the text", async () =>
    story(async (world) => {
      const { telnyx } = world;
      const texters = Array.from({ length: 8 }, (_, i) => `+1555777100${i}`);
      const [agent = ""] = world.crowd(1);
      await world.addAgents("Support", [agent], 20);
      const headers: SlackMessage[] = [];
      for (const texter of texters) {
        const invite = await ended(world, agent, texter);
        headers.push(await world.threadSays(invite, "[Reopen]"));
      }
      const replicas = [world.app, await world.addReplica()];
      await world.atOnce(
        texters.flatMap((texter, i) => {
          const header = headers[i];
          if (!header) return [];
          const doings = [
            () => world.press(agent, header, "Reopen"),
            () => telnyx.text(texter, LINE, "support me again"),
          ];
          return i % 2 === 0 ? doings : doings.toReversed();
        }),
        replicas,
      );
      await world.settled();
      const open = await world.rows(
        `select p.texter, count(*)::int as sessions,
                bool_and(exists (select 1 from inbound_texts t
                                  where t.session_id = s.id and t.text = 'support me again')) as has
           from sessions s join pairs p on p.id = s.pair_id
          where s.state <> 'ended' group by 1 order by 1`,
      );
      expect(open).toEqual(texters.map((texter) => ({ texter, sessions: 1, has: true })));
      const [{ times } = {}] = await world.rows("select count(*)::int as times from reopenings");
      await until("every other press is refused politely", () => {
        const told = world.timesTold(agent, "The texter has begun a new session since");
        return told + Number(times) === texters.length;
      });
    })());
});
