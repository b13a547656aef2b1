import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { BOB, LINE, startWorld, type World } from "../support/world.ts";

/** Queues with the longest names and keywords that there can be, and Ana an agent of them all. */
const QUEUES = 60;
const LONG = "&".repeat(68);

let world: World;
beforeAll(async () => {
  world = await startWorld("http");
  const { people, channel } = world;
  await world.makeQueue();
  await world.addAgents("Support", [people.ana]);
  const same =
    "keyword_match, dispatch, offer_timeout_s, reminder_minutes, max_wait_s, idle_timeout_s, priority, time_zone";
  await world.rows(
    `insert into queues (name, channel, initiation_keyword, termination_keyword, ${same})
     select 'Team ' || n || ' <${LONG}', '${channel}', 'TEAM' || n || repeat('x', 50), 'DONE', ${same}
       from queues, generate_series(11, ${QUEUES + 9}) n`,
  );
  await world.rows(
    `insert into queue_lines (queue_id, line, position)
     select id, '${LINE}', 0 from queues where name <> 'Support'`,
  );
  await world.rows(
    `insert into memberships (queue_id, user_id, max_sessions, position)
     select id, '${people.ana}', 3, 0 from queues where name <> 'Support'`,
  );
});
afterAll(async () => {
  await world.close();
});

describe("with sixty queues of long names", () => {
  it("the list has pages, and pausing a queue stays on its page", async () => {
    const { slack, people } = world;
    const list = () => {
      const now = slack
        .ephemerals(people.sue)
        .findLast((one) => slack.visibleText(one).includes("SMS queues"));
      return now === undefined ? "" : slack.visibleText(now);
    };
    const turn = async (what: string, says: string, value?: string) => {
      const shown = await world.wordTo(people.sue, "SMS queues");
      await slack.press(people.sue, shown, what, { stale: true, ...(value ? { value } : {}) });
      return until(`the list says ${says}`, () => (list().includes(says) ? list() : null));
    };
    expect(await world.ask(people.sue, "/sms-queue", "list")).toContain("Page 1 of 6, 60 queues");
    expect(list()).not.toContain("[Back]");
    expect(await turn("More", "Page 2 of 6")).toContain("[Back] [More] [Try a text] [Refresh]");
    const [queue] = await world.rows("select id from queues where name like 'Team 22%'");
    expect(await turn("Pause", "(paused)", String(queue?.["id"]))).toContain("Page 2 of 6");
    await turn("Refresh", "Page 2 of 6");
    await turn("Back", "Page 1 of 6");
  });

  it.each([
    ["/sms-queue", "edit", "Which queue?"],
    ["/sms-queue", "pause", "more"],
    ["/sms-queue", `edit ${"long ".repeat(800)}`, "Did you mean"],
    ["/sms-queue", "w".repeat(3_500), "Did you mean"],
    ["/sms-queue", "history", "changed the agents of"],
    ["/sms-stats", "Suport 7d", "Did you mean `/sms-stats Support 7d`?"],
    ["/sms-stats", "z".repeat(3_500), "The queues are: Support, Team 11"],
    ["/sms-stats", "2026-02-30", "is not a period"],
    ["/sms-stats", `2${"0".repeat(3_500)}`, "is not a period"],
    ["/sms-stats", "2026-11-05..2026-11-01", "Did you mean 2026-11-01..2026-11-05?"],
    ["/sms-duty", "x".repeat(3_500), "Did you mean"],
    ["/sms-duty", "status", "You are *on duty* for Support, Team 11"],
  ])("%s is answered whatever is typed (%#)", async (command, words, says) => {
    const { people } = world;
    const user = command === "/sms-duty" ? people.ana : people.sue;
    expect(await world.ask(user, command, words)).toContain(says);
  });

  it("a text is tried, and what came of one explained", async () => {
    const { slack, people, telnyx } = world;
    await world.ask(people.sue, "/sms-queue", "list");
    await world.press(people.sue, await world.wordTo(people.sue, "SMS queues"), "Try a text");
    const form = await until("the form is open", () => slack.views(people.sue)[0]);
    for (const [text, says] of [
      ["done", "In an open session of Support, Team 11"],
      ["support", "A session begins in *Support*"],
    ] as const) {
      expect((await slack.submit(people.sue, form, { Text: text })).action).toBe("update");
      expect(slack.visibleText(slack.views(people.sue)[0] ?? form)).toContain(says);
    }
    await slack.closeView(people.sue, form);
    const keywords = Array.from({ length: 20 }, (_, i) => `team${i + 11}${"x".repeat(50)}`);
    await telnyx.text(BOB, LINE, keywords.join(" "));
    await world.inviteOf(BOB);
    expect(await world.ask(people.sue, "/sms-queue", `why ${BOB}`)).toContain("more");
  });

  it("homes are drawn, for the agent of all queues too", async () => {
    const { slack, people } = world;
    for (const [user, says] of [
      [people.ana, "*On duty* for Support (max 3), Team 11"],
      [people.sue, "Waiting: 1"],
    ] as const) {
      await slack.openHome(user);
      await until(`the home says ${says}`, () => {
        const home = slack.home(user);
        return home && slack.visibleText(home).includes(says);
      });
    }
  });
});
