import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { BOB, LINE, startWorld, type World } from "../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld("http");
});
afterEach(async () => {
  await world.close();
});

describe("the agents form", () => {
  it("adds agents with a max, gives each present one a number, and takes agents out", async () => {
    const { slack, people } = world;
    await world.makeQueue();
    await world.addAgents("Support", [people.ana, people.ben], 2);
    const form = await world.openForm(people.sue, "/sms-queue", "agents Support");
    await slack.submit(people.sue, form, {
      Agents: [people.ana, people.zed],
      "Max SMS Sessions": "4",
      "Max for Ana": "1",
    });
    const saved = await world.toldAlone(people.sue, "@Zed");
    expect(saved).toContain("*Support*: @Ana (max 1), @Zed (max 4)");
    expect(await world.ask(people.ben, "/sms-duty")).toContain("not an agent");
    expect(await world.ask(people.zed, "/sms-duty")).toContain("*on duty* for Support");
  });

  it("takes no app for an agent", async () => {
    const { slack, people } = world;
    await world.makeQueue();
    const form = await world.openForm(people.sue, "/sms-queue", "agents Support");
    const wrong = await slack.submit(people.sue, form, {
      Agents: [people.ana, slack.botUserId],
    });
    expect(wrong.errors?.["Agents"]).toMatch(/ is an app: only people can be agents\.$/);
    expect(await world.rows("select 1 from memberships")).toEqual([]);
    expect((await slack.submit(people.sue, form, { Agents: [people.ana] })).action).not.toBe(
      "errors",
    );
    await world.toldAlone(people.sue, "@Ana (max 3)");
  });

  it("tells the later one of two supervisors, and takes nobody out whom they did not see", async () => {
    const { slack, people } = world;
    await world.makeQueue();
    await world.addAgents("Support", [people.ana]);
    const form = await world.openForm(people.sue, "/sms-queue", "agents Support");
    await slack.changeUser(people.zed, { isOwner: true });
    const zeds = await world.openForm(people.zed, "/sms-queue", "agents Support");
    await slack.submit(people.zed, zeds, { Agents: [people.ana, people.ben] });
    const late = await slack.submit(people.sue, form, { Agents: [people.ana, people.zed] });
    expect(late.action).toBe("update");
    const again = await until("the form shows who is there now", () => slack.views(people.sue)[0]);
    expect(slack.visibleText(again)).toContain("@Zed has changed the agents since you opened");
    expect(slack.visibleText(again)).toContain("Agents\nAna, Ben, Zed");
    expect(await world.ask(people.zed, "/sms-duty")).toContain("not an agent");
    await slack.submit(people.sue, again, {});
    expect(await world.ask(people.ben, "/sms-duty")).toContain("*on duty* for Support");
    expect(await world.ask(people.zed, "/sms-duty")).toContain("*on duty* for Support");
  });
});

describe("an agent who is taken out with open sessions", () => {
  beforeEach(async () => {
    await world.makeQueue();
    await world.addAgents("Support", [world.people.ana, world.people.ben]);
  });

  /** Takes Ana out in the form, as far as the question that comes then. */
  async function takeAnaOut() {
    const { slack, people } = world;
    const form = await world.openForm(people.sue, "/sms-queue", "agents Support");
    const submitted = await slack.submit(people.sue, form, { Agents: [people.ben] });
    expect(submitted.action).toBe("push");
    return until("the question is asked", () => slack.views(people.sue)[1]);
  }

  it("is asked about first, and stays when the answer is no", async () => {
    const { slack, people } = world;
    await world.talk(people.ana);
    const form = await world.openForm(people.sue, "/sms-queue", "agents Support");
    expect(slack.visibleText(form)).toContain("Max for Ana\n3\nOn duty · 1 open session");
    await slack.closeView(people.sue, form);
    const question = await takeAnaOut();
    expect(slack.visibleText(question)).toContain("@Ana: 1 open session");
    expect(slack.visibleText(question)).toContain("go back to waiting");
    await slack.closeView(people.sue, question);
    expect(await world.rows("select state from sessions")).toEqual([{ state: "active" }]);
    expect(await world.ask(people.ana, "/sms-duty")).toContain("*on duty* for Support");
  });

  it("hands them back: the thread is told, the invite is live, and another goes on", async () => {
    const { slack, people } = world;
    const invite = await world.talk(people.ana);
    await slack.submit(people.sue, await takeAnaOut(), {});
    await world.toldAlone(people.sue, "1 session of @Ana waits again.");
    expect(slack.views(people.sue)).toEqual([]);
    await world.threadSays(invite, "@Ana is no agent of this queue any more.");
    await world.inviteSays(invite, "[Accept] [Decline]");
    await world.threadSays(invite, "Nobody has this session now.");

    await world.telnyx.text(BOB, LINE, "anybody there?");
    await world.threadSays(invite, "anybody there?");
    await world.write(people.ana, invite, "still me");
    await world.toldAlone(people.ana, "nobody has accepted this session yet");

    await world.press(people.ana, await world.invite(), "Accept");
    await world.toldAlone(people.ana, "You are not an agent of this queue");
    await world.accept(people.ben, invite);
    await world.threadSays(invite, "@Ben has this session now.");
    await world.write(people.ben, invite, "I am Ben");
    await world.phoneHas(BOB, "I am Ben");
    expect(world.textsTo(BOB)).not.toContain("still me");
    await world.pressEnd(people.ben, invite);
    await world.threadSays(invite, "Ended by @Ben");
    expect(
      await world.rows("select agent, to_at is not null as over from assignments order by from_at"),
    ).toEqual([
      { agent: people.ana, over: true },
      { agent: people.ben, over: true },
    ]);
  });

  it("hands back the sessions of that queue alone", async () => {
    const { slack, people } = world;
    await world.makeQueue({ Name: "Sales", "Initiation Keyword": "SALES" });
    await world.addAgents("Sales", [people.ana]);
    await world.talk(people.ana);
    await world.telnyx.text("+15550109999", LINE, "sales");
    await world.accept(people.ana, await world.inviteOf("+15550109999"));
    await slack.submit(people.sue, await takeAnaOut(), {});
    await world.toldAlone(people.sue, "waits again");
    await world.settled();
    expect(
      await world.rows(
        "select q.name, s.state from sessions s join queues q on q.id = s.queue_id order by 1",
      ),
    ).toEqual([
      { name: "Sales", state: "active" },
      { name: "Support", state: "waiting" },
    ]);
  });

  it("does so in its original place, and the wait counts from the hand-back", async () => {
    const { slack, people } = world;
    const form = await world.openForm(people.sue, "/sms-queue", "edit Support");
    await slack.submit(people.sue, form, { "Max wait": "600", "Reminder minutes": "2" });
    const invite = await world.talk(people.ana);
    world.clock.ms += 660_000;
    await slack.submit(people.sue, await takeAnaOut(), {});
    await world.threadSays(invite, "is no agent of this queue any more");
    world.clock.ms += 121_000;
    await world.threadSays(invite, "@Ben nobody has accepted this for 2 minutes.");
    expect(await world.rows("select state from sessions")).toEqual([{ state: "waiting" }]);
    world.clock.ms += 480_000;
    await world.phoneHas(BOB, "Nobody is here.");
    await world.threadSays(invite, "Nobody accepted in time");
  });

  it("is also asked about who is accepting at that very moment", async () => {
    const { slack, people } = world;
    await world.telnyx.text(BOB, LINE, "support");
    const invite = await world.inviteOf(BOB);
    const form = await world.openForm(people.sue, "/sms-queue", "agents Support");
    const atOnce: Promise<unknown>[] = [];
    await world.whileHeldBack("assignments", async () => {
      atOnce.push(world.press(people.ana, invite, "Accept"));
      await world.heldBack(1);
      atOnce.push(slack.submit(people.sue, form, { Agents: [people.ben] }));
      await world.heldBack(2);
    });
    expect((await Promise.all(atOnce))[1]).toMatchObject({ action: "push" });
  });

  it("may say the last word by the keyword while nobody has it", async () => {
    const { slack, people } = world;
    const invite = await world.talk(people.ana);
    await slack.submit(people.sue, await takeAnaOut(), {});
    await world.threadSays(invite, "is no agent of this queue any more");
    await world.telnyx.text(BOB, LINE, "done");
    await world.phoneHas(BOB, "Bye!");
    await world.threadSays(invite, "The texter left before anybody accepted");
    expect(world.thread(invite)).toContain("done");
  });

  it("is the same for whoever is deactivated in Slack", async () => {
    const { slack, people } = world;
    const invite = await world.talk(people.ana);
    await slack.changeUser(people.ana, { deleted: true });
    await world.threadSays(invite, "@Ana was deactivated.");
    await world.accept(people.ben, invite);
    await world.threadSays(invite, "@Ben has this session now.");
  });
});
