import { describe, expect, it } from "vitest";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { until } from "../support/until.ts";
import { BOB, CAROL, DAVE, LINE, startWorld, story, type World } from "../support/world.ts";

function goTo(world: World, moment: string): void {
  world.clock.ms = Date.parse(moment) - Date.now();
}

/** A second queue, whose digest tells that all those due have been looked for. */
const makeSales = (world: World, fields: Record<string, string> = {}) =>
  world.makeQueue({
    Name: "Sales",
    "Initiation Keyword": "SALES",
    "Time zone": "UTC",
    "Daily digest": "08:00",
    ...fields,
  });

function digests(world: World, queue: string, channel = world.channel): SlackMessage[] {
  return world.slack.messages(channel).filter(({ text }) => {
    return text.startsWith(`*Yesterday in ${queue}*`) || text.includes(`was quiet in *${queue}*`);
  });
}

const digestOf = (world: World, queue: string, channel = world.channel) =>
  until(`the digest of ${queue} is posted`, () => digests(world, queue, channel)[0]);

async function setDigest(world: World, queue: string, hour: string): Promise<void> {
  const view = await world.openForm(world.people.sue, "/sms-queue", `edit ${queue}`);
  const { errors } = await world.slack.submit(world.people.sue, view, { "Daily digest": hour });
  expect(errors).toBeUndefined();
}

describe.concurrent("the daily digest", () => {
  it("tells a queue's channel what /sms-stats tells of yesterday, once on two replicas", async () => {
    const world = await startWorld("http");
    const { people, telnyx, slack } = world;
    goTo(world, "2030-11-05T15:00:00Z");
    await world.makeQueue({ "Time zone": "America/New_York", "Daily digest": "08:00" });
    await world.addAgents("Support", [people.ana]);
    const invite = await world.talk(people.ana, BOB);
    await world.write(people.ana, invite, "Hello Bob");
    await world.phoneHas(BOB, "Hello Bob");
    await telnyx.text(CAROL, LINE, "support");
    await world.inviteOf(CAROL);
    await telnyx.text(CAROL, LINE, "done");
    await telnyx.text(DAVE, LINE, "what is this?");
    await world.phoneHas(DAVE, "Please text SUPPORT.");
    await world.pressEnd(people.ana, invite);
    await world.inviteSays(invite, "Ended");
    await world.addReplica();
    // 08:00 in New York, five hours behind UTC.
    goTo(world, "2030-11-06T13:00:00Z");
    const digest = await digestOf(world, "Support");
    const shown = slack.visibleText(digest);
    expect(shown).toMatch(
      /^\*Yesterday in Support\*, Tuesday 5 November 2030\n\*1 session handled\*, on average \d+ s each after a wait of \d+ s · 1 abandoned · 1 text refused\.\n/,
    );
    expect(digest.blocks.map(({ type }) => type)).toEqual(["section", "table", "context"]);
    const table = shown.split("\n").map((line) => line.split("  "));
    const figure = new Map(table.flatMap(([name = "", value]) => (value ? [[name, value]] : [])));
    const asked = await askStatistics(world, "support yesterday");
    expect(asked.get("SMS_VOL")).toBe("1");
    for (const [name, value] of asked) {
      if (value !== "0" && name !== "Queue")
        expect([name, figure.get(name)]).toEqual([name, value]);
    }
    expect(figure.get("SMS segments")).toBe("4");
    expect(figure.has("Expired")).toBe(false);
    expect(digest.text).toMatch(/Offered +2\n/);
    // Agents' own figures are for supervisors.
    expect(shown).not.toContain("Ana");
    goTo(world, "2030-11-07T13:00:00Z");
    await until("the next one is there", () => digests(world, "Support").length === 2);
    await world.close();
    expect(digests(world, "Support")).toHaveLength(2);
  });

  it("is off unless it is turned on, and silent where a queue is gone or paused with nothing to tell", async () =>
    story(async (world) => {
      const { people, slack } = world;
      const form = await world.openForm(people.sue, "/sms-queue", "edit Support");
      expect(slack.visibleText(form)).toContain("Daily digest\nOff");
      await slack.closeView(people.sue, form);
      await makeSales(world);
      for (const [name, word] of [
        ["Gone", "GONE"],
        ["Paused", "PAUSED"],
      ] as const) {
        await makeSales(world, { Name: name, "Initiation Keyword": word });
      }
      await slack.submit(
        people.sue,
        await world.openForm(people.sue, "/sms-queue", "delete Gone"),
        {},
      );
      await world.toldAlone(people.sue, "Deleted *Gone*");
      expect(await world.ask(people.sue, "/sms-queue", "pause Paused")).toContain("is paused");
      goTo(world, "2030-11-06T08:00:00Z");
      const quiet = await digestOf(world, "Sales");
      expect(slack.visibleText(quiet)).toBe(
        "*Yesterday*, Tuesday 5 November 2030, was quiet in *Sales*: no session ended, and no text was turned away.",
      );
      // Somebody is turned away by the queue that is paused: that is worth telling.
      await world.telnyx.text(BOB, LINE, "paused");
      await world.phoneHas(BOB, "Nobody is here.");
      goTo(world, "2030-11-07T08:00:00Z");
      const paused = slack.visibleText(await digestOf(world, "Paused"));
      expect(paused).toContain("No session was handled · 1 text refused.");
      expect(paused).toContain("The queue is paused now.");
      await world.settled();
      expect(digests(world, "Paused")).toHaveLength(1);
      expect([...digests(world, "Support"), ...digests(world, "Gone")]).toEqual([]);
    })());

  it("comes later that day when the app was down at its hour, but not on a later day", async () =>
    story(async (world) => {
      goTo(world, "2030-11-05T07:00:00Z");
      await makeSales(world);
      await world.settled();
      await world.app.stop();
      goTo(world, "2030-11-05T23:50:00Z");
      await world.restart();
      const caughtUp = await digestOf(world, "Sales");
      expect(caughtUp.text).toContain("Monday 4 November 2030");
      await world.settled();
      await world.app.stop();
      goTo(world, "2030-11-07T07:50:00Z");
      await world.restart();
      await makeSales(world, {
        Name: "Other",
        "Initiation Keyword": "OTHER",
        "Daily digest": "08:00",
      });
      await world.settled();
      goTo(world, "2030-11-07T08:00:00Z");
      await digestOf(world, "Other");
      await world.settled();
      const days = digests(world, "Sales").map(({ text }) => /\d+ November/.exec(text)?.[0]);
      expect(days).toEqual(["4 November", "6 November"]);
    })());

  it("begins tomorrow when its hour has passed already, and may be turned off", async () =>
    story(async (world) => {
      const { people } = world;
      goTo(world, "2030-11-05T07:30:00Z");
      await makeSales(world);
      await makeSales(world, {
        Name: "Late",
        "Initiation Keyword": "LATE",
        "Daily digest": "07:00",
      });
      goTo(world, "2030-11-05T08:00:00Z");
      await digestOf(world, "Sales");
      await world.settled();
      expect(digests(world, "Late")).toEqual([]);
      await setDigest(world, "Sales", "Off");
      goTo(world, "2030-11-06T08:00:00Z");
      await digestOf(world, "Late");
      await world.settled();
      expect(digests(world, "Sales")).toHaveLength(1);
      const history = await world.ask(people.sue, "/sms-queue", "history Sales");
      expect(history).toContain("Daily digest: 08:00 → Off");
    })());

  it("is part of what two supervisors are told about each other's changes", async () =>
    story(async (world) => {
      const { people, slack } = world;
      await slack.changeUser(people.zed, { isOwner: true });
      const sues = await world.openForm(people.sue, "/sms-queue", "edit Support");
      const zeds = await world.openForm(people.zed, "/sms-queue", "edit Support");
      await slack.submit(people.zed, zeds, { "Daily digest": "07:00" });
      const late = await slack.submit(people.sue, sues, { "Daily digest": "09:00" });
      expect(late.action).toBe("update");
      const shown = slack.visibleText(slack.views(people.sue)[0] ?? sues);
      expect(shown).toContain("*Daily digest*: now 07:00, saved by @Zed · you typed 09:00");
      await slack.closeView(people.sue, sues);
    })());
});

describe.concurrent("a digest that Slack does not take at once", () => {
  it("is not posted twice when the answer was lost", async () =>
    story(async (world) => {
      goTo(world, "2030-11-05T07:30:00Z");
      await makeSales(world);
      await world.settled();
      world.slack.faults.add({ call: "chat.postMessage", cut: true, afterEffect: true });
      goTo(world, "2030-11-05T08:00:00Z");
      await digestOf(world, "Sales");
      await world.settled();
      expect(digests(world, "Sales")).toHaveLength(1);
    })());

  it("is said in lines where Slack takes no table", async () =>
    story(async (world) => {
      goTo(world, "2030-11-05T07:30:00Z");
      await makeSales(world);
      await world.telnyx.text(BOB, LINE, "sales");
      await world.phoneHas(BOB, "Nobody is here.");
      const error = { ok: false, error: "invalid_blocks" };
      world.slack.faults.add({ call: "chat.postMessage", body: error });
      goTo(world, "2030-11-06T08:00:00Z");
      const digest = await digestOf(world, "Sales");
      expect(digest.blocks).toEqual([]);
      expect(digest.text).toMatch(/Refused +1\n/);
    })());

  it("goes to the queue's new channel, or nowhere when the day is over", async () =>
    story(async (world) => {
      const { slack, people } = world;
      goTo(world, "2030-11-05T07:30:00Z");
      const shut = slack.addChannel({ name: "shut", members: [people.sue], botIsMember: true }).id;
      const open = slack.addChannel({ name: "open", members: [people.sue], botIsMember: true }).id;
      await makeSales(world, { "Slack channel": shut });
      const fault = slack.faults.add({
        call: "chat.postMessage",
        match: ({ channel }) => channel === shut,
        times: Number.POSITIVE_INFINITY,
        error: "channel_not_found",
      });
      goTo(world, "2030-11-05T08:00:00Z");
      await until("it was refused", () => fault.struck > 0);
      // A day later: today's is due, yesterday's is not said any more.
      goTo(world, "2030-11-06T08:00:00Z");
      const view = await world.openForm(people.sue, "/sms-queue", "edit Sales");
      await slack.submit(people.sue, view, { "Slack channel": open });
      const digest = await digestOf(world, "Sales", open);
      expect(digest.text).toContain("Tuesday 5 November 2030");
      await world.settled();
      expect(digests(world, "Sales", open)).toHaveLength(1);
      expect(digests(world, "Sales", shut)).toEqual([]);
    })());
});

/** The figures of `/sms-stats` for one queue, by what stands above them. */
async function askStatistics(world: World, text: string): Promise<Map<string, string>> {
  const { slack, people } = world;
  await slack.command(people.sue, world.channel, "/sms-stats", text);
  const figures = new Map<string, string>();
  // Each stands in one message alone, which may be the last to come or the first.
  for (const says of ["SMS_VOL", "By agent"]) {
    const lines = slack.visibleText(await world.wordTo(people.sue, says)).split("\n");
    const at = lines.findIndex((line) => line.startsWith("Queue  "));
    const [head = "", row = ""] = lines.slice(at);
    const values = row.split("  ");
    for (const [i, name] of head.split("  ").entries()) figures.set(name, values[i] ?? "");
  }
  return figures;
}
