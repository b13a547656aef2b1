import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { BOB, CAROL, LINE, OTHER_LINE, startWorld, type World } from "../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld("http");
  await world.makeQueue();
  await world.addAgents("Support", [world.people.ana]);
});
afterEach(async () => {
  await world.close();
});

const ask = (text: string) => world.ask(world.people.sue, "/sms-queue", text);

describe("a paused queue", () => {
  it("answers with the No Agents Message, lets open sessions go on, and can be resumed", async () => {
    const invite = await world.talk(world.people.ana);
    expect(await ask("pause support")).toContain("*Support* is paused: no new session begins");
    expect(await ask("pause Support")).toContain("is paused already");
    await world.telnyx.text(CAROL, LINE, "support");
    await world.phoneHas(CAROL, "Nobody is here.");
    expect(await world.outcomes(CAROL)).toEqual(["no_agents"]);
    await world.write(world.people.ana, invite, "Still with you");
    await world.phoneHas(BOB, "Still with you");

    expect(await ask("list")).toContain("*Support* (paused)");
    expect(await ask("resume Support")).toContain("*Support* takes texts again");
    await world.telnyx.text(CAROL, LINE, "support");
    await world.inviteOf(CAROL);
  });

  it("is paused and resumed by the list's buttons, and the list shows it", async () => {
    const { people, slack } = world;
    await ask("list");
    const list = await world.wordTo(people.sue, "[Pause]");
    await world.press(people.sue, list, "Pause");
    const paused = await world.wordTo(people.sue, "*Support* (paused)");
    expect(slack.visibleText(paused)).toContain("[Edit] [Agents] [Replies] [Resume]");
    expect(paused.ts).toBe(list.ts);
    await world.press(people.sue, paused, "Resume");
    await until("the list shows Pause again", () =>
      slack.ephemerals(people.sue).some((word) => slack.visibleText(word).includes("[Pause]")),
    );
    await world.telnyx.text(BOB, LINE, "support");
    await world.inviteOf(BOB);
    await world.press(people.sue, await world.wordTo(people.sue, "[Refresh]"), "Refresh");
    await world.wordTo(people.sue, "1 waiting, 0 active");
  });
});

describe("deleting a queue", () => {
  it("asks first, and does nothing when the answer is no", async () => {
    const { people, slack } = world;
    const question = await world.openForm(people.sue, "/sms-queue", "delete Support");
    expect(slack.visibleText(question)).toContain("this can't be undone");
    await slack.closeView(people.sue, question);
    expect(await ask("list")).toContain("*Support* in #support");
  });

  it("is refused while sessions are open, also when they began after the question", async () => {
    const { people, slack } = world;
    const question = await world.openForm(people.sue, "/sms-queue", "delete Support");
    const invite = await world.talk(people.ana);
    await world.telnyx.text(CAROL, LINE, "support");
    await world.inviteOf(CAROL);
    expect((await slack.submit(people.sue, question, {})).action).toBe("update");
    const [answer] = slack.views(people.sue);
    expect(answer && slack.visibleText(answer)).toContain("1 waiting, 1 active");
    if (answer) await slack.closeView(people.sue, answer);
    expect(await ask("delete Support")).toContain(
      "*Support* can't be deleted while sessions are open: 1 waiting, 1 active",
    );
    await world.write(people.ana, invite, "Still here");
    await world.phoneHas(BOB, "Still here");
  });

  it("frees its name and numbers, and keeps what it has done", async () => {
    const { people, slack } = world;
    const invite = await world.talk(people.ana);
    await world.pressEnd(people.ana, invite);
    await world.threadSays(invite, "Ended by @Ana");
    await ask("list");
    const list = await world.wordTo(people.sue, "[Edit]");
    const question = await world.openForm(people.sue, "/sms-queue", "delete Support");
    expect((await slack.submit(people.sue, question, {})).action).toBe("close");
    await world.toldAlone(people.sue, "Deleted *Support*");
    expect(await ask("list")).toContain("There are no queues yet");
    expect(await world.ask(people.ana, "/sms-duty")).toContain("not an agent");
    await world.press(people.sue, list, "Edit");
    await world.toldAlone(people.sue, "This queue has been deleted meanwhile.");
    await world.telnyx.text(CAROL, LINE, "support");
    await until("nobody has the number", async () => {
      return (await world.outcomes(CAROL))[0] === "unrouted";
    });
    expect(await world.rows("select count(*)::int as kept from assignments")).toEqual([
      { kept: 1 },
    ]);
    expect(await ask("history Support")).toContain("@Sue deleted *Support*");

    await world.makeQueue();
    expect(await ask("list")).toContain("*Support* in #support");
  });

  it("waits for a text that is just being decided on, and then finds its session", async () => {
    const { people, slack } = world;
    const question = await world.openForm(people.sue, "/sms-queue", "delete Support");
    const deleting: Promise<unknown>[] = [];
    await world.whileHeldBack("sessions", async () => {
      await world.telnyx.text(BOB, LINE, "support");
      await world.heldBack(1);
      deleting.push(slack.submit(people.sue, question, {}));
      await world.heldBack(2);
    });
    expect(await Promise.all(deleting)).toMatchObject([{ action: "update" }]);
    await world.inviteOf(BOB);
    expect(await world.rows("select deleted_at from queues")).toEqual([{ deleted_at: null }]);
  });
});

describe("/sms-queue history", () => {
  it("says in words who changed what, the newest first", async () => {
    const { people, slack } = world;
    const form = await world.openForm(people.sue, "/sms-queue", "edit Support");
    await slack.submit(people.sue, form, {
      "Phone numbers": `${LINE}\n${OTHER_LINE}`,
      Dispatch: "Linear (fixed order)",
      "Termination Message": "",
    });
    const agents = await world.openForm(people.sue, "/sms-queue", "agents Support");
    await slack.submit(people.sue, agents, {
      Agents: [people.ana, people.ben],
      "Max for Ana": "1",
    });
    await ask("pause Support");
    const history = await ask("history Support");
    expect(history.split("\n").filter((line) => !line.startsWith("That"))).toEqual([
      expect.stringMatching(/UTC · @Sue paused \*Support\*$/),
      expect.stringMatching(/UTC · @Sue changed the agents of \*Support\*$/),
      "• @Ana: max 3 → 1",
      "• @Ben added (max 3)",
      expect.stringMatching(/UTC · @Sue edited \*Support\*$/),
      `• Phone numbers: ${LINE} → ${LINE}, ${OTHER_LINE}`,
      "• Termination Message: “Bye!” → blank",
      "• Dispatch: Ring all → Linear (fixed order)",
      expect.stringMatching(/UTC · @Sue changed the agents of \*Support\*$/),
      "• @Ana added (max 3)",
      expect.stringMatching(/UTC · @Sue made \*Support\*$/),
      "• Slack channel: #support",
      `• Phone numbers: ${LINE}`,
      "• Initiation Keyword: “SUPPORT”",
      "• Termination Keyword: “DONE”",
    ]);
    await world.makeQueue({ Name: "Sales", "Initiation Keyword": "SALES" });
    expect(await ask("history Support")).not.toContain("Sales");
    expect(await ask("history")).toContain("made *Sales*");
    expect(await ask("history Suport")).toContain("Did you mean `/sms-queue history Support`");
  });

  it("shows the latest 20, and more when asked", async () => {
    const { people, slack } = world;
    for (let i = 0; i < 12; i += 1) {
      await ask("pause Support");
      await ask("resume Support");
    }
    await ask("history");
    const page = await world.wordTo(people.sue, "[Show more]");
    expect(slack.visibleText(page).match(/@Sue/g)).toHaveLength(20);
    await world.press(people.sue, page, "Show more");
    const rest = await world.toldAlone(people.sue, "That is all.");
    expect(rest.match(/@Sue/g)).toHaveLength(6);
    expect(rest).toContain("made *Support*");
  });

  it("writes nothing where nothing was changed", async () => {
    const { people, slack } = world;
    const form = await world.openForm(people.sue, "/sms-queue", "edit Support");
    await slack.submit(people.sue, form, {});
    await ask("resume Support");
    expect(await ask("history")).not.toMatch(/edited|resumed/);
  });
});

describe("/sms-queue supervisors", () => {
  it("names who always is, and adds and takes out others, who may then do everything", async () => {
    const { people, slack } = world;
    const form = await world.openForm(people.sue, "/sms-queue", "supervisors");
    await until("the workspace's admins are named", () => {
      const [view] = slack.views(people.sue);
      return view && slack.visibleText(view).includes("admins of this workspace: @Sue");
    });
    await slack.submit(people.sue, form, { "Further supervisors": [people.zed] });
    await world.toldAlone(people.sue, "Further supervisors: @Zed");
    expect(await world.ask(people.zed, "/sms-queue", "list")).toContain("*Support*");
    const zeds = await world.openForm(people.zed, "/sms-queue", "supervisors");
    expect(slack.visibleText(zeds)).toContain("Further supervisors\nZed");
    await slack.submit(people.zed, zeds, { "Further supervisors": [] });
    await world.toldAlone(people.zed, "Further supervisors: none");
    expect(await world.ask(people.zed, "/sms-queue", "list")).toContain("this is for supervisors");
    expect(await ask("history")).toMatch(
      /@Zed changed the supervisors\n• @Zed taken out\n.*@Sue changed the supervisors\n• @Zed added/,
    );
  });

  it("tells the later one of two, and shows who is there now", async () => {
    const { people, slack } = world;
    await slack.changeUser(people.zed, { isOwner: true });
    const sues = await world.openForm(people.sue, "/sms-queue", "supervisors");
    const zeds = await world.openForm(people.zed, "/sms-queue", "supervisors");
    await slack.submit(people.zed, zeds, { "Further supervisors": [people.ana] });
    const late = await slack.submit(people.sue, sues, { "Further supervisors": [people.ben] });
    expect(late.action).toBe("update");
    const [now] = slack.views(people.sue);
    expect(now && slack.visibleText(now)).toContain("Further supervisors\nAna");
    expect(await world.rows("select user_id from supervisors")).toEqual([{ user_id: people.ana }]);
  });
});
