import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { until } from "../support/until.ts";
import { BOB, LINE, OTHER_LINE, startWorld, type World } from "../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld("http");
  await world.makeQueue();
  await world.makeQueue({ Name: "Sales", "Initiation Keyword": "SALES", Priority: "5" });
  await world.addAgents("Support", [world.people.ana]);
});
afterEach(async () => {
  await world.close();
});

/** Opens "Try a text" in the list, and gives what the form says of each text. */
async function tryAll(texts: readonly string[], number?: string): Promise<string[]> {
  const { slack, people } = world;
  await world.ask(people.sue, "/sms-queue", "list");
  await world.press(people.sue, await world.wordTo(people.sue, "SMS queues"), "Try a text");
  const form = await until("the form is open", () => slack.views(people.sue)[0]);
  const said: string[] = [];
  for (const text of texts) {
    const values = { Text: text, ...(number === undefined ? {} : { "Phone number": number }) };
    expect((await slack.submit(people.sue, form, values)).action).toBe("update");
    said.push(slack.visibleText(slack.views(people.sue)[0] ?? form));
  }
  return said;
}

describe("Try a text", () => {
  it("says what a text would do, why, and what would be sent; and nothing happens", async () => {
    const [support = "", both = "", thanks = "", done = "", stop = ""] = await tryAll([
      "I need support",
      "sales or support",
      "thanks",
      "Done!",
      "stop",
    ]);
    expect(support).toContain("A session begins in *Support*");
    expect(support).toContain("• Support: its Initiation Keyword *SUPPORT* stands in the text");
    expect(support).toContain("• Sales: its Initiation Keyword *SALES* is not in the text");
    expect(support).toContain("Initiation Message: “Welcome! An agent will be with you.”");

    expect(both).toContain("It is for *Sales*, which has no active agent now");
    expect(both).toContain("• Sales: its Initiation Keyword *SALES* is how the text begins");
    expect(both).toContain(
      "• Support: its Initiation Keyword *SUPPORT* stands in the text too, but a keyword that is how the text begins goes before",
    );
    expect(both).toContain("No Agents Message: “Nobody is here.”");
    expect(both).toContain("With an agent there, a session begins: Initiation Message: “Welcome!");

    expect(thanks).toContain("No keyword of this number is in it");
    expect(thanks).toContain("Initiation Needed Message: “Please text SALES, SUPPORT.”");
    expect(done).toContain("In an open session of Sales or Support this text ends it");
    expect(stop).toContain("It is an opt-out word");
    expect(stop).toContain("Nothing is sent.");
    expect(await world.rows("select 1 from inbound_texts")).toEqual([]);
    expect(world.telnyx.sent).toEqual([]);
  });

  it("asks for the number where there are several", async () => {
    await world.makeQueue({
      Name: "Desk",
      "Initiation Keyword": "",
      "Phone numbers": OTHER_LINE,
      "Initiation Needed Message": "",
    });
    await world.addAgents("Desk", [world.people.ben]);
    const [desk] = await tryAll(["support"], OTHER_LINE);
    expect(desk).toContain(`“support” to ${OTHER_LINE}`);
    expect(desk).toContain("A session begins in *Desk*");
    expect(desk).toContain("Desk: its Initiation Keyword is blank, so that any text enters");
  });

  it("says the same as what then happens", async () => {
    const [predicted = ""] = await tryAll(["support me"]);
    await world.telnyx.text(BOB, LINE, "support me");
    await world.phoneHas(BOB, "Welcome! An agent will be with you.");
    expect(predicted).toContain("Welcome! An agent will be with you.");
    await world.inviteOf(BOB);
  });

  it("in the queue's form, goes by what is typed there and not by what is saved", async () => {
    const { slack, people } = world;
    const form = await world.openForm(people.sue, "/sms-queue", "edit Support");
    await slack.fill(people.sue, form, {
      "Initiation Keyword": "CARE",
      "Initiation Message": "Hi there",
      "Try a text": "i care",
    });
    const tried = await until("the form says what would happen", () => {
      const [view] = slack.views(people.sue);
      return view && slack.visibleText(view).includes("A session begins in *Support*") && view;
    });
    expect(slack.visibleText(tried)).toContain("Initiation Message: “Hi there”");
    expect(slack.visibleText(tried)).toContain("Initiation Keyword\nCARE");
    await slack.fill(people.sue, form, { "Phone numbers": "12", "Try a text": "support" });
    await until("the form says what has to be mended first", () => {
      const [view] = slack.views(people.sue);
      return view && slack.visibleText(view).includes('Before a text can be tried:\n• "12"');
    });
    expect(
      await world.rows("select initiation_keyword from queues where name = 'Support'"),
    ).toEqual([{ initiation_keyword: "SUPPORT" }]);
  });

  it("in the form of a new queue, counts it in", async () => {
    const { slack, people } = world;
    const form = await world.openForm(people.sue, "/sms-queue", "new");
    await slack.fill(people.sue, form, {
      Name: "Fresh",
      "Phone numbers": LINE,
      "Initiation Keyword": "fresh support",
      "Try a text": "fresh support please",
    });
    const tried = await until("the form says what would happen", () => {
      const [view] = slack.views(people.sue);
      return view && slack.visibleText(view).includes("It is for *Fresh*") && view;
    });
    expect(slack.visibleText(tried)).toContain("has no active agent now");
  });
});
