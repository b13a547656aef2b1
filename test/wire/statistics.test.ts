import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { until } from "../support/until.ts";
import { BOB, CAROL, DAVE, LINE, startWorld, type World } from "../support/world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld("http");
});
afterEach(async () => {
  await world.close();
});

/** The table of main figures, which is the one with buttons. */
async function figures(text: string): Promise<string> {
  const { slack, people } = world;
  const before = world.timesTold(people.sue, "[Chart]");
  await slack.command(people.sue, world.channel, "/sms-stats", text);
  await until("the figures", () => world.timesTold(people.sue, "[Chart]") > before);
  return slack.visibleText(await world.wordTo(people.sue, "[Chart]"));
}

/** The direct message with the file, once it is there. */
function fileFor(user: string): Promise<SlackMessage> {
  const { slack } = world;
  return until(`${user} has a file`, () =>
    slack.channels
      .filter(({ isIm, members }) => isIm && members.has(user))
      .flatMap(({ id }) => slack.messages(id))
      .findLast(({ files }) => files.length > 0),
  );
}

/** Bob's session is answered and ended by Ana, Carol's is given up while it waits. */
async function liveThrough(): Promise<void> {
  const { people, telnyx } = world;
  await world.makeQueue();
  await world.addAgents("Support", [people.ana]);
  const invite = await world.talk(people.ana, BOB);
  await world.write(people.ana, invite, "Hello Bob");
  await world.phoneHas(BOB, "Hello Bob");
  await telnyx.text(CAROL, LINE, "support");
  await world.inviteOf(CAROL);
  await telnyx.text(CAROL, LINE, "done");
  await world.phoneHas(CAROL, "Bye!");
  await telnyx.text(DAVE, LINE, "what is this?");
  await world.phoneHas(DAVE, "Please text SUPPORT.");
  await world.pressEnd(people.ana, invite);
  await world.inviteSays(invite, "Ended");
  await world.settled();
}

describe("/sms-stats", () => {
  it("shows the figures of queues and agents in tables, with the words for those who can't see them", async () => {
    const { slack, people } = world;
    await liveThrough();
    const main = await figures("today");
    expect(main).toMatch(/Queue\s+SMS_VOL\s+SMS_AHT\s+Offered\s+Abandoned\s+Refused/);
    expect(main).toMatch(
      /Support\s+1\s+0:\d\d\s+2\s+1\s+1\s+0:\d\d\s+0:\d\d\s+1 \(100%\)\s+0:\d\d/,
    );
    expect(main).toContain("[Chart]");
    await world.toldAlone(
      people.sue,
      /By agent[\s\S]*Support\s+1\s+0\s+1\s+0\s+0\s+0\s+0\s+0\s+0\s+0\s+1\s+3\s+4\s+4/,
    );
    await world.toldAlone(people.sue, /agents[\s\S]*@Ana\s+1\s+0:\d\d\s+0:\d\d\s+1/);
    const word = await world.wordTo(people.sue, "SMS_VOL");
    expect(word.blocks.filter(({ type }) => type === "table")).toHaveLength(1);
    expect(word.text).toMatch(/Support\s+1\s+0:\d\d/);
    // Nothing of it is anybody else's to see.
    expect(
      slack
        .messages(world.channel)
        .map((message) => slack.visibleText(message))
        .join(),
    ).not.toContain("SMS_VOL");
  });

  it("shows volume 0 without a handle time", async () => {
    await world.makeQueue();
    expect(await figures("support yesterday")).toMatch(/Support\s+0\s+–\s+0/);
  });

  it("counts the worked example as it should, transfers included", async () => {
    const { people, slack, telnyx, clock } = world;
    const at = (time: string) => {
      clock.ms = Date.parse(`2030-05-06T${time}:00Z`) - Date.now();
    };
    const transfer = async (invite: SlackMessage, to: string) => {
      const form = await world.openFormBy(people.ana, invite, "Transfer");
      expect((await slack.submit(people.ana, form, { To: to })).errors).toBeUndefined();
    };
    const end = async (by: string, invite: SlackMessage) => {
      await world.pressEnd(by, invite);
      await world.inviteSays(invite, "Ended");
    };
    const { ana, ben } = people;
    await world.makeQueue();
    await world.makeQueue({ Name: "Sales", "Initiation Keyword": "SALES" });
    await world.addAgents("Support", [ana, ben], 9);
    await world.addAgents("Sales", [ben], 9);
    at("10:00");
    await telnyx.text("+15557770003", LINE, "support");
    const s1 = await world.talk(ana, "+15557770001");
    const s4 = await world.talk(ana, "+15557770004");
    at("10:04");
    await telnyx.text("+15557770003", LINE, "done");
    await world.phoneHas("+15557770003", "Bye!");
    at("10:05");
    const s2 = await world.talk(ana, "+15557770002");
    at("10:06");
    await transfer(s4, "Sales (1 of 1 free)");
    await world.threadSays(s4, "from Support to *Sales*");
    at("10:10");
    await world.accept(ben, s4);
    await end(ana, s1);
    at("10:20");
    await end(ben, s4);
    await transfer(s2, "Ben (0 of 9 sessions)");
    await world.press(ben, await world.threadSays(s2, "[Accept]"), "Accept");
    await world.toldAlone(ben, "The session is yours");
    at("10:35");
    await end(ben, s2);
    await world.talk(ana, "+15557770005");
    await world.settled();
    // A moment more or less than on paper: people press, and phones take their time.
    const main = await figures("today");
    expect(main).toMatch(/Support\s+3\s+15:[12]\d\s+4\s+1\s/);
    expect(main).toMatch(/Sales\s+1\s+(9:5|10:0)\d\s+1\s+0\s+0\s+(3:5|4:0)\d\s/);
    expect(main).toMatch(/All queues\s+3\s+18:[34]\d\s+4\s+1\s/);
    expect(main).toContain("1 session was transferred: each counts in every queue");
    await world.toldAlone(people.sue, /Transferred[\s\S]*Support/);
    await world.ask(people.sue, "/sms-stats", "csv");
    const [file] = (await fileFor(people.sue)).files;
    expect(file?.bytes.toString()).toContain(",Support > Sales,");
    expect(await figures("Sales today")).toMatch(/Sales\s+1\s+(9:5|10:0)\d/);
  });

  it("counts refused texts for the queue that refused them, but not what an agent saw", async () => {
    const { people, telnyx } = world;
    await world.makeQueue({ Name: "Sales", "Initiation Keyword": "SALES", Priority: "20" });
    await world.makeQueue({ Priority: "10" });
    await world.addAgents("Support", [people.ana]);
    await telnyx.text(DAVE, LINE, "sales");
    await world.phoneHas(DAVE, "Nobody is here.");
    await telnyx.text(CAROL, LINE, "what is this?");
    await world.phoneHas(CAROL, "Please text SUPPORT, SALES.");
    const invite = await world.talk(people.ana, BOB);
    await world.pressEnd(people.ana, invite);
    await world.inviteSays(invite, "Ended");
    await telnyx.text(BOB, LINE, "thanks!");
    await world.threadSays(invite, "thanks!");
    await figures("today");
    const endings = /Sales(\s+0){9}\s+1\s+0\s[\s\S]*Support\s+1(\s+0){9}\s+1\s/;
    await world.toldAlone(people.sue, endings);
  });

  it("says the same in lines where Slack takes no table", async () => {
    const { slack, people } = world;
    await liveThrough();
    slack.faults.add({ call: "response_url", status: 400, body: { ok: false } });
    const main = await figures("Support 7d");
    expect(main).toMatch(/Support\s+1\s+0:\d\d\s+2\s+1/);
    await world.toldAlone(people.sue, "@Ana: 1 session");
    expect(
      (await world.wordTo(people.sue, "SMS_VOL")).blocks.map(({ type }) => type),
    ).not.toContain("table");
  });

  it("answers what it doesn't know with the nearest that it does", async () => {
    const { sue } = world.people;
    expect(await world.ask(sue, "/sms-stats")).toContain("There are no queues yet");
    await world.makeQueue();
    expect(await world.ask(sue, "/sms-stats", "Suport 7d csv")).toContain(
      "Did you mean `/sms-stats Support 7d csv`?",
    );
    expect(await world.ask(sue, "/sms-stats", "support yestreday")).toContain(
      "Did you mean `/sms-stats yesterday`?",
    );
    expect(await world.ask(sue, "/sms-stats", "2026-02-30")).toContain("is not a period");
    expect(await world.ask(sue, "/sms-stats", "help")).toContain("chart");
  });

  it("still counts the sessions of a queue that was deleted", async () => {
    const { slack, people } = world;
    await liveThrough();
    const form = await world.openForm(people.sue, "/sms-queue", "delete Support");
    await slack.submit(people.sue, form, {});
    await world.toldAlone(people.sue, "Deleted");
    expect(await figures("today")).toMatch(/Support \(deleted\)\s+1\s/);
    expect(await figures("support today")).toMatch(/Support \(deleted\)\s+1\s/);
    expect(await figures("yesterday")).not.toContain("deleted");
  });
});

describe("the file of sessions", () => {
  it("comes to the supervisor alone, a line for each session that counts", async () => {
    const { slack, people } = world;
    await liveThrough();
    expect(await world.ask(people.sue, "/sms-stats", "Support today csv")).toContain(
      "in your direct messages with me",
    );
    const message = await fileFor(people.sue);
    const file = message.files[0];
    expect(file).toMatchObject({ name: "sms-sessions.csv", mimetype: "text/csv" });
    expect(file?.bytes.subarray(0, 3).toString("hex")).toBe("efbbbf");
    const [head, ...lines] = (file?.bytes.toString("utf8").slice(1) ?? "").split("\r\n");
    expect(head).toBe(
      "Session,Queues,Our number,Texter,Began,Accepted,Ended or left,Wait (s),First response (s),Handle time (s),Ended by,Agents,Texts in,Texts out,SMS segments",
    );
    const time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+00:00";
    const from = (texter: string) => `^[0-9a-f-]{36},Support,'\\${LINE},'\\${texter},${time}`;
    expect(lines).toEqual([
      expect.stringMatching(new RegExp(`${from(CAROL)},,${time},,,,abandoned,,2,2,2$`)),
      expect.stringMatching(
        new RegExp(`${from(BOB)},${time},${time},\\d+,\\d+,\\d+,agent,Ana,1,2,2$`),
      ),
      "",
    ]);
    const direct = slack.channels.find(({ id }) => id === message.channel);
    expect([...(direct?.members ?? [])].sort()).toEqual([slack.botUserId, people.sue].sort());
    expect(slack.messages(message.channel)[0]?.text).toContain("2 sessions");
  });

  it("is not made of nothing", async () => {
    const { people } = world;
    await world.makeQueue();
    expect(await world.ask(people.sue, "/sms-stats", "30d csv")).toContain("no session ended");
  });

  it("that Slack does not take is told of, with the reason", async () => {
    const { slack, people } = world;
    await liveThrough();
    slack.faults.add({
      call: "files.getUploadURLExternal",
      body: { ok: false, error: "missing_scope" },
    });
    expect(await world.ask(people.sue, "/sms-stats", "csv")).toMatch(
      /could not be sent.*missing_scope/,
    );
  });
});

describe("the chart", () => {
  it("comes to the supervisor alone as a picture, with its figures in words", async () => {
    const { people } = world;
    await liveThrough();
    await figures("today");
    await world.press(people.sue, await world.wordTo(people.sue, "[Chart]"), "Chart");
    await world.toldAlone(people.sue, "The chart is in your direct messages with me");
    const file = (await fileFor(people.sue)).files[0];
    expect(file).toMatchObject({ name: "sms-statistics.png", mimetype: "image/png" });
    expect(file?.bytes.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
    expect([file?.bytes.readUInt32BE(16), file?.bytes.readUInt32BE(20)]).toEqual([2_000, 1_120]);
    expect(file?.altText).toMatch(/In all: 1 session, handle time 0:\d\d, wait 0:\d\d/);
  });

  it("comes at a word too, also of a time in which nothing happened", async () => {
    const { people } = world;
    await world.makeQueue();
    expect(await world.ask(people.sue, "/sms-stats", "support 30d chart")).toContain("The chart");
    expect((await fileFor(people.sue)).files[0]?.altText).toMatch(/by the day. In all: 0 sessions/);
  });
});

describe("whoever is not a supervisor", () => {
  it("gets no figures, no file and no chart", async () => {
    const { slack, people } = world;
    await liveThrough();
    for (const text of ["", "csv", "chart", "Support 7d csv"]) {
      expect(await world.ask(people.ana, "/sms-stats", text)).toContain("this is for supervisors");
    }
    await figures("");
    const tables = await world.wordTo(people.sue, "[Chart]");
    await slack.changeUser(people.sue, { isAdmin: false });
    for (const button of ["Chart", "Sessions as CSV"]) {
      const before = world.timesTold(people.sue, "this is for supervisors");
      await world.press(people.sue, tables, button);
      await until("it is refused", () => world.timesTold(people.sue, "for supervisors") > before);
    }
    expect(slack.channels.filter(({ isIm }) => isIm)).toEqual([]);
  });
});

describe("a queue's day", () => {
  it("has 25 hours when clocks are turned back there", async () => {
    const { people, clock } = world;
    const goTo = (moment: string) => {
      clock.ms = Date.parse(moment) - Date.now();
    };
    await world.makeQueue({ "Time zone": "America/New_York" });
    await world.addAgents("Support", [people.ana]);
    // New York's 3 November 2030 begins at 04:00 in UTC and ends 25 hours later.
    goTo("2030-11-03T04:10:00Z");
    const invite = await world.talk(people.ana);
    await world.pressEnd(people.ana, invite);
    await world.inviteSays(invite, "Ended");
    goTo("2030-11-04T04:50:00Z");
    expect(await figures("today")).toMatch(/Support\s+1\s+0:\d\d/);
    const tables = await world.wordTo(people.sue, "[Chart]");
    expect(await figures("2030-11-02")).toMatch(/Support\s+0\s+–/);
    goTo("2030-11-04T05:10:00Z");
    expect(await figures("today")).toMatch(/Support\s+0\s+–/);
    expect(await figures("yesterday")).toMatch(/Support\s+1\s+0:\d\d/);
    // A button is of the days that its tables are of.
    await world.press(people.sue, tables, "Chart");
    expect((await fileFor(people.sue)).files[0]?.altText).toMatch(
      /2030-11-03.*In all: 1 session.*Most at 2030-11-03 00:00: 1/,
    );
  });
});
