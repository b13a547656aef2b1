import { describe, expect, it } from "vitest";
import type { SlackView } from "../../src/sandbox/slack/views.ts";
import { until } from "../support/until.ts";
import { BOB, LINE, story, type World } from "../support/world.ts";

/** Slack lets a form be opened, and a submission be answered, within 3 s. */
const SLOW = 2_500;

/** From now on, Slack takes its time over this, and who people are is not remembered. */
async function slowDown({ slack, people }: World, ...calls: string[]): Promise<void> {
  for (const person of Object.values(people)) await slack.changeUser(person, {});
  await slack.idle();
  for (const call of calls) {
    slack.faults.add({ call, delayMs: SLOW, times: Number.POSITIVE_INFINITY });
  }
}

/** The person's form, when it has this title. */
function form({ slack }: World, user: string, title: string): Promise<SlackView> {
  return until(`"${title}" is open`, () => slack.views(user).find((one) => one.title === title));
}

describe.concurrent("a form that Slack is slow to tell the names for", () => {
  it("is there at once as a word of patience, and then with the names", async () =>
    story(async (world) => {
      const { people, slack } = world;
      await slowDown(world, "users.info");
      await slack.command(people.sue, world.channel, "/sms-queue", "agents Support");
      const loading = await form(world, people.sue, "One moment");
      const agents = await form(world, people.sue, "Edit agents");
      expect(agents.id).toBe(loading.id);
      expect(slack.visibleText(agents)).toContain("Max for Ana");
      expect(slack.visibleText(agents)).toContain("Max for Ben");
      const saved = await slack.submit(people.sue, agents, { Agents: [people.ana] });
      expect(saved.errors).toBeUndefined();
    })());

  it("is filled with the time zone of whoever makes a queue", async () =>
    story(async (world) => {
      const { people, slack } = world;
      await slowDown(world, "users.info");
      await slack.command(people.sue, world.channel, "/sms-queue", "new");
      const made = await form(world, people.sue, "New queue");
      expect(slack.visibleText(made)).toContain("Time zone\nEurope/London");
      await slack.closeView(people.sue, made);
    })());

  it("says to whom a session may be assigned", async () =>
    story(async (world) => {
      const { people, slack, telnyx } = world;
      await telnyx.text(BOB, LINE, "support");
      const invite = await world.inviteOf(BOB);
      await slack.openHome(people.sue);
      const home = await until("the home shows who waits", () => {
        const view = slack.home(people.sue);
        return view && slack.visibleText(view).includes("[Assign]") ? view : null;
      });
      await slowDown(world, "users.info");
      await slack.press(people.sue, { viewId: home.id }, "Assign");
      const assign = await form(world, people.sue, "Assign session");
      await slack.submit(people.sue, assign, { Agent: "Ben (0 of 3)" });
      await world.inviteSays(invite, "Accepted by @Ben");
    })());

  it("goes over the form that it was opened from", async () =>
    story(async (world) => {
      const { people, slack } = world;
      const list = await world.openForm(people.sue, "/sms-queue", "replies Support");
      await slowDown(world, "users.info");
      await slack.press(people.sue, { viewId: list.id }, "Add");
      await form(world, people.sue, "One moment");
      const draft = await form(world, people.sue, "New reply");
      expect(slack.views(people.sue).map(({ id }) => id)).toEqual([list.id, draft.id]);
      for (const view of [draft, list]) await slack.closeView(people.sue, view);
    })());

  it("is refused to whoever may not have it, and nothing of it is shown", async () =>
    story(async (world) => {
      const { people, slack } = world;
      await slowDown(world, "users.info");
      await slack.command(people.zed, world.channel, "/sms-queue", "edit Support");
      const refused = await form(world, people.zed, "SMS queues");
      expect(slack.visibleText(refused)).toContain("this is for supervisors");
      expect(slack.visibleText(refused)).not.toContain("SUPPORT");
      expect(world.logged.join("\n")).toContain('"what":"/sms-queue edit","msg":"refused');
      await slack.closeView(people.zed, refused);
    })());

  it("stays closed when it was closed meanwhile", async () =>
    story(async (world) => {
      const { people, slack } = world;
      await slowDown(world, "users.info");
      await slack.command(people.sue, world.channel, "/sms-queue", "edit Support");
      await slack.closeView(people.sue, await form(world, people.sue, "One moment"));
      await until("the form came too late", () =>
        slack.calls.some(({ method }) => method === "views.update"),
      );
      await world.settled();
      expect(slack.views(people.sue)).toEqual([]);
      expect(world.logged.join("\n")).not.toContain("a Slack listener failed");
    })());
});

describe.concurrent("a form that is saved while Slack is slow", () => {
  it("is saved without waiting for its channel, about which the supervisor is told below", async () =>
    story(async (world) => {
      const { people, slack } = world;
      const members = [people.sue];
      const open = slack.addChannel({ name: "open", members, botIsMember: false }).id;
      const shut = slack.addChannel({ name: "shut", members, isPrivate: true, botIsMember: false });
      for (const [channel, word] of [
        [open, "I joined #open for it."],
        [shut.id, "I am not in this channel"],
      ] as const) {
        const edit = await world.openForm(people.sue, "/sms-queue", "edit Support");
        slack.faults.add({ call: "conversations.info", delayMs: SLOW });
        const saved = await slack.submit(people.sue, edit, { "Slack channel": channel });
        expect(saved).toEqual({ action: "close", status: 200 });
        await world.toldAlone(people.sue, word);
        expect(await world.rows("select channel from queues")).toEqual([{ channel }]);
      }
    })());

  it("is to be saved again when Slack does not tell who the person is", async () =>
    story(async (world) => {
      const { people, slack } = world;
      const edit = await world.openForm(people.sue, "/sms-queue", "edit Support");
      await slowDown(world, "users.info");
      const late = await slack.submit(people.sue, edit, { Priority: "7" });
      expect(late.errors?.["Name"]).toContain("Slack is slow just now, so nothing was done.");
      expect(await world.rows("select priority from queues")).toEqual([{ priority: 100 }]);
      await until("Slack has told", async () => {
        const again = await slack.submit(people.sue, edit, {});
        return again.action === "close";
      });
      expect(await world.rows("select priority from queues")).toEqual([{ priority: 7 }]);
    })());

  it("is no supervisor's refused try: somebody else's session is named and transferred when Slack has told", async () =>
    story(async (world) => {
      const { people, slack } = world;
      const invite = await world.talk(people.ana);
      const naming = await world.openFormBy(people.sue, invite, "Name");
      await slowDown(world, "users.info");
      const late = await slack.submit(people.sue, naming, { [`Name of ${BOB}`]: "Bob" });
      expect(Object.values(late.errors ?? {})).toEqual([
        "Slack is slow just now, so nothing was done. Please try again.",
      ]);
      await until("Slack has told", async () => {
        const again = await slack.submit(people.sue, naming, { [`Name of ${BOB}`]: "Bob" });
        return again.action === "close";
      });
      const transfer = await world.openFormBy(people.sue, invite, "Transfer");
      await slowDown(world);
      const unknown = await slack.submit(people.sue, transfer, { To: "U0BEN (0 of 3 sessions)" });
      expect(Object.values(unknown.errors ?? {})).toEqual([
        "Slack is slow just now, so nothing was done. Please try again.",
      ]);
      expect(world.logged.join("\n")).not.toContain("not the owner");
    })());
});
