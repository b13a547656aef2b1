import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld("http");
});
afterEach(async () => {
  await world.close();
});

describe("whoever is not a supervisor", () => {
  it("is refused on every command", async () => {
    const { slack, people } = world;
    const queueWords = ["", "list", "new", "edit Support", "agents Support", "pause Support"];
    const furtherWords = ["resume Support", "delete Support", "supervisors", "history", "nwe"];
    for (const text of [...queueWords, ...furtherWords]) {
      expect(await world.ask(people.zed, "/sms-queue", text)).toContain("this is for supervisors");
    }
    expect(await world.ask(people.zed, "/sms-stats")).toContain("this is for supervisors");
    expect(slack.views(people.zed)).toEqual([]);
    const refusals = world.logged.filter((line) => line.includes("refused: not a supervisor"));
    expect(refusals.join("")).toContain('"what":"/sms-queue delete"');
    expect(refusals.join("")).toContain(`"user":"${people.zed}"`);
    expect(refusals.join("")).not.toContain("Support");
  });

  it("is told what each command is for", async () => {
    const { people } = world;
    expect(await world.ask(people.zed, "/sms-queue", "help")).toContain("/sms-queue supervisors");
    expect(await world.ask(people.zed, "/sms-duty", "help")).toContain("/sms-duty on");
  });

  it("is refused on a button and a form that were opened as a supervisor", async () => {
    const { slack, people } = world;
    await world.makeQueue();
    await world.ask(people.sue, "/sms-queue", "list");
    const list = await world.wordTo(people.sue, "[Edit]");
    const agents = await world.openForm(people.sue, "/sms-queue", "agents Support");
    await slack.changeUser(people.sue, { isAdmin: false });
    const submitted = await slack.submit(people.sue, agents, { Agents: [people.zed] });
    expect(submitted.errors?.["Agents"]).toContain("Only supervisors");
    await slack.closeView(people.sue, agents);

    await slack.changeUser(people.sue, { isAdmin: true });
    const edit = await world.openForm(people.sue, "/sms-queue", "edit Support");
    await slack.changeUser(people.sue, { isAdmin: false });
    expect((await slack.submit(people.sue, edit, {})).errors?.["Name"]).toContain(
      "Only supervisors",
    );
    await slack.closeView(people.sue, edit);
    for (const button of ["Edit", "Agents"]) {
      const before = world.timesTold(people.sue, "this is for supervisors");
      await world.press(people.sue, list, button);
      await until(
        "the press is refused",
        () => world.timesTold(people.sue, "this is for supervisors") > before,
      );
    }
    expect(slack.views(people.sue)).toEqual([]);
    expect(await world.rows("select * from memberships")).toEqual([]);
  });
});

describe("supervisors", () => {
  it("are those whom SUPERVISORS names, besides the workspace's owners and admins", async () => {
    const named = await startWorld("http", { SUPERVISORS: "U0BEN,U0ZED" });
    try {
      expect(await named.ask(named.people.zed, "/sms-queue")).toContain("/sms-queue new");
      expect(await named.ask(named.people.ana, "/sms-queue")).toContain("for supervisors");
      await named.slack.changeUser(named.people.ana, { isOwner: true });
      expect(await named.ask(named.people.ana, "/sms-queue")).toContain("/sms-queue new");
      // Of another company's workspace, and in the channel by Slack Connect.
      const otto = { id: "U0OTTO", name: "Otto", isAdmin: true, isOwner: true, teamId: "T0OTHER" };
      await named.slack.join(named.slack.addUser(otto).id, named.channel);
      expect(await named.ask(otto.id, "/sms-queue")).toContain("for supervisors");
    } finally {
      await named.close();
    }
  });

  it("are shown the nearest form of what they mistyped", async () => {
    const { people } = world;
    expect(await world.ask(people.sue, "/sms-queue", "nwe")).toContain("`/sms-queue new`");
    expect(await world.ask(people.sue, "/sms-queue", "HELP")).toContain(
      "/sms-queue agents <queue>",
    );
    expect(await world.ask(people.sue, "/sms-queue", "edit Supp")).toContain("no queues yet");
    await world.makeQueue();
    expect(await world.ask(people.sue, "/sms-queue", "edit")).toContain("/sms-queue edit Support");
    expect(await world.ask(people.sue, "/sms-queue", "agents Suport")).toContain(
      "Did you mean `/sms-queue agents Support`",
    );
    expect(await world.ask(people.sue, "/sms-queue", "edti Support")).toContain(
      "I don't know `/sms-queue edti Support`. Did you mean `/sms-queue edit Support`?",
    );
    await world.addAgents("Support", [people.sue]);
    expect(await world.ask(people.sue, "/sms-duty", "offf")).toContain("`/sms-duty off`");
    expect(await world.ask(people.sue, "/sms-stats", "Suport today")).toContain("Support");
    expect(await world.ask(people.sue, "/sms-stats", "help")).toContain("SMS_AHT");
  });

  it("get an answer to a button also where the app is no member", async () => {
    const { slack, people } = world;
    const elsewhere = slack.addChannel({ name: "x", members: [people.ana], botIsMember: false });
    await world.makeQueue();
    await world.addAgents("Support", [people.ana]);
    await slack.command(people.ana, elsewhere.id, "/sms-duty", "status");
    await world.press(people.ana, await world.wordTo(people.ana, "*on duty*"), "Go off duty");
    await world.toldAlone(people.ana, "*off duty* for Support");
  });
});
