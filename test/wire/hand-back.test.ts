import { describe, expect, it } from "vitest";
import { BOB, LINE, story } from "../support/world.ts";

describe.concurrent("Hand back in a thread's header", () => {
  it(
    "lets the texter wait again in the same thread, and the queue's agents are told",
    story(async (world) => {
      const { people, telnyx } = world;
      const invite = await world.talk(people.ana);
      const before = await world.rows("select waiting_since from sessions");
      const header = await world.threadSays(invite, "[Hand back]");
      expect(world.slack.visibleText(header)).toMatch(/\[Name\].*\[Hand back\].*\[End\]/s);
      await world.press(people.ana, header, "Hand back");
      await world.toldAlone(people.ana, "The session waits again, at its original place.");
      await world.threadSays(invite, "@Ben @Ana handed this session back");
      await world.inviteSays(invite, "[Accept]");
      const waits = await world.threadSays(invite, "Nobody has this session now");
      expect(world.slack.visibleText(waits)).not.toContain("[Hand back]");
      expect(await world.rows("select waiting_since from sessions")).toEqual(before);
      await world.write(people.ana, invite, "still there?");
      await world.toldAlone(people.ana, "nobody has accepted this session yet");
      await telnyx.text(BOB, LINE, "hello?");
      await world.threadSays(invite, "hello?");
      await world.accept(people.ben, invite);
      await world.write(people.ben, invite, "Ben here");
      await world.phoneHas(BOB, "Ben here");
      await world.settled();
      expect(world.textsTo(BOB).slice(1)).toEqual(["Ben here"]);
    }),
  );

  it(
    "is the owner's and a supervisor's, and counts once against End and a second press",
    story(async (world) => {
      const { people } = world;
      const invite = await world.talk(people.ana);
      const header = await world.threadSays(invite, "[Hand back]");
      await world.press(people.ben, header, "Hand back");
      await world.toldAlone(people.ben, "Only the owner of a session or a supervisor");
      await world.atOnce([
        () => world.press(people.ana, header, "Hand back"),
        () => world.press(people.sue, header, "Hand back"),
        () => world.press(people.ana, header, "End"),
      ]);
      await world.settled();
      const entries = world.thread(invite).filter((line) => /handed this|taken back/.test(line));
      expect(entries.length).toBeLessThanOrEqual(1);
      const [session] = await world.rows(
        `select state, (select count(*)::int from assignments where to_at is null) as running
           from sessions`,
      );
      expect(["waiting", "ended"]).toContain(session?.["state"]);
      expect(session?.["running"]).toBe(0);
    }),
  );
});
