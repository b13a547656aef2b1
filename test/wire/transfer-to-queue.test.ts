import { describe, expect, it } from "vitest";
import type { SlackEphemeral, SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { until } from "../support/until.ts";
import { BOB, CAROL, DAVE, LINE, OTHER_LINE, story, type World } from "../support/world.ts";

const MINUTE = 60_000;

/** Makes the queue Sales, on a line and in a channel of its own, with Ben and Cleo as its agents. */
async function makeSales(world: World, fields: Record<string, string> = {}) {
  const { slack, people } = world;
  const cleo = slack.addUser({ id: "U0CLEO", name: "Cleo" }).id;
  const members = [people.ben, people.sue, cleo];
  const own = slack.addChannel({ name: "sales", members, botIsMember: true }).id;
  await world.makeQueue({
    Name: "Sales",
    "Slack channel": own,
    "Phone numbers": OTHER_LINE,
    "Initiation Keyword": "SALES",
    "Initiation Message": "Welcome to Sales!",
    "Termination Keyword": "SOLD",
    "Termination Message": "Bye from Sales!",
    "No Agents Message": "Sales is closed.",
    "Ended Message": "Sales has ended this.",
    "Waiting Message": "All of Sales are busy.",
    ...fields,
  });
  await world.addAgents("Sales", [people.ben, cleo]);
  return { channel: fields["Slack channel"] ?? own, cleo };
}

/** Puts other settings into Support's form. */
async function editSupport(world: World, fields: Record<string, string>): Promise<void> {
  const { slack, people } = world;
  const before = world.timesTold(people.sue, "Saved *Support*");
  const form = await world.openForm(people.sue, "/sms-queue", "edit Support");
  await slack.submit(people.sue, form, fields);
  await until("it is saved", () => world.timesTold(people.sue, "Saved *Support*") > before);
}

/** Leaves the queue one agent, with a max of 1. */
async function onlyAgent(world: World, queue: string, user: string): Promise<void> {
  // Who is there already keeps their max.
  await world.addAgents(queue, []);
  await world.addAgents(queue, [user], 1);
}

const TO_SALES = "Sales (2 of 2 free)";

/** Transfers the session by the form. */
async function transfer(
  world: World,
  by: string,
  invite: SlackMessage,
  to = TO_SALES,
): Promise<void> {
  const form = await world.openFormBy(by, invite, "Transfer");
  const { errors } = await world.slack.submit(by, form, { To: to });
  expect(errors).toBeUndefined();
}

const shownIn = (world: World, channel: string): string =>
  world.slack
    .everyMessage(channel)
    .map((message) => world.slack.visibleText(message))
    .join("\n");

describe.concurrent("a session that is transferred to a queue", () => {
  it(
    "goes on in that queue's channel, on its own line, with the conversation so far",
    story(async (world) => {
      const { people, slack, telnyx } = world;
      const sales = await makeSales(world);
      const invite = await world.talk(people.ana);
      await world.write(people.ana, invite, "I pass you on");
      await world.phoneHas(BOB, "I pass you on");
      const header = await world.threadSays(invite, "[End]");
      const before = await world.rows("select waiting_since from sessions");
      await transfer(world, people.ana, invite);
      const next = await world.inviteOf(BOB, sales.channel);
      expect(slack.visibleText(next)).toMatch(/\*Sales\*[\s\S]*@Ben @Cleo[\s\S]*\[Accept\]/);
      await world.inviteSays(next, "transferred from Support");
      await world.threadSays(next, "@Ana transferred this session from Support to *Sales*");
      const scroll = slack.visibleText(await world.threadSays(next, "The conversation so far"));
      expect(scroll.split("\n").filter((line) => !line.includes(" · "))).toEqual([
        ":scroll: *The conversation so far*",
        "support",
        "Welcome! An agent will be with you.",
        "I pass you on",
      ]);
      expect(await world.rows("select waiting_since from sessions")).toEqual(before);

      // The old thread says where it is; what is done and written there does nothing.
      await world.threadSays(invite, "was transferred to Sales and goes on in another thread");
      const left = await world.inviteSays(invite, "was transferred to Sales and goes on");
      expect(slack.visibleText(left)).not.toContain("[Accept]");
      await world.write(people.ana, invite, "one more thing");
      await world.toldAlone(people.ana, "*Not sent:* this conversation goes on here");
      await world.press(people.ana, header, "End");
      await world.toldAlone(people.ana, "only a supervisor can end it");
      await world.press(people.ana, header, "Transfer");
      await world.toldAlone(people.ana, "there is nothing to transfer");

      // Words of the old queue are plain words here; its line has Sales on it no more than before.
      await telnyx.text(BOB, LINE, "DONE");
      await world.threadSays(next, "DONE");
      await world.inviteSays(next, "2 texts");
      await world.accept(people.ben, next);
      await world.write(people.ben, next, "Ben of Sales here");
      await world.phoneHas(BOB, "Ben of Sales here");
      expect(await world.ask(people.ben, "/sms-duty", "status")).toMatch(/Sales[\s\S]*Bob|Sales/);
      expect(await world.ask(people.sue, "/sms-queue", `why ${BOB}`)).toContain(
        "Its session was in Sales",
      );
      await telnyx.text(BOB, LINE, " Sold! ");
      await world.phoneHas(BOB, "Bye from Sales!");
      await world.inviteSays(next, "Ended by the texter");
      await world.write(people.ana, invite, "and now?");
      expect(await world.toldAlone(people.ana, "the session ended")).not.toContain("Reopen");

      // Cleo is an agent of the queue where it ended, and of no other.
      const over = await world.threadSays(next, "[Reopen]");
      await world.press(sales.cleo, over, "Reopen");
      await world.threadSays(next, "@Cleo has reopened this session");
      await world.pressEnd(sales.cleo, next);
      await world.phoneHas(BOB, "Sales has ended this.");
      expect(world.textsTo(BOB)).toEqual([
        "Welcome! An agent will be with you.",
        "I pass you on",
        "Ben of Sales here",
        "Bye from Sales!",
        "Sales has ended this.",
      ]);
      await world.settled();
      expect(telnyx.sent.every(({ from }) => from === LINE)).toBe(true);
      expect(shownIn(world, world.channel)).not.toMatch(/Ben of Sales|Bye from Sales/);
    }),
  );

  it(
    "stays in its thread where both queues have one channel, and calls the other queue's agents",
    story(async (world) => {
      const { people, slack } = world;
      const sales = await makeSales(world, { "Slack channel": world.channel });
      await slack.join(sales.cleo, world.channel);
      const invite = await world.talk(people.ana);
      await transfer(world, people.sue, invite);
      await world.threadSays(
        invite,
        "@Ben @Cleo @Sue transferred @Ana's session from Support to *Sales*",
      );
      expect(slack.visibleText(await world.inviteSays(invite, "[Accept]"))).toContain("*Sales*");
      await world.write(people.ana, invite, "one more thing");
      await world.toldAlone(people.ana, "*Not sent:* nobody has accepted this session yet");
      await world.press(people.ana, invite, "Accept");
      await world.toldAlone(people.ana, "not an agent of this queue");
      await slack.openHome(people.sue);
      const board = await until("it waits in Sales on the wallboard", () => {
        const home = slack.home(people.sue);
        return home && /Waiting: 1[\s\S]*Sales/.test(slack.visibleText(home)) ? home : null;
      });
      await slack.press(people.sue, { viewId: board.id }, "Assign");
      const form = await until("the form", () => slack.views(people.sue).at(-1));
      await slack.submit(people.sue, form, { Agent: "Ben (0 of 3)" });
      await world.threadSays(invite, "@Ben has this session now");
      const header = await world.threadSays(invite, "[Hand back]");
      expect(slack.visibleText(header)).toContain("· Sales ·");
      await world.press(people.ben, header, "Hand back");
      await world.threadSays(invite, "@Ben @Cleo @Ben handed this session back");
      await world.accept(sales.cleo, invite);
      await transfer(world, sales.cleo, invite, "Support (2 of 2 free)");
      await world.threadSays(invite, "@Cleo transferred this session from Sales to *Support*");
      await world.accept(people.ana, invite);
      await world.write(people.ana, invite, "back again");
      await world.phoneHas(BOB, "back again");
      await world.settled();
      expect(slack.messages(world.channel)).toHaveLength(1);
      expect(world.textsTo(BOB)).toEqual(["Welcome! An agent will be with you.", "back again"]);
    }),
  );

  it(
    "comes back to its first channel in a thread of its own, with everything that was said",
    story(async (world) => {
      const { people, telnyx } = world;
      const sales = await makeSales(world);
      const invite = await world.talk(people.ana);
      await transfer(world, people.ana, invite);
      const second = await world.inviteOf(BOB, sales.channel);
      await world.accept(people.ben, second);
      await telnyx.text(BOB, LINE, "wrong queue!");
      await world.threadSays(second, "wrong queue!");
      await transfer(world, people.ben, second, "Support (2 of 2 free)");
      const third = await until("there is another invite", async () => {
        const newest = await world.inviteOf(BOB);
        return newest.ts === invite.ts ? null : newest;
      });
      await world.threadSays(third, "wrong queue!");
      await world.threadSays(second, "was transferred to Support and goes on in another thread");
      await world.accept(people.ana, third);
      await world.write(people.ana, third, "here I am again");
      await world.phoneHas(BOB, "here I am again");
      await world.write(people.ben, second, "not for the texter");
      await world.toldAlone(people.ben, "*Not sent:* this conversation goes on here");
      expect(world.textsTo(BOB)).toHaveLength(2);
    }),
  );
});

describe.concurrent("the queue to which a session is transferred", () => {
  it(
    "must have somebody who may come for it; otherwise the form says why not",
    story(async (world) => {
      const { people, slack } = world;
      const { channel, cleo } = await makeSales(world);
      await world.makeQueue({
        Name: "Empty",
        "Phone numbers": OTHER_LINE,
        "Initiation Keyword": "EMPTY",
        "Termination Keyword": "EMPTIED",
      });
      const invite = await world.talk(people.ana);
      const form = await world.openFormBy(people.ana, invite, "Transfer");
      const submit = (To: string) => slack.submit(people.ana, form, { To });
      expect((await submit("Empty (nobody on duty)")).errors).toEqual({
        To: "Nobody is on duty in this queue: nobody would come. Choose another one.",
      });
      await world.ask(people.sue, "/sms-queue", "pause Sales");
      expect((await submit(TO_SALES)).errors).toEqual({
        To: "This queue is paused: it takes no sessions. Choose another one.",
      });
      await world.ask(people.sue, "/sms-queue", "resume Sales");
      await slack.archive(people.sue, channel, true);
      await until("it is known", async () => {
        const list = await world.ask(people.sue, "/sms-queue", "list");
        return list.includes("#sales is archived");
      });
      expect((await submit(TO_SALES)).errors?.["To"]).toContain(
        "I can't post into this queue's Slack channel",
      );
      await slack.archive(people.sue, channel, false);
      await slack.join(slack.botUserId, channel);
      await until("it is open", async () => {
        world.clock.ms += MINUTE / 4;
        const list = await world.ask(people.sue, "/sms-queue", "list");
        return !list.includes("#sales is archived");
      });
      await slack.closeView(people.ana, form);
      const last = await world.openFormBy(people.ana, invite, "Transfer");
      const deletion = await world.openForm(people.sue, "/sms-queue", "delete Empty");
      await slack.submit(people.sue, deletion, {});
      await world.toldAlone(people.sue, "Deleted");
      const gone = await slack.submit(people.ana, last, { To: "Empty (nobody on duty)" });
      expect(gone.errors).toEqual({ To: "This queue was deleted. Choose another one." });
      await slack.closeView(people.ana, last);

      // A form that was open while the session changed hands is about another session.
      const early = await world.openFormBy(people.sue, invite, "Transfer");
      await world.write(people.ben, invite, "mine");
      await world.press(people.ben, await world.wordTo(people.ben, "[Take over]"), "Take over");
      await world.inviteSays(invite, "Accepted by @Ben");
      const stale = await slack.submit(people.sue, early, { To: TO_SALES });
      expect(stale.errors?.["To"]).toContain("Ben has this session by now");
      await slack.closeView(people.sue, early);
      const late = await world.openFormBy(people.ben, invite, "Transfer");
      const offer = await world.openFormBy(people.sue, invite, "Transfer");
      await slack.submit(people.sue, offer, { To: "Ana (0 of 3 sessions)" });
      const offered = await slack.submit(people.ben, late, { To: TO_SALES });
      expect(offered.errors?.["To"]).toContain("on offer to Ana already");
      expect(await world.rows("select owner, state from sessions")).toEqual([
        { owner: people.ben, state: "active" },
      ]);
      expect(cleo).toBe("U0CLEO");
    }),
  );

  it(
    "is the one whose dispatch, reminders and max wait hold; nothing of the old one strikes",
    story(async (world) => {
      const { people, slack, telnyx } = world;
      await editSupport(world, { "Idle timeout": "600", "Reminder minutes": "2" });
      const sales = await makeSales(world, {
        Dispatch: "Linear (fixed order)",
        "Reminder minutes": "4",
        "Max wait": "300",
      });
      await onlyAgent(world, "Support", people.ana);
      const invite = await world.talk(people.ana);
      await telnyx.text(CAROL, LINE, "support");
      await world.inviteSays(await world.inviteOf(CAROL), "All agents are busy");
      world.clock.ms += 8.5 * MINUTE;
      const warning = await world.threadSays(invite, "[Keep open]");
      await world.write(people.ana, invite, "A long text. ".repeat(60));
      const held = await world.wordTo(people.ana, "[Don't send]");
      await transfer(world, people.ana, invite);
      await world.toldAlone(people.ana, "The session was not yours any more");
      // Ana is free again, for those who wait in her queue.
      await world.inviteSays(await world.inviteOf(CAROL), "@Ana");
      await world.press(people.ana, held, "Send 6 SMS");
      const next = await world.inviteOf(BOB, sales.channel);
      expect(slack.visibleText(next)).toContain("Offered to @Ben until");
      await until("the warning has no button", () => {
        const now = slack.message(world.channel, warning.ts);
        return now && !slack.visibleText(now).includes("[Keep open]");
      });
      world.clock.ms += 61_000;
      await world.inviteSays(next, "Offered to @Cleo until");
      world.clock.ms += 3 * MINUTE;
      await world.threadSays(next, "nobody has accepted this for 4 minutes");
      world.clock.ms += MINUTE;
      await world.phoneHas(BOB, "Sales is closed.");
      await world.inviteSays(next, "Nobody accepted in time");
      await world.settled();
      expect(
        world.thread(next).filter((line) => line.includes("has accepted this for")),
      ).toHaveLength(1);
      expect(world.textsTo(BOB)).toEqual([
        "Welcome! An agent will be with you.",
        "Sales is closed.",
      ]);
      const reasons = await world.rows(
        "select end_reason from sessions s join pairs p on p.id = s.pair_id where p.texter like '%0001'",
      );
      expect(reasons).toEqual([{ end_reason: "expired" }]);
    }),
  );

  it(
    "may be busy: the session waits without a word to the texter until somebody there is free",
    story(async (world) => {
      const { people, slack, telnyx } = world;
      const sales = await makeSales(world);
      await onlyAgent(world, "Sales", people.ben);
      await telnyx.text(DAVE, OTHER_LINE, "sales");
      const daves = await world.inviteOf(DAVE, sales.channel);
      await world.press(people.ben, daves, "Accept");
      await world.inviteSays(daves, "Accepted by @Ben");
      const invite = await world.talk(people.ana);
      telnyx.faults.add({ call: "messages.send", cut: true });
      await world.write(people.ana, invite, "was this sent?");
      await transfer(world, people.ana, invite, "Sales (0 of 1 free)");
      const next = await world.inviteOf(BOB, sales.channel);
      await world.inviteSays(next, "All agents are busy");
      await world.settled();
      world.clock.ms += 91_000;
      // Ana is not in that channel: she is told elsewhere what has become of her words.
      await until("Ana has a direct message", () =>
        slack.channels
          .filter(({ isIm, members }) => isIm && members.has(people.ana))
          .some(({ id }) => shownIn(world, id).includes("This text may not have been sent")),
      );
      await world.pressEnd(people.ben, daves);
      await world.threadSays(next, "somebody is free again");
      await world.accept(people.ben, next);
      expect(world.textsTo(BOB)).toHaveLength(1);
    }),
  );
});

/** What somebody does while Ana's transfer is on its way. */
type Against = (
  world: World,
  seen: {
    readonly invite: SlackMessage;
    readonly header: SlackMessage;
    readonly takeOver: SlackEphemeral;
  },
) => Promise<unknown>;

describe.concurrent("a transfer to a queue", () => {
  it.each<[string, Against]>([
    ["End", (world, { header }) => world.press("U0ANA", header, "End")],
    ["the termination keyword", (world) => world.telnyx.text(BOB, LINE, "done")],
    ["STOP", (world) => world.telnyx.text(BOB, LINE, "STOP")],
    ["a new text", (world) => world.telnyx.text(BOB, LINE, "hello?")],
    ["hand back", (world, { header }) => world.press("U0ANA", header, "Hand back")],
    ["take over", (world, { takeOver }) => world.press("U0BEN", takeOver, "Take over")],
    ["its owner's removal", (world) => world.slack.changeUser("U0ANA", { deleted: true })],
    [
      "a new channel of that queue",
      async (world) => {
        const form = await world.openForm("U0SUE", "/sms-queue", "edit Sales");
        return world.slack.submit("U0SUE", form, { "Slack channel": world.channel });
      },
    ],
    [
      "another transfer",
      async (world, { invite }) => {
        const form = await world.openFormBy("U0SUE", invite, "Transfer");
        return world.slack.submit("U0SUE", form, { To: TO_SALES });
      },
    ],
  ])("has one outcome against %s, on two replicas", (_, against) =>
    story(async (world) => {
      const { people, slack } = world;
      const replicas = [world.app, await world.addReplica()];
      await makeSales(world);
      const invite = await world.talk(people.ana);
      const header = await world.threadSays(invite, "[End]");
      await world.write(people.ben, invite, "let me");
      const takeOver = await world.wordTo(people.ben, "[Take over]");
      const form = await world.openFormBy(people.ana, invite, "Transfer");
      await world.settled();
      let refusal = "";
      await world.atOnce(
        [
          async () => {
            const { errors } = await slack.submit(people.ana, form, { To: TO_SALES });
            refusal = errors?.["To"] ?? "";
          },
          () => against(world, { invite, header, takeOver }),
          () => world.write(people.ana, invite, "a last word of Ana"),
        ],
        replicas,
      );
      await world.settled();
      const [end] = await world.rows(
        `select s.state, s.owner, q.name,
                (select count(*)::int from assignments) as assignments,
                (select count(*)::int from queue_entries) as entries
           from sessions s join queues q on q.id = s.queue_id`,
      );
      const isTaken = end?.["state"] === "active";
      if (isTaken) expect(end).toMatchObject({ owner: people.ben, name: "Support" });
      expect(end?.["assignments"]).toBe(isTaken ? 2 : 1);
      expect(end?.["entries"]).toBe(end?.["name"] === "Sales" ? 2 : 1);
      // Whoever came second is told so.
      if (end?.["name"] === "Support") expect(refusal).not.toBe("");
      if (refusal !== "") expect(refusal).toMatch(/nothing to transfer|Only the owner/);
      expect(world.textsTo(BOB)).not.toContain("Welcome to Sales!");
    })(),
  );

  it(
    "or an agent who accepts the offer wins, whichever comes first",
    story(async (world) => {
      const { people, slack } = world;
      const replicas = [world.app, await world.addReplica()];
      const { channel } = await makeSales(world);
      const invite = await world.talk(people.ana);
      const form = await world.openFormBy(people.ana, invite, "Transfer");
      const offer = await world.openFormBy(people.sue, invite, "Transfer");
      await slack.submit(people.sue, offer, { To: "Ben (0 of 3 sessions)" });
      const card = await world.threadSays(invite, "[Accept]");
      const answers: (Record<string, string> | undefined)[] = [];
      await world.atOnce(
        [
          async () => {
            const { errors } = await slack.submit(people.ana, form, { To: TO_SALES });
            answers.push(errors);
          },
          () => world.press(people.ben, card, "Accept"),
        ],
        replicas,
      );
      await world.toldAlone(people.ben, "The session is yours");
      expect(answers[0]?.["To"]).toMatch(/on offer to Ben already|Only the owner of a session/);
      expect(slack.messages(channel)).toEqual([]);
    }),
  );
});
