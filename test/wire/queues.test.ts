import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { BOB, LINE, OTHER_LINE, startWorld, type World } from "../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld("http");
});
afterEach(async () => {
  await world.close();
});

/** Fills the form for a new queue and says what came back at which field. */
async function tryQueue(fields: Record<string, string>): Promise<Readonly<Record<string, string>>> {
  const view = await world.openForm(world.people.sue, "/sms-queue", "new");
  const { errors } = await world.slack.submit(world.people.sue, view, {
    Name: "Another",
    "Slack channel": world.channel,
    "Phone numbers": LINE,
    "Initiation Keyword": "OTHER",
    ...fields,
  });
  if (errors) await world.slack.closeView(world.people.sue, view);
  return errors ?? {};
}

describe("/sms-queue list", () => {
  it("says how to begin, and then shows each queue with its lines, agents and sessions", async () => {
    const { people } = world;
    expect(await world.ask(people.sue, "/sms-queue")).toContain("/sms-queue new");
    await world.makeQueue();
    await world.makeQueue({
      Name: "Sales",
      "Initiation Keyword": "SALES",
      "Phone numbers": OTHER_LINE,
    });
    await world.addAgents("Support", [people.ana, people.ben]);
    await world.ask(people.ben, "/sms-duty", "off");
    await world.talk(people.ana);
    const list = await world.ask(people.sue, "/sms-queue", "list");
    expect(list).toMatch(/\*Sales\* in #support · keyword \*SALES\*\nLines: \+15550100002/);
    expect(list).toContain("Agents: 1 of 2 agents on duty · 0 waiting, 1 active");
    expect(list).toContain("[Edit] [Agents]");
  });

  it("opens the forms by its buttons, filled with what is saved", async () => {
    const { slack, people } = world;
    await world.makeQueue({ "Ended Message": "Thanks & goodbye" });
    await world.addAgents("Support", [people.ana], 2);
    await world.ask(people.sue, "/sms-queue", "list");
    const list = await world.wordTo(people.sue, "[Edit]");
    await world.press(people.sue, list, "Edit");
    const edit = await until("the queue form is open", () => slack.views(people.sue)[0]);
    for (const shown of ["Support", LINE, "SUPPORT", "Thanks & goodbye", "Ring all"]) {
      expect(slack.visibleText(edit)).toContain(shown);
    }
    await slack.closeView(people.sue, edit);
    await world.press(people.sue, list, "Agents");
    const agents = await until("the agents form is open", () => slack.views(people.sue)[0]);
    expect(slack.visibleText(agents)).toContain("Max for Ana\n2\nOn duty");
  });
});

describe("the queue form", () => {
  it("saves a queue that works at once, and tells the supervisor what comes next", async () => {
    const { people } = world;
    await world.makeQueue({ "Phone numbers": "+1 (555) 010-0001, +15550100002" });
    const saved = await world.toldAlone(people.sue, "Saved *Support*");
    expect(saved).toContain(`${LINE}, ${OTHER_LINE}`);
    expect(saved).toContain("/sms-queue agents Support");
    await world.addAgents("Support", [people.ana]);
    await world.telnyx.text(BOB, OTHER_LINE, "support");
    await world.inviteOf(BOB);
  });

  it("changes a queue, and keeps what was not touched", async () => {
    const { slack, people } = world;
    await world.makeQueue();
    await world.addAgents("Support", [people.ana]);
    const view = await world.openForm(people.sue, "/sms-queue", "edit support");
    await slack.submit(people.sue, view, { "Initiation Keyword": "HELPDESK" });
    await world.telnyx.text(BOB, LINE, "support");
    await world.phoneHas(BOB, "Please text HELPDESK.");
    await world.telnyx.text(BOB, LINE, "helpdesk");
    await world.phoneHas(BOB, "Welcome! An agent will be with you.");
  });

  it("shows each mistake at its field, with the reason", async () => {
    const wrong = await tryQueue({
      "Phone numbers": "5550100001",
      "Time zone": "Mars/Olympus",
      "Offer timeout": "soon",
      "Reminder minutes": "5, never",
    });
    expect(wrong["Reminder minutes"]).toContain("whole numbers of minutes");
    expect(wrong["Phone numbers"]).toContain(
      '"5550100001" (+15550100001?) is not in international form',
    );
    expect(wrong["Time zone"]).toContain('"Mars/Olympus" is not a time zone');
    expect(wrong["Offer timeout"]).toContain("whole number");

    const reserved = await tryQueue({
      "Initiation Keyword": "Help!",
      "Termination Keyword": "end",
    });
    expect(reserved["Initiation Keyword"]).toContain("carriers give this word a meaning");
    expect(reserved["Termination Keyword"]).toContain("opt-out word");
    expect(await tryQueue({ "Termination Keyword": "Other" })).toHaveProperty(
      "Termination Keyword",
    );
    expect(await world.rows("select name from queues")).toEqual([]);
  });

  it("names the other queue of the line that a keyword or name clashes with", async () => {
    await world.makeQueue();
    await world.makeQueue({ Name: "Any", "Initiation Keyword": "", "Phone numbers": OTHER_LINE });
    expect((await tryQueue({ "Initiation Keyword": "support!" }))["Initiation Keyword"]).toContain(
      `"Support" on ${LINE}`,
    );
    expect((await tryQueue({ "Initiation Keyword": "done" }))["Initiation Keyword"]).toContain(
      'Termination Keyword of the queue "Support"',
    );
    expect((await tryQueue({ "Termination Keyword": "SUPPORT" }))["Termination Keyword"]).toContain(
      'Initiation Keyword of the queue "Support"',
    );
    const second = await tryQueue({ "Initiation Keyword": "", "Phone numbers": OTHER_LINE });
    expect(second["Initiation Keyword"]).toContain(`"Any" on ${OTHER_LINE}`);
    expect((await tryQueue({ Name: "SUPPORT" }))["Name"]).toContain('named "Support"');
  });

  it("checks the keywords again when a line is added to a queue", async () => {
    const { slack, people } = world;
    await world.makeQueue();
    await world.makeQueue({ Name: "Second", "Phone numbers": OTHER_LINE });
    const view = await world.openForm(people.sue, "/sms-queue", "edit Second");
    const { errors } = await slack.submit(people.sue, view, {
      "Phone numbers": `${LINE}\n${OTHER_LINE}`,
    });
    expect(errors?.["Initiation Keyword"]).toContain(`"Support" on ${LINE}`);
  });

  it("warns of messages that tell people to opt out or go as several SMS, and saves them", async () => {
    const { slack, people } = world;
    await world.makeQueue({
      "Initiation Message": "Hello. Reply STOP when you are done.",
      "No Agents Message": "a".repeat(161),
      "Ended Message": "It’s done",
    });
    const saved = await world.wordTo(people.sue, "Saved *Support*");
    const shown = slack.visibleText(saved);
    expect(shown).toContain('The Initiation Message says "Reply STOP"');
    expect(shown).toContain("The No Agents Message goes as 2 SMS: it has 161 characters in GSM-7");
    expect(shown).toContain('The Ended Message goes in UCS-2 ("’" is not');
    await world.press(people.sue, saved, "Edit");
    const edit = await until("the form is open again", () => slack.views(people.sue)[0]);
    expect(slack.visibleText(edit)).toContain("It’s done");
  });

  it("keeps emoji as phones have them, and drops what can't be stored", async () => {
    const { slack, people } = world;
    const odd = {
      Name: "Sup\0port  :tada:",
      "Initiation Keyword": ":wave:",
      "Initiation Message": "Hi :wave: \ud800 & <welcome>",
      "Time zone": "europe/berlin",
    };
    expect(await tryQueue(odd)).toEqual({});
    expect(
      await world.rows(
        "select name, initiation_keyword, initiation_message, time_zone from queues",
      ),
    ).toEqual([
      {
        name: "Support 🎉",
        initiation_keyword: "👋",
        initiation_message: "Hi 👋 \ufffd & <welcome>",
        time_zone: "Europe/Berlin",
      },
    ]);
    await world.addAgents("Support 🎉", [people.ana]);
    await world.telnyx.text(BOB, LINE, "👋");
    await world.phoneHas(BOB, "Hi 👋 \ufffd & <welcome>");
    expect(await world.ask(people.sue, "/sms-queue", "edit a\0b")).toContain("I don't know");
    expect(await tryQueue({ Name: "\u200b", "Time zone": "EST", Priority: "1e3" })).toEqual({
      Name: "Give the queue a name.",
      "Time zone": expect.stringContaining("America/New_York"),
      Priority: expect.stringContaining("whole number"),
    });
    expect(slack.views(people.sue)).toEqual([]);
  });

  it("starts a new queue with the channel and time zone of who makes it", async () => {
    const { slack, people } = world;
    const form = slack.visibleText(await world.openForm(people.sue, "/sms-queue", "new"));
    expect(form).toContain("Slack channel\nsupport");
    expect(form).toContain("Time zone\nEurope/London");
    expect(form).toContain("Reminder minutes\n1, 5, 15");
  });

  it("has a help text, which HELP is answered with outside of a session", async () => {
    await world.makeQueue({ "Help text": "Call 555 0100." });
    await world.telnyx.text(BOB, LINE, "help");
    await world.phoneHas(BOB, "Call 555 0100.");
    expect(await world.outcomes(BOB)).toEqual(["help"]);
  });

  it("reminds after the minutes that were chosen, and never when there are none", async () => {
    const { people } = world;
    await world.makeQueue({ "Reminder minutes": "3" });
    await world.addAgents("Support", [people.ana]);
    await world.telnyx.text(BOB, LINE, "support");
    const invite = await world.invite();
    world.clock.ms += 180_500;
    await world.threadSays(invite, "nobody has accepted this for 3 minutes.");
    expect(world.thread(invite)).toHaveLength(1);
    const view = await world.openForm(people.sue, "/sms-queue", "edit Support");
    await world.slack.submit(people.sue, view, { "Reminder minutes": null });
    expect(await world.rows("select reminder_minutes from queues")).toEqual([
      { reminder_minutes: [] },
    ]);
  });

  it("joins a public channel by itself, and asks to be invited into a private one", async () => {
    const { slack, people } = world;
    const open = slack.addChannel({ name: "open", members: [people.sue], botIsMember: false });
    const closed = slack.addChannel({
      name: "closed",
      members: [people.sue],
      isPrivate: true,
      botIsMember: false,
    });
    const refused = await tryQueue({ "Slack channel": closed.id });
    expect(refused["Slack channel"]).toContain("into a private one I have to be invited");
    expect(refused["Slack channel"]).toContain("/invite");
    const clash = await tryQueue({ "Slack channel": open.id, "Termination Keyword": "stop" });
    expect(clash["Termination Keyword"]).toContain("opt-out word");
    expect(slack.channels.find(({ id }) => id === open.id)?.members).not.toContain(slack.botUserId);
    expect(await tryQueue({ "Slack channel": open.id })).toEqual({});
    await world.toldAlone(people.sue, "I joined #open for it.");
    expect(slack.channels.find(({ id }) => id === open.id)?.members).toContain(slack.botUserId);
    await slack.join(slack.botUserId, closed.id);
    expect(
      await tryQueue({ Name: "Third", "Initiation Keyword": "third", "Slack channel": closed.id }),
    ).toEqual({});
  });

  describe("that two supervisors have open at once", () => {
    beforeEach(async () => {
      await world.slack.changeUser(world.people.zed, { isOwner: true });
      await world.makeQueue();
    });
    const openBoth = async () => ({
      sues: await world.openForm(world.people.sue, "/sms-queue", "edit Support"),
      zeds: await world.openForm(world.people.zed, "/sms-queue", "edit Support"),
    });

    it("tells the later one what changed, field by field, and saves nothing of theirs yet", async () => {
      const { slack, people } = world;
      const { sues, zeds } = await openBoth();
      const first = { Priority: "7", "Ended Message": "Goodbye & thanks" };
      expect((await slack.submit(people.zed, zeds, first)).action).toBe("close");
      const late = { Priority: "8", "Termination Keyword": "FIN" };
      expect((await slack.submit(people.sue, sues, late)).action).toBe("update");
      const shown = slack.visibleText(slack.views(people.sue)[0] ?? sues);
      expect(shown).toContain("*Nothing was saved yet:*");
      expect(shown).toContain("*Priority*: now 7, saved by @Zed · you typed 8");
      expect(shown).toContain("*Ended Message*: now “Goodbye & thanks”, saved by @Zed");
      expect(await savedSettings()).toEqual([
        { priority: 7, termination_keyword: "DONE", ended_message: "Goodbye & thanks" },
      ]);
    });

    it("lets the later one look and save again: theirs where they typed, else what was saved", async () => {
      const { slack, people } = world;
      const { sues, zeds } = await openBoth();
      await slack.submit(people.zed, zeds, { Priority: "7", "Ended Message": "Goodbye" });
      await slack.submit(people.sue, sues, { Priority: "8", "Termination Keyword": "FIN" });
      const again = slack.views(people.sue)[0];
      expect(again && (await slack.submit(people.sue, again, {})).action).toBe("close");
      expect(await savedSettings()).toEqual([
        { priority: 8, termination_keyword: "FIN", ended_message: "Goodbye" },
      ]);
    });

    it("asks once more when somebody saves again in between", async () => {
      const { slack, people } = world;
      const { sues, zeds } = await openBoth();
      await slack.submit(people.zed, zeds, { Priority: "7" });
      await slack.submit(people.sue, sues, { Priority: "8" });
      const third = await world.openForm(people.zed, "/sms-queue", "edit Support");
      await slack.submit(people.zed, third, { Priority: "9" });
      const again = slack.views(people.sue)[0];
      expect(again && (await slack.submit(people.sue, again, {})).action).toBe("update");
      const shown = slack.visibleText(slack.views(people.sue)[0] ?? sues);
      expect(shown).toContain("now 9, saved by @Zed · you typed 8");
    });

    it("switches a pause only for who chose it, and never undoes another's", async () => {
      const { slack, people } = world;
      const { sues, zeds } = await openBoth();
      expect((await slack.submit(people.zed, zeds, { Paused: "Yes" })).action).toBe("close");
      expect(await world.toldAlone(people.zed, "Saved *Support*")).toContain("It is paused");
      await slack.submit(people.sue, sues, { Priority: "7" });
      expect(await world.rows("select paused, priority from queues")).toEqual([
        { paused: true, priority: 7 },
      ]);
      const again = await world.openForm(people.sue, "/sms-queue", "edit Support");
      await slack.fill(people.sue, again, { Paused: "Yes", "Try a text": "support" });
      await until("the form says that it is paused", () => {
        const [view] = slack.views(people.sue);
        return view && slack.visibleText(view).includes("which is paused");
      });
      await slack.submit(people.sue, again, { Paused: "No" });
      expect(await world.rows("select paused from queues")).toEqual([{ paused: false }]);
      expect(await world.ask(people.sue, "/sms-queue", "history")).toMatch(
        /@Sue resumed \*Support\*[^]*@Zed paused \*Support\*/,
      );
    });

    it("never undoes a pause, and says when the queue was deleted", async () => {
      const { slack, people } = world;
      const { sues, zeds } = await openBoth();
      await world.ask(people.zed, "/sms-queue", "pause Support");
      expect((await slack.submit(people.sue, sues, { Priority: "8" })).action).toBe("close");
      expect(await world.rows("select paused, priority from queues")).toEqual([
        { paused: true, priority: 8 },
      ]);
      await slack.closeView(people.zed, zeds);
      const late = await world.openForm(people.sue, "/sms-queue", "edit Support");
      const question = await world.openForm(people.zed, "/sms-queue", "delete Support");
      await slack.submit(people.zed, question, {});
      const { errors } = await slack.submit(people.sue, late, { Priority: "3" });
      expect(errors?.["Name"]).toContain("deleted");
    });

    const savedSettings = () =>
      world.rows("select priority, termination_keyword, ended_message from queues");
  });

  it("takes names with blanks and with characters that mean something to Slack", async () => {
    const { people } = world;
    const name = "R&D <East> Team";
    await world.makeQueue({ Name: name });
    expect(await world.toldAlone(people.sue, "Saved")).toContain(`/sms-queue agents ${name}`);
    await world.addAgents(`"${name.toLowerCase()}"`, [people.ana]);
    expect(await world.toldAlone(people.sue, "Agents of")).toContain(`*${name}*: @Ana (max 3)`);
    const mistyped = await world.ask(people.sue, "/sms-queue", "edit R&amp;D &lt;East&gt; Teem");
    expect(mistyped).toContain(`I don't know \`/sms-queue edit R&D <East> Teem\``);
    expect(mistyped).toContain(`Did you mean \`/sms-queue edit ${name}\`? \`/sms-queue help\``);
    await world.telnyx.text(BOB, LINE, "support");
    expect(world.slack.visibleText(await world.inviteOf(BOB))).toContain(`*${name}*`);
    expect(await world.ask(people.sue, "/sms-stats", `${name} today`)).toContain(name);
    expect(await world.ask(people.ana, "/sms-duty", "status")).toContain(name);
  });
});
