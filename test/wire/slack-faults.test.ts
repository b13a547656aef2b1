import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/sandbox/faults.ts";
import { until } from "../support/until.ts";
import { LANDING_MARGIN } from "../support/verbs.ts";
import { BOB, CAROL, LINE, OTHER_LINE, story, type World } from "../support/world.ts";

/** Where nothing listens: what Slack delivers there is lost. */
const NOWHERE = "http://127.0.0.1:9/";

const posts = (world: World) =>
  world.slack.calls.filter((call) => call.method === "chat.postMessage");

describe.concurrent("a post that was made, but whose answer was lost", () => {
  const lost: readonly (readonly [string, Omit<Fault, "call">])[] = [
    ["cut off", { cut: true }],
    ["cut off in its middle", { cut: "body" }],
    ["hidden by a 500", { status: 500, body: "<html>oops</html>" }],
    ["an ok without a ts", { body: { ok: true } }],
    ["never given", { hang: true }],
  ];
  it.each(lost)("stands there once: the answer %s", async (_name, fault) =>
    story(async (world) => {
      const { slack, telnyx, people } = world;
      slack.faults.add({ call: "chat.postMessage", afterEffect: true, ...fault });
      await telnyx.text(BOB, LINE, "support");
      const invite = await world.inviteOf(BOB);
      await world.accept(people.ana, invite);
      await world.threadSays(invite, "support");
      await telnyx.text(BOB, LINE, "still there");
      await world.threadSays(invite, "still there");
      expect(slack.messages(world.channel)).toHaveLength(1);
    })(),
  );

  it(
    "is looked for when its echo is lost as well, in the channel and in the thread",
    story(async (world) => {
      const { slack, telnyx, people } = world;
      const fault = { call: "chat.postMessage", afterEffect: true, cut: true } as const;
      slack.faults.add(fault);
      slack.setEventsUrl(NOWHERE);
      await telnyx.text(BOB, LINE, "support");
      const invite = await world.inviteOf(BOB);
      await world.inDoubt();
      world.clock.ms += LANDING_MARGIN;
      await until("it was looked for", () =>
        slack.calls.some((call) => call.method === "conversations.history"),
      );
      world.pointAt(world.app);
      await world.accept(people.ana, invite);
      await world.threadSays(invite, "support");
      await world.settled();

      slack.faults.add(fault);
      slack.setEventsUrl(NOWHERE);
      await telnyx.text(BOB, LINE, "first");
      await telnyx.text(BOB, LINE, "second");
      await world.threadSays(invite, "first");
      await world.inDoubt();
      const before = posts(world).length;
      world.clock.ms += LANDING_MARGIN;
      await world.threadSays(invite, "second");
      world.pointAt(world.app);
      expect(posts(world)).toHaveLength(before + 1);
    }),
  );
});

describe.concurrent("a post that Slack did not take", () => {
  it(
    "is made again after the pause that Slack asks for; other channels go on",
    story(async (world) => {
      const { slack, telnyx, people } = world;
      const other = slack.addChannel({ name: "sales", members: [people.sue] }).id;
      await world.makeQueue({ Name: "Sales", "Phone numbers": OTHER_LINE, "Slack channel": other });
      await world.addAgents("Sales", [people.ana]);
      const limited = slack.faults.add({
        call: "chat.postMessage",
        match: ({ channel }) => channel === world.channel,
        status: 429,
        headers: { "retry-after": "30" },
        body: { ok: false, error: "ratelimited" },
      });
      await telnyx.text(BOB, LINE, "support");
      await until("the channel is limited", () => limited.struck === 1);
      await world.settled();
      await telnyx.text(BOB, OTHER_LINE, "support");
      await telnyx.text(CAROL, LINE, "support");
      await until("the other channel has its invite", () => slack.messages(other).length === 1);
      await world.settled();
      expect(slack.messages(world.channel)).toEqual([]);
      world.clock.ms += 30_000;
      await world.inviteOf(BOB);
      await world.inviteOf(CAROL);
    }),
  );

  it(
    "comes in its order when Slack is back",
    story(async (world) => {
      const { slack, telnyx, people } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      const down = slack.faults.add({
        call: "chat.postMessage",
        times: Number.POSITIVE_INFINITY,
        status: 503,
        body: "<html>Service Unavailable</html>",
      });
      const texts = ["one", "two", "three", "four", "five"];
      for (const text of texts) expect((await telnyx.text(BOB, LINE, text)).status).toBe(200);
      await world.inDoubt();
      world.clock.ms += LANDING_MARGIN;
      // Looked for in vain, posted again, and refused again.
      await world.inDoubt(3);
      down.remove();
      world.clock.ms += LANDING_MARGIN;
      await world.threadSays(invite, "five");
      expect(world.thread(invite).slice(-5)).toEqual(texts);
    }),
  );

  it(
    "because it does not like the blocks, is made as plain text; what follows is not held up",
    story(async (world) => {
      const { slack, telnyx, people } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      slack.faults.add({ call: "chat.postMessage", error: "invalid_blocks" });
      await telnyx.text(BOB, LINE, "<b>poison</b> & more");
      const shown = await world.threadSays(invite, "<b>poison</b> & more");
      expect(shown.blocks).toEqual([]);
      await telnyx.text(BOB, LINE, "healthy");
      await world.threadSays(invite, "healthy");
    }),
  );

  it(
    "for a reason that is new to us, waits until the reason is gone; supervisors hear of it once",
    story(
      async (world) => {
        const { slack, telnyx, people } = world;
        const refusing = slack.faults.add({
          call: "chat.postMessage",
          match: ({ channel }) => channel === world.channel,
          times: Number.POSITIVE_INFINITY,
          error: "new_and_strange",
        });
        await telnyx.text(BOB, LINE, "support");
        await telnyx.text(CAROL, LINE, "support");
        const warnings = () =>
          slack.channels
            .filter(({ isIm, members }) => isIm && members.has(people.zed))
            .flatMap((channel) => slack.messages(channel));
        await until("Zed is warned", () => warnings().length > 0);
        await world.settled();
        expect(warnings()).toHaveLength(1);
        refusing.remove();
        world.clock.ms += 15_000;
        await world.inviteOf(CAROL);
        await world.accept(people.ana, await world.inviteOf(BOB));
      },
      { SUPERVISORS: "U0ZED" },
    ),
  );

  it(
    "is not made at all where the request is not Slack's: forged or stale",
    story(async (world) => {
      const { slack, people } = world;
      const invite = await world.talk(people.ana);
      const body = JSON.stringify({
        type: "event_callback",
        event_id: "Ev0FORGED",
        event: {
          type: "message",
          channel: world.channel,
          thread_ts: invite.ts,
          ts: "1900000000.000001",
          user: people.ana,
          text: "forged",
        },
      });
      const signature = `v0=${"0".repeat(64)}`;
      expect((await slack.deliverRaw({ body, signature })).status).toBe(401);
      const timestamp = Math.floor(Date.now() / 1000) - 301;
      expect((await slack.deliverRaw({ body, timestamp })).status).toBe(401);
      await world.write(people.ana, invite, "genuine");
      await world.phoneHas(BOB, "genuine");
      expect(world.textsTo(BOB)).not.toContain("forged");
    }),
  );
});
