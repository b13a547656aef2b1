import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Locator, Page as Tab } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { findChromium, launchChromium } from "../../src/sandbox/chromium.ts";
import { type Page, startPage } from "../../src/sandbox/page/server.ts";
import { seedQueues } from "../../src/sandbox/seed.ts";
import { type Stack, startStack } from "../../src/sandbox/stack.ts";

const chromium = findChromium();
if (chromium === null) {
  if (process.env["REQUIRE_BROWSER"]) throw new Error("no Chromium for the browser tests");
  process.stderr.write("\nSKIPPED: the browser tests, since there is no Chromium (CHROMIUM).\n\n");
}
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const axeResult = z.array(z.object({ id: z.string(), impact: z.string().nullable() }));

describe.skipIf(chromium === null)("the sandbox's page in a browser", () => {
  let stack: Stack;
  let page: Page;
  let browser: Browser;
  let tab: Tab;
  let problems: string[];

  beforeAll(async () => {
    stack = await startStack({ pace: { intervalMs: 0, burst: 1 } });
    await seedQueues(stack);
    page = await startPage(stack, 0);
    browser = await launchChromium(chromium ?? "");
  });
  afterAll(async () => {
    await browser.close();
    await page.close();
    await stack.stop();
  });
  beforeEach(async () => {
    problems = [];
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    context.setDefaultTimeout(15_000);
    tab = await context.newPage();
    tab.on("pageerror", (error) => problems.push(error.message));
    tab.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    await tab.goto(page.url);
    await tab.getByRole("region", { name: "Slack" }).waitFor();
  });
  afterEach(async () => {
    await tab.context().close();
    if (problems.length > 0) throw new Error(`the page has complained: ${problems.join("; ")}`);
  });

  const phoneOf = (name: string): Locator => tab.getByRole("region", { name: `${name}'s phone` });
  const channel = (): Locator => tab.getByRole("region", { name: "Channel support" });
  const thread = (): Locator => tab.getByRole("region", { name: "Thread", exact: true });
  /** Chooses who one is; the radio button itself is drawn as its label. */
  const be = (name: string, inTab: Tab = tab) =>
    inTab.getByRole("group", { name: "You are" }).getByText(name, { exact: true }).click();

  async function text(name: string, words: string): Promise<void> {
    await tab.getByRole("tab", { name: new RegExp(`^${name}`) }).click();
    await tab.getByRole("textbox", { name: `Text as ${name}` }).fill(words);
    await tab.keyboard.press("Enter");
    await phoneOf(name).getByText(words, { exact: true }).last().waitFor();
  }

  async function type(where: Locator, words: string): Promise<void> {
    await where.getByRole("textbox").last().fill(words);
    await tab.keyboard.press("Enter");
  }

  /** The newest invite of the texter. */
  const invite = (words: string): Locator =>
    channel().getByRole("article").filter({ hasText: words }).last();

  async function expectAccessible(): Promise<void> {
    await tab.evaluate(AXE);
    const found = axeResult.parse(await tab.evaluate("axe.run().then((r) => r.violations)"));
    const serious = found.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious).toEqual([]);
  }

  it("carries a conversation: keyword, accept, replies both ways, termination keyword, statistics", async () => {
    await text("Bob", "SUPPORT my parcel is broken");
    await be("Ana");
    await invite("my parcel is broken").getByRole("button", { name: "Accept" }).click();
    await invite("my parcel is broken").getByRole("button", { name: /repl/ }).click();
    await thread().getByText("SUPPORT my parcel is broken", { exact: true }).last().waitFor();
    await expectAccessible();
    await type(thread(), "Hello, which *parcel*?");
    await phoneOf("Bob").getByText("Hello, which parcel?", { exact: true }).waitFor();
    await text("Bob", "The green one <3");
    await thread().getByText("The green one <3", { exact: true }).waitFor();
    await text("Bob", "done!");
    await phoneOf("Bob").getByText("Thank you, bye!").waitFor();
    await invite("my parcel is broken").getByText("Ended by the texter").waitFor();
    await be("Sue");
    await type(channel(), "/sms-stats today");
    const answers = channel().getByRole("article", { name: /only visible to you/ });
    await answers.filter({ hasText: "SMS_VOL" }).first().waitFor();
    await expectAccessible();
  });

  it("lets an agent find a reply by typing, change it, and send it", async () => {
    await be("Sue");
    await type(channel(), "/sms-queue replies Support");
    await tab.getByRole("dialog", { name: "Replies" }).getByRole("button", { name: "Add" }).click();
    const draft = tab.getByRole("dialog", { name: "New reply" });
    await draft.getByLabel("Name").fill("Opening hours");
    await draft.getByLabel("Text").fill("{agent} here: from 9 to 5");
    await draft.getByRole("button", { name: "Save" }).click();
    const list = tab.getByRole("dialog", { name: "Replies" });
    await list.getByText("Saved “Opening hours”").waitFor();
    await list.getByRole("button", { name: "Close" }).last().click();
    await text("Dev", "SUPPORT when do you open");
    await be("Ana");
    await invite("when do you open").getByRole("button", { name: "Accept" }).click();
    await invite("when do you open").getByRole("button", { name: /repl/ }).click();
    await thread().getByRole("button", { name: "Replies", exact: true }).click();
    const form = tab.getByRole("dialog", { name: "Send a reply" });
    await form.getByLabel("Reply").fill("9 hours");
    await form.getByRole("option", { name: /Opening hours/ }).click();
    await expect.poll(() => form.getByLabel("Text").inputValue()).toBe("Ana here: from 9 to 5");
    await expectAccessible();
    await form.getByLabel("Text").fill("Ana here: from 9 to 6");
    await form.getByRole("button", { name: "Send" }).click();
    await phoneOf("Dev").getByText("Ana here: from 9 to 6", { exact: true }).waitFor();
    await thread().getByText("Ana here: from 9 to 6", { exact: true }).waitFor();
    await thread().getByRole("button", { name: "End", exact: true }).click();
    await invite("when do you open").getByText("Ended by").waitFor();
  });

  it("lets one of two racing agents win, and tells the other alone who it was", async () => {
    await text("Carla", "SUPPORT race");
    const other = await tab.context().newPage();
    await other.goto(page.url);
    await be("Ben", other);
    const others = other
      .getByRole("region", { name: "Channel support" })
      .getByRole("article")
      .filter({ hasText: "SUPPORT race" })
      .last()
      .getByRole("button", { name: "Accept" });
    await be("Ana");
    const mine = invite("SUPPORT race").getByRole("button", { name: "Accept" });
    await Promise.all([mine.waitFor(), others.waitFor()]);
    // Both have seen the button; the slower click may find it gone, as in Slack.
    const quick = { timeout: 3_000 };
    const [anas, bens] = await Promise.allSettled([mine.click(quick), others.click(quick)]);
    await invite("SUPPORT race").getByText("Accepted by").waitFor();
    const anaWon = /Accepted by\s*@Ana/.test((await invite("SUPPORT race").textContent()) ?? "");
    const loser = anaWon ? { name: "Ben", tab: other } : { name: "Ana", tab };
    const told = loser.tab.getByRole("article", { name: /only visible to you/ }).last();
    const clicked = loser.name === "Ana" ? anas : bens;
    if (clicked.status === "fulfilled") {
      await told.getByText(`accepted this`).waitFor();
    }
    const winners = loser.tab === tab ? other : tab;
    expect(await winners.getByText("accepted this").count()).toBe(0);
    await other.close();
    await text("Carla", "DONE");
    await invite("SUPPORT race").getByText("Ended by the texter").waitFor();
  });

  it("makes a queue with the form, after a problem at its field, by the keyboard alone", async () => {
    await be("Sue");
    await channel().getByRole("textbox").last().focus();
    await tab.keyboard.type("/sms-queue new");
    await tab.keyboard.press("Enter");
    const form = tab.getByRole("dialog", { name: "New queue" });
    await form.getByLabel("Name", { exact: true }).fill("Sales");
    await form.getByLabel("Phone numbers").fill("555 010 0009");
    await form.getByLabel("Initiation Keyword").fill("SALES");
    await form.getByRole("button", { name: "Save" }).press("Enter");
    await form.getByRole("alert").filter({ hasText: "international form" }).waitFor();
    await expectAccessible();
    await form.getByLabel("Phone numbers").fill("+15550100009");
    await form.getByRole("button", { name: "Save" }).press("Enter");
    await channel().getByText("Saved").waitFor();
    await tab.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("loses nothing while Slack is down: what was texted comes when it is back", async () => {
    await tab.getByRole("button", { name: "Trouble", exact: true }).click();
    const drawer = tab.getByRole("region", { name: "Trouble" });
    const down = drawer.getByRole("switch", { name: /Slack is down/ });
    await down.click();
    await expectAccessible();
    await text("Dev", "SUPPORT in the storm");
    await phoneOf("Dev").getByText("Welcome to Support!").last().waitFor();
    expect(await invite("in the storm").count()).toBe(0);
    await down.click();
    await invite("in the storm").waitFor({ timeout: 40_000 });
    expect(await channel().getByText("SUPPORT in the storm").count()).toBe(1);
  });

  it("shows pictures both ways", async () => {
    await text("Bob", "SUPPORT pictures");
    await be("Ana");
    await invite("SUPPORT pictures").getByRole("button", { name: "Accept" }).click();
    await invite("SUPPORT pictures").getByRole("button", { name: /repl/ }).click();
    await tab.getByRole("tab", { name: /^Bob/ }).click();
    await phoneOf("Bob").getByRole("button", { name: "Attach a sample picture" }).click();
    await tab.getByRole("textbox", { name: "Text as Bob" }).fill("Look");
    await tab.keyboard.press("Enter");
    await thread()
      .getByRole("img", { name: /picture/ })
      .last()
      .waitFor();
    await text("Bob", "done");
    await thread().getByText("Ended by the texter").last().waitFor();
  });

  it("is usable on a narrow screen and in the dark", async () => {
    const context = await browser.newContext({
      viewport: { width: 390, height: 800 },
      colorScheme: "dark",
    });
    const narrow = await context.newPage();
    await narrow.goto(page.url);
    await narrow.getByRole("navigation", { name: "Show" }).waitFor();
    const overflow = await narrow.evaluate(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    expect(overflow).toBe(0);
    await narrow.evaluate(AXE);
    const found = axeResult.parse(await narrow.evaluate("axe.run().then((r) => r.violations)"));
    expect(found.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
    await context.close();
  });
});
