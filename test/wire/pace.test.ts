import { describe, expect, it } from "vitest";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { until } from "../support/until.ts";
import { BOB, CAROL, DAVE, LINE, story, type World } from "../support/world.ts";

/** A minute between posts: in a story, time goes on only when it says so. */
const MINUTE = 60_000;
/** The two invites, and for each accepted session its header, the text and the Initiation Message. */
const POSTS_OF_TWO_TALKS = 8;

/** Tells the story where the channel takes no more at once than what opens two sessions. */
const slowly = (tell: (world: World) => Promise<void>) =>
  story(tell, {}, { intervalMs: MINUTE, burst: POSTS_OF_TWO_TALKS });

const postsIn = ({ slack, channel }: World): number =>
  slack.calls.filter(
    ({ method, args }) => method === "chat.postMessage" && args.channel === channel,
  ).length;

/** What the thread shows of these texts, post by post. */
function shown(world: World, invite: SlackMessage, texts: readonly string[]): string[][] {
  return world.slack
    .thread(world.channel, invite.ts)
    .map((message) => world.slack.visibleText(message).split("\n"))
    .map((lines) => lines.filter((line) => texts.includes(line)))
    .filter((lines) => lines.length > 0);
}

async function later(world: World): Promise<void> {
  const before = postsIn(world);
  world.clock.ms += MINUTE;
  await until("one more is posted", () => postsIn(world) > before);
  await world.settled();
  expect(postsIn(world)).toBe(before + 1);
}

describe.concurrent("a channel in which more is to be posted than Slack takes", () => {
  it(
    "lets its sessions take turns, and shows what waits in a session in one post, in order",
    slowly(async (world) => {
      const { people, telnyx } = world;
      const bob = await world.talk(people.ana, BOB);
      const carol = await world.talk(people.ben, CAROL);
      await world.settled();
      expect(postsIn(world)).toBe(POSTS_OF_TWO_TALKS);
      const bobs = ["b one", "b two", "b three"];
      const carols = ["c one", "c two"];
      for (const text of bobs) await telnyx.text(BOB, LINE, text);
      await world.settled();
      await telnyx.text(CAROL, LINE, "c one");
      await world.settled();
      expect(postsIn(world)).toBe(POSTS_OF_TWO_TALKS);
      await world.restart();
      await later(world);
      expect(shown(world, bob, bobs)).toEqual([bobs]);
      await telnyx.text(BOB, LINE, "b four");
      await telnyx.text(CAROL, LINE, "c two");
      await world.settled();
      await later(world);
      expect(shown(world, carol, carols)).toEqual([carols]);
      await later(world);
      expect(shown(world, bob, ["b four"])).toEqual([["b four"]]);
      // Waiting for a turn is no try: how often a job is tried decides when it is given up.
      const tries = "select max(attempts) as most from jobs where kind = 'slack.entry'";
      expect(await world.rows(tries)).toEqual([{ most: 1 }]);
    }),
  );

  it(
    "shows what waits once where the answer to that one post is lost",
    slowly(async (world) => {
      const { people, slack, telnyx } = world;
      const bob = await world.talk(people.ana, BOB);
      await world.talk(people.ben, CAROL);
      await world.settled();
      const bobs = ["b one", "b two"];
      for (const text of bobs) await telnyx.text(BOB, LINE, text);
      await world.settled();
      slack.faults.add({ call: "chat.postMessage", afterEffect: true, cut: true });
      await later(world);
      expect(shown(world, bob, bobs)).toEqual([bobs]);
    }),
  );

  it(
    "shows what Slack has refused together with what came after it, when Slack takes it again",
    slowly(async (world) => {
      const { people, slack, telnyx } = world;
      const bob = await world.talk(people.ana, BOB);
      await world.settled();
      const limited = slack.faults.add({
        call: "chat.postMessage",
        status: 429,
        headers: { "retry-after": "30" },
        body: { ok: false, error: "ratelimited" },
      });
      await telnyx.text(BOB, LINE, "b one");
      await until("the channel is limited", () => limited.struck === 1);
      await telnyx.text(BOB, LINE, "b two");
      await world.settled();
      const before = postsIn(world);
      expect(shown(world, bob, ["b one", "b two"])).toEqual([]);
      world.clock.ms += 30_000;
      await world.threadSays(bob, "b two");
      expect(shown(world, bob, ["b one", "b two"])).toEqual([["b one", "b two"]]);
      expect(postsIn(world)).toBe(before + 1);
    }),
  );

  it(
    "shows texts of accepted sessions before invites, but passes nobody over for long",
    slowly(async (world) => {
      const { people, slack, telnyx } = world;
      const bob = await world.talk(people.ana, BOB);
      await world.talk(people.ben, CAROL);
      await world.settled();
      const calls = (): string[] =>
        slack
          .messages(world.channel)
          .map((message) => slack.visibleText(message))
          .filter((text) => text.includes(DAVE));
      await telnyx.text(DAVE, LINE, "support");
      await world.settled();
      await telnyx.text(BOB, LINE, "b one");
      await world.settled();
      await later(world);
      expect([shown(world, bob, ["b one"]), calls()]).toEqual([[["b one"]], []]);
      // Dave has waited for a minute by now.
      await telnyx.text(BOB, LINE, "b two");
      await world.settled();
      await later(world);
      expect([shown(world, bob, ["b two"]), calls().length]).toEqual([[], 1]);
      await later(world);
      expect(shown(world, bob, ["b two"])).toEqual([["b two"]]);
    }),
  );

  it(
    "takes one at a time after it has refused several at once",
    story(
      async (world) => {
        const { slack, telnyx } = world;
        const limited = slack.faults.add({
          call: "chat.postMessage",
          times: 2,
          delayMs: 500,
          status: 429,
          headers: { "retry-after": "30" },
          body: { ok: false, error: "ratelimited" },
        });
        await Promise.all([BOB, CAROL].map((texter) => telnyx.text(texter, LINE, "support")));
        await until("both are refused", () => limited.struck === 2);
        await world.settled();
        const before = postsIn(world);
        world.clock.ms += 30_000;
        await until("one is posted", () => postsIn(world) > before);
        await world.settled();
        expect(postsIn(world)).toBe(before + 1);
        await later(world);
      },
      {},
      { intervalMs: MINUTE, burst: 2 },
    ),
  );
});
