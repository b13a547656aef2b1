import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/sandbox/faults.ts";
import { failedReceipts, receiptEvent } from "../../src/sandbox/telnyx/messages.ts";
import { freePort } from "../support/free-port.ts";
import { until } from "../support/until.ts";
import { BOB, LINE, story, type World } from "../support/world.ts";

/** What is sent to Telnyx with these words goes wrong in this way. */
function strike(world: World, text: string, fault: Omit<Fault, "call" | "match">) {
  return world.telnyx.faults.add({
    call: "messages.send",
    match: (args) => args["text"] === text,
    ...fault,
  });
}

const UNSURE = "*This text may not have been sent:*";
const HTML = { status: 502, body: "<html>Bad Gateway</html>" } as const;

describe.concurrent("an SMS that Telnyx took, but whose answer was lost", () => {
  const lost: readonly (readonly [string, Omit<Fault, "call">])[] = [
    ["cut off", { cut: true }],
    ["cut off in its middle", { cut: "body" }],
    ["hidden by a gateway's page", HTML],
    ["a 200 that says nothing", { status: 200, body: "<html>OK</html>" }],
    ["never given", { hang: true }],
  ];
  it.each(lost)("leaves once, and its receipt settles it: the answer %s", async (_name, fault) =>
    story(async (world) => {
      const { people } = world;
      const invite = await world.talk(people.ana);
      strike(world, "Hello", { afterEffect: true, ...fault });
      const ts = await world.write(people.ana, invite, "Hello");
      await world.marked(ts, "white_check_mark");
      world.clock.ms += 100_000;
      await world.write(people.ana, invite, "Next");
      await world.phoneHas(BOB, "Next");
      await world.settled();
      expect(world.textsTo(BOB).slice(1)).toEqual(["Hello", "Next"]);
      expect(world.slack.ephemerals(people.ana)).toEqual([]);
    })(),
  );

  it("is told from another with the same words by the address of its receipt", async () => {
    const port = await freePort();
    const env = { PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` };
    await story(async (world) => {
      const { telnyx, people } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      telnyx.receipts = "none";
      strike(world, "ok", { afterEffect: true, cut: true });
      const first = await world.write(people.ana, invite, "ok");
      await until("the first is in doubt", () => telnyx.sent.some(({ text }) => text === "ok"));
      telnyx.receipts = "delivered";
      const second = await world.write(people.ana, invite, "ok");
      await world.marked(second, "white_check_mark");
      await world.settled();
      await world.marked(first, "hourglass_flowing_sand");
      world.clock.ms += 90_000;
      await world.marked(first, "warning");
      expect(await world.toldAlone(people.ana, UNSURE)).toContain("ok");
    }, env)();
  });

  it(
    "and whose receipt cannot be told from another's leaves one of the two as uncertain",
    story(async (world) => {
      const { people } = world;
      const invite = await world.talk(people.ana);
      strike(world, "ok", HTML);
      await world.write(people.ana, invite, "ok");
      await until("the first is in doubt", () => world.telnyx.calls.some(({ fault }) => fault));
      strike(world, "ok", { afterEffect: true, delayMs: 500 });
      await world.write(people.ana, invite, "ok");
      await world.phoneHas(BOB, "ok");
      await world.settled();
      world.clock.ms += 90_000;
      await world.toldAlone(people.ana, UNSURE);
      await world.settled();
      expect(world.timesTold(people.ana, UNSURE)).toBe(1);
      expect(world.logged.join("\n")).not.toContain("a lane stopped for a moment");
      expect(world.textsTo(BOB).slice(1)).toEqual(["ok"]);
    }),
  );
});

describe.concurrent("an SMS that nobody knows of", () => {
  it(
    "is shown as such after 90 s and not sent again by itself; later texts don't wait for it",
    story(async (world) => {
      const { people } = world;
      const invite = await world.talk(people.ana);
      strike(world, "Hello", HTML);
      const ts = await world.write(people.ana, invite, "Hello");
      const next = await world.write(people.ana, invite, "Next");
      await world.marked(next, "white_check_mark");
      await world.marked(ts, "hourglass_flowing_sand");
      world.clock.ms += 60_000;
      await world.settled();
      expect(world.timesTold(people.ana, UNSURE)).toBe(0);
      world.clock.ms += 30_000;
      const word = await world.wordTo(people.ana, UNSURE);
      await world.marked(ts, "warning");
      expect(world.textsTo(BOB)).not.toContain("Hello");
      await world.press(people.ana, word, "Retry");
      await world.marked(ts, "white_check_mark");
      expect(world.textsTo(BOB).slice(1)).toEqual(["Next", "Hello"]);
    }),
  );

  it(
    "and whose receipt comes after all becomes delivered",
    story(async (world) => {
      const { telnyx, people } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      telnyx.receipts = "none";
      strike(world, "Hello", { afterEffect: true, cut: true });
      const ts = await world.write(people.ana, invite, "Hello");
      await world.phoneHas(BOB, "Hello");
      await until("it is in doubt", async () => {
        const rows = await world.rows("select 1 from outbound_texts where state = 'unknown'");
        return rows.length > 0;
      });
      world.clock.ms += 90_000;
      const word = await world.wordTo(people.ana, UNSURE);
      await world.marked(ts, "warning");
      const [, sms] = telnyx.sent;
      if (!sms) throw new Error("nothing was sent");
      const receipt = { event: "message.finalized", status: "delivered" } as const;
      await telnyx.post({ data: receiptEvent(sms, receipt) });
      await world.marked(ts, "white_check_mark");
      await world.press(people.ana, word, "Retry");
      await world.toldAlone(people.ana, "nothing more was sent");
      await world.settled();
      expect(world.textsTo(BOB).slice(1)).toEqual(["Hello"]);
    }),
  );
});

describe.concurrent("an SMS that Telnyx refused", () => {
  it(
    "for now is sent later, before those that were written after it",
    story(async (world) => {
      const { telnyx, people } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      const limited = strike(world, "one", { error: "10011", headers: { "retry-after": "20" } });
      const broken = strike(world, "two", { status: 503, error: "10011" });
      const away = strike(world, "three", { error: "40006" });
      for (const text of ["one", "two", "three", "four"]) {
        await world.write(people.ana, invite, text);
      }
      for (const fault of [limited, broken, away]) {
        await until("it is refused", () => fault.struck === 1);
        await until("that is recorded", async () => {
          const waiting = "kind = 'sms.send' and state = 'ready' and last_error is not null";
          return (await world.rows(`select 1 from jobs where ${waiting}`)).length > 0;
        });
        world.clock.ms += 30_000;
      }
      await world.phoneHas(BOB, "four");
      expect(world.textsTo(BOB).slice(1)).toEqual(["one", "two", "three", "four"]);
      expect(telnyx.calls.filter(({ fault }) => fault)).toHaveLength(3);
    }),
  );

  it(
    "for good shows the reason in words, and the session goes on",
    story(async (world) => {
      const { people } = world;
      const invite = await world.talk(people.ana);
      strike(world, "Hello", { error: "40001" });
      const ts = await world.write(people.ana, invite, "Hello");
      await world.marked(ts, "warning");
      await world.toldAlone(
        people.ana,
        "the number is a landline or can't be reached by text (40001)",
      );
      await world.write(people.ana, invite, "Next");
      await world.phoneHas(BOB, "Next");
      expect(world.textsTo(BOB)).not.toContain("Hello");
    }),
  );

  it(
    "by a receipt that was faster than the answer to the send is told once",
    story(async (world) => {
      const { telnyx, people } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      telnyx.receipts = failedReceipts("40008");
      strike(world, "Hello", { afterEffect: true, delayMs: 300 });
      const ts = await world.write(people.ana, invite, "Hello");
      await world.marked(ts, "warning");
      await world.settled();
      expect(world.timesTold(people.ana, "*This text was not delivered:*")).toBe(1);
    }),
  );

  it(
    "because the texter opted out ends the session, and nothing more is tried",
    story(async (world) => {
      const { telnyx, people } = world;
      const invite = await world.talk(people.ana);
      telnyx.optOut(BOB);
      const ts = await world.write(people.ana, invite, "Hello");
      await world.marked(ts, "warning");
      await world.toldAlone(people.ana, "the texter opted out of texts (STOP) (40300)");
      await world.threadSays(invite, "The texter opted out; nothing more can be sent");
      const calls = telnyx.calls.length;
      await world.write(people.ana, invite, "Still there?");
      await world.toldAlone(people.ana, "*Not sent:*");
      await telnyx.text(BOB, LINE, "support");
      await until("it is recorded", async () => (await world.outcomes(BOB)).length === 2);
      await world.settled();
      expect(telnyx.calls).toHaveLength(calls);
      expect(await world.rows("select end_reason from sessions")).toEqual([
        { end_reason: "opt_out" },
      ]);
    }),
  );
});
