import { request } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { LINE, TEXTERS } from "../../src/sandbox/cast.ts";
import type { Bubble, Message, PageState } from "../../src/sandbox/page/model.ts";
import { type Page, startPage } from "../../src/sandbox/page/server.ts";
import { seedQueues } from "../../src/sandbox/seed.ts";
import { type Stack, startStack } from "../../src/sandbox/stack.ts";
import { until } from "../support/until.ts";
import { openPage, type PageClient } from "./page-client.ts";

let stack: Stack;
let page: Page;
let browser: PageClient;
/** Each test has a phone of its own: the stack is one for all. */
let phone: string;

beforeAll(async () => {
  stack = await startStack({ pace: { intervalMs: 0, burst: 1 } });
  await seedQueues(stack);
  page = await startPage(stack, 0);
}, 30_000);
afterAll(async () => {
  await page.close();
  await stack.stop();
});
beforeEach(async (context) => {
  browser = await openPage(page.url);
  await browser.do({ do: "add_phone", name: context.task.name.slice(0, 40) });
  phone = await browser.see("the new phone", ({ phones }) => phones.at(-1)?.number);
});
afterEach(async () => {
  // Agents take three sessions at most, and there are more tests than that.
  await text("done");
  browser.close();
});

const text = (words: string) => browser.do({ do: "text", from: phone, line: LINE, text: words });

function bubbles({ phones }: PageState): readonly Bubble[] {
  return phones.find(({ number }) => number === phone)?.bubbles ?? [];
}

function inviteIn({ messages }: PageState): Message | undefined {
  return messages.find(({ threadTs, text: words }) => !threadTs && words.includes(phone));
}

function repliesIn(state: PageState, parent: Message): readonly Message[] {
  return state.messages.filter(({ threadTs }) => threadTs === parent.ts);
}

/** Texts, and has Ana accept. */
async function talk(): Promise<Message> {
  await text("support");
  const invite = await browser.see("the invite", inviteIn);
  const button = invite.blocks.find(({ type }) => type === "actions");
  const accepted = await browser.do({
    do: "press",
    user: stack.people.ana,
    place: { in: "message", channel: invite.channel, ts: invite.ts },
    blockId: String(button?.["block_id"]),
    actionId: "invite.accept",
  });
  expect(accepted).toEqual({ ok: true });
  await browser.see("the thread", (state) =>
    repliesIn(state, invite).some(({ text: words }) => words === "support"),
  );
  return invite;
}

const reply = (invite: Message, words: string) =>
  browser.do({
    do: "say",
    user: stack.people.ana,
    channel: invite.channel,
    threadTs: invite.ts,
    text: words,
  });

describe("the page's server", () => {
  it.each([
    ["another host", { host: "evil.example" }],
    ["another site's origin", { origin: "http://evil.example" }],
    ["a page of another port", { origin: "http://127.0.0.1:1" }],
    ["a fetch from another site", { "sec-fetch-site": "cross-site" }],
  ])("refuses %s, for the page, its state and its deeds", async (_name, headers) => {
    for (const [method, path] of [
      ["GET", "/"],
      ["GET", "/state"],
      ["POST", "/do"],
    ] as const) {
      const status = await new Promise((resolve, reject) => {
        const asked = request(new URL(path, page.url), { method, headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        asked.on("error", reject);
        asked.end();
      });
      expect(status).toBe(403);
    }
  });

  it("hands out a page that may load nothing from elsewhere", async () => {
    const response = await fetch(page.url);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const html = await response.text();
    expect(html).toContain("/page.js");
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    for (const path of ["/page.js", "/page.css"]) {
      expect((await fetch(new URL(path, page.url))).status).toBe(200);
    }
    expect((await fetch(new URL("/package.json", page.url))).status).toBe(404);
  });

  it("says in words what a phone, Slack or the page itself would not let happen", async () => {
    const { people, channels } = stack;
    const channel = channels.support;
    const refused = [
      await browser.do({ do: "say", user: people.ana, channel, text: "x", threadTs: "1.2" }),
      await browser.do({ do: "trouble", id: "flood", on: true }),
      await browser.do({ do: "trouble", id: "sms_refused", on: true, choice: "7" }),
      await browser.do({ do: "move_clock", byMs: -1 }),
    ];
    expect(refused.map((answer) => (answer.ok ? "" : answer.why))).toEqual([
      "No message 1.2 in #support to reply to.",
      'There is no trouble called "flood".',
      '"The next SMS is refused" cannot be had as "7".',
      "The page asked for something that the server can't do.",
    ]);
  });

  it("shows what is seeded: two queues on one line, people with their roles, commands", async () => {
    const { people, lines, commands, channels, phones } = browser.state();
    expect(lines).toEqual([LINE]);
    expect(people.map(({ name, role }) => `${name}: ${role}`)).toEqual([
      "Ana: agent",
      "Ben: agent",
      "Sue: supervisor",
      "Tom: bystander",
    ]);
    expect(phones.slice(0, 3).map(({ name }) => name)).toEqual(TEXTERS.map(({ name }) => name));
    expect(channels.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["general", "support", "billing"]),
    );
    expect(commands.map(({ command }) => command)).toContain("/sms-queue");
    await browser.do({
      do: "command",
      user: stack.people.sue,
      channel: stack.channels.general,
      text: "/sms-queue list",
    });
    const list = await browser.see("the list", ({ ephemerals }) =>
      ephemerals.find(({ text: words }) => words.includes("Billing")),
    );
    expect(list.text).toContain("2 of 2 agents on duty");
  });

  it("carries a conversation both ways, and shows on the phone what arrived", async () => {
    const invite = await talk();
    await reply(invite, "Hello *you*");
    const heard = await browser.see("the reply", (state) =>
      bubbles(state).find(({ text: words }) => words === "Hello you"),
    );
    expect(heard.direction).toBe("to_texter");
    await browser.see("it is delivered", (state) =>
      bubbles(state).some(
        ({ text: words, state: at }) => words === "Hello you" && at === "delivered",
      ),
    );
    await text("done");
    await browser.see("the end", (state) => {
      const now = inviteIn(state);
      return now !== undefined && JSON.stringify(now.blocks).includes("Ended by the texter");
    });
    expect(bubbles(browser.state()).every(({ state: at }) => at !== "failed")).toBe(true);
  });
});

describe("trouble", () => {
  /** The reaction of the app on Ana's newest reply. */
  const marked = (invite: Message, mark: string) =>
    browser.see(`the mark "${mark}"`, (state) =>
      repliesIn(state, invite)
        .findLast(({ user }) => user === stack.people.ana)
        ?.reactions.some(({ name }) => name === mark),
    );
  const active = (id: string) =>
    browser.state().troubles.find((trouble) => trouble.id === id)?.active;

  it("refuses the next SMS, and only that one", async () => {
    const invite = await talk();
    await browser.do({ do: "trouble", id: "sms_refused", on: true, choice: "40001" });
    await browser.see("it is armed", () => active("sms_refused"));
    await reply(invite, "Not this one");
    await marked(invite, "warning");
    expect(active("sms_refused")).toBe(false);
    await reply(invite, "But this one");
    await marked(invite, "white_check_mark");
    expect(bubbles(browser.state()).map(({ text: words }) => words)).not.toContain("Not this one");
  });

  it("lets the next SMS go astray, and the phone shows that it never came", async () => {
    const invite = await talk();
    await browser.do({ do: "trouble", id: "sms_undelivered", on: true, choice: "40008" });
    await reply(invite, "Lost");
    await marked(invite, "warning");
    const lost = bubbles(browser.state()).find(({ text: words }) => words === "Lost");
    expect(lost).toMatchObject({ state: "failed", why: "Undeliverable" });
  });

  it("loses the answer to the next SMS, which arrives once", async () => {
    const invite = await talk();
    await browser.do({ do: "trouble", id: "sms_unanswered", on: true, choice: "receipt" });
    await reply(invite, "Once");
    await marked(invite, "white_check_mark");
    expect(bubbles(browser.state()).filter(({ text: words }) => words === "Once")).toHaveLength(1);
  });

  it("loses answer and receipt, and after 90 s of the clock the agent is asked", async () => {
    const invite = await talk();
    await browser.do({ do: "trouble", id: "sms_unanswered", on: true, choice: "silence" });
    await reply(invite, "Silence");
    await browser.see("it has arrived", (state) =>
      bubbles(state).some(
        ({ text: words, state: at }) => words === "Silence" && at === "delivered",
      ),
    );
    await marked(invite, "hourglass_flowing_sand");
    await browser.do({ do: "move_clock", byMs: 95_000 });
    await marked(invite, "warning");
    await browser.see("Ana is asked", ({ ephemerals }) =>
      ephemerals.some(
        ({ user, text: words }) => user === stack.people.ana && words.includes("may not have been"),
      ),
    );
  });

  it("delivers twice, which changes nothing", async () => {
    await browser.do({ do: "trouble", id: "webhooks_twice", on: true });
    const invite = await talk();
    await reply(invite, "Twice?");
    await marked(invite, "white_check_mark");
    await text("one more");
    await browser.see("the text", (state) =>
      repliesIn(state, invite).some(({ text: words }) => words === "one more"),
    );
    await browser.do({ do: "trouble", id: "webhooks_twice", on: false });
    await stack.telnyx.idle();
    const shown = repliesIn(browser.state(), invite).map(({ text: words }) => words);
    expect(shown.filter((words) => words === "one more")).toHaveLength(1);
  });

  it("delivers out of order, and the late text says so", async () => {
    const invite = await talk();
    await browser.do({ do: "trouble", id: "webhooks_out_of_order", on: true });
    const first = text("first");
    await browser.see("it is written", (state) => bubbles(state).some((it) => it.text === "first"));
    await text("second");
    await browser.see("both are shown", (state) =>
      repliesIn(state, invite).some(
        ({ text: words, blocks }) =>
          words === "first" && JSON.stringify(blocks).includes("arrived late"),
      ),
    );
    await first;
    await browser.do({ do: "trouble", id: "webhooks_out_of_order", on: false });
    const shown = repliesIn(browser.state(), invite).map(({ text: words }) => words);
    expect(shown.indexOf("second")).toBeLessThan(shown.indexOf("first"));
  });

  it("takes Slack down, so that nobody can do anything in it until it is back", async () => {
    const list = () =>
      browser.do({
        do: "command",
        user: stack.people.sue,
        channel: stack.channels.support,
        text: "/sms-queue list",
      });
    await browser.do({ do: "trouble", id: "slack_down", on: true });
    expect(await list()).toMatchObject({
      ok: false,
      why: expect.stringContaining("Slack is down"),
    });
    await browser.do({ do: "trouble", id: "slack_down", on: false });
    await until("the app is connected again", async () => (await list()).ok);
  });

  it("limits Slack for 10 s, and posts come afterwards", async () => {
    await browser.do({ do: "trouble", id: "slack_limited", on: true });
    await text("support");
    await browser.see("the welcome", (state) =>
      bubbles(state).some(({ direction }) => direction === "to_texter"),
    );
    expect(inviteIn(browser.state())).toBeUndefined();
    await browser.see("the invite", inviteIn, 20_000);
  });

  it.each(["channel_archived", "app_removed", "channel_private"])(
    "closes a channel to the app and opens it again: %s",
    async (id) => {
      await browser.do({ do: "trouble", id, on: true, choice: stack.channels.support });
      await text("support");
      await browser.see("the welcome", (state) =>
        bubbles(state).some(({ direction }) => direction === "to_texter"),
      );
      expect(inviteIn(browser.state())).toBeUndefined();
      await browser.do({ do: "trouble", id, on: false });
      await browser.see("the invite", inviteIn);
    },
  );

  it("deletes the newest invite", async () => {
    await text("support");
    const invite = await browser.see("the invite", inviteIn);
    await browser.do({ do: "trouble", id: "invite_deleted", on: true });
    await browser.see("it is gone", (state) =>
      state.messages.every(({ ts, text: words }) => ts !== invite.ts || !words.includes(phone)),
    );
  });
});
