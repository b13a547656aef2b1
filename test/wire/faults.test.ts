import { describe, expect, it } from "vitest";
import { allowConnections, cutConnections } from "../support/database.ts";
import { until } from "../support/until.ts";
import { BOB, CAROL, LINE, story } from "../support/world.ts";

describe.concurrent("a webhook", () => {
  it(
    "is refused where it is not Telnyx's own, and leaves nothing behind",
    story(async (world) => {
      const { telnyx } = world;
      await telnyx.text(BOB, LINE, "support");
      const [genuine] = telnyx.webhooks;
      const body = JSON.stringify(genuine?.envelope).replace("support", "SUPPORT");
      const forged = Buffer.alloc(64).toString("base64");
      const stale = Math.floor(Date.now() / 1000) - 301;
      expect((await telnyx.post(body, { signature: forged })).status).toBe(401);
      expect((await telnyx.post(body, { signature: "not base64" })).status).toBe(401);
      expect((await telnyx.post(body, { timestamp: stale })).status).toBe(401);
      expect((await telnyx.post("{not json")).status).toBe(400);
      expect((await telnyx.post(JSON.stringify({ data: "x".repeat(300_000) }))).status).toBe(413);
      await world.inviteOf(BOB);
      expect(await world.outcomes(BOB)).toEqual(["started"]);
    }),
  );

  it(
    "of a kind that we don't know, or that lacks what it should have, is recorded and answered 200",
    story(async (world) => {
      const { telnyx } = world;
      const odd = [
        { data: { id: "e-1", event_type: "call.initiated", payload: { id: "c-1" } } },
        { data: { id: "e-2", event_type: "message.received", payload: { id: "m-1" } } },
        { data: { id: "e-3", event_type: "message.finalized", payload: null } },
        { something: "else" },
        "null",
        "[]",
      ];
      for (const body of odd) expect((await telnyx.post(body)).status).toBe(200);
      const keys = await world.rows("select key from received_events");
      expect(keys).toHaveLength(odd.length);
      await telnyx.text(BOB, LINE, "support");
      await world.inviteOf(BOB);
    }),
  );

  it(
    "of a text with anything in it is taken as it is: no words, NUL, half an emoji",
    story(async (world) => {
      const { telnyx, people } = world;
      const invite = await world.talk(people.ana);
      for (const text of ["", "a\u0000b", "half \ud83d emoji", "x".repeat(5_000)]) {
        expect((await telnyx.text(BOB, LINE, text)).status).toBe(200);
      }
      await world.threadSays(invite, "(no text)");
      await world.threadSays(invite, "a\ufffdb");
      await world.threadSays(invite, "half \ufffd emoji");
      await world.threadSays(invite, "xxx");
      await telnyx.text(BOB, LINE, "and on");
      await world.threadSays(invite, "and on");
    }),
  );
});

describe.concurrent("while the database is away", () => {
  it(
    "webhooks and events are answered with 503 so that they come again, and all goes on after it",
    story(async (world) => {
      const { telnyx, slack, people } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      telnyx.retryPolicy.delaysMs = [1_000, 3_000];
      slack.retryPolicy.delaysMs = [1_000, 3_000];
      await allowConnections(world.databaseUrl, false);
      const refused = await telnyx.text(BOB, LINE, "while it was away");
      expect(refused.status).toBe(503);
      const said = await slack.say(people.ana, world.channel, "an answer", { threadTs: invite.ts });
      expect(said.acked).toBe(false);
      await slack.command(people.ana, world.channel, "/sms-duty", "off");
      await world.toldAlone(people.ana, "something went wrong and nothing was changed");
      const ready = await fetch(`${world.app.url}/readyz`);
      expect(ready.status).toBe(503);
      expect((await fetch(`${world.app.url}/healthz`)).status).toBe(200);
      await allowConnections(world.databaseUrl, true);
      await world.threadSays(invite, "while it was away");
      await world.phoneHas(BOB, "an answer");
      await until("it is ready again", async () => {
        return (await fetch(`${world.app.url}/readyz`)).ok;
      });
      expect(await world.outcomes(BOB)).toEqual(["started", "relayed"]);
      expect(await world.ask(people.ana, "/sms-duty")).toContain("*on duty*");
    }),
  );

  it(
    "for a moment only, what is under way is not lost and not done twice",
    story(async (world) => {
      const { telnyx, people } = world;
      const invite = await world.talk(people.ana);
      telnyx.faults.add({ call: "messages.send", delayMs: 300, afterEffect: true });
      const ts = await world.write(people.ana, invite, "in the middle");
      await world.phoneHas(BOB, "in the middle");
      await cutConnections(world.databaseUrl);
      await world.marked(ts, "white_check_mark");
      await telnyx.text(CAROL, LINE, "support");
      await world.inviteOf(CAROL);
      expect(world.textsTo(BOB).slice(1)).toEqual(["in the middle"]);
    }),
  );
});

describe.concurrent("when the last active agent goes off duty", () => {
  it(
    "texters who wait are told after 120 s, and their sessions end",
    story(async (world) => {
      const { telnyx, people } = world;
      await telnyx.text(BOB, LINE, "support");
      const invite = await world.inviteOf(BOB);
      await world.ask(people.ana, "/sms-duty", "off");
      await world.ask(people.ben, "/sms-duty", "off");
      await until("the grace runs", async () => {
        const rows = await world.rows("select 1 from queues where no_agents_since is not null");
        return rows.length > 0;
      });
      world.clock.ms += 100_000;
      await world.settled();
      expect(world.textsTo(BOB)).toHaveLength(1);
      world.clock.ms += 20_000;
      await world.phoneHas(BOB, "Nobody is here.");
      await world.inviteSays(invite, "Ended: no agents were left");
    }),
  );

  it(
    "and somebody comes back in time, nothing happens to those who wait",
    story(async (world) => {
      const { telnyx, people } = world;
      await telnyx.text(BOB, LINE, "support");
      const invite = await world.inviteOf(BOB);
      await world.ask(people.ana, "/sms-duty", "off");
      await world.ask(people.ben, "/sms-duty", "off");
      await world.settled();
      world.clock.ms += 100_000;
      await world.ask(people.ben, "/sms-duty", "on");
      await world.settled();
      world.clock.ms += 60_000;
      await world.settled();
      await world.inviteSays(invite, "@Ben");
      await world.accept(people.ben, invite);
      expect(world.textsTo(BOB)).toHaveLength(1);
    }),
  );
});
