import { fileURLToPath } from "node:url";
import { LINE, TEXTERS } from "./cast.ts";
import { findChromium, launchChromium } from "./chromium.ts";
import { startPage } from "./page/server.ts";
import { seedQueues } from "./seed.ts";
import { type Stack, startStack } from "./stack.ts";
import { until } from "./until.ts";

/** Where the README finds them. */
const PICTURES = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const SIZE = { width: 1280, height: 800 };

/**
 * `npm run screenshots`: plays a conversation in the sandbox and takes the README's pictures of it,
 * so that they show what is there now. Needs a Chromium (CHROMIUM names it).
 */
async function main(): Promise<void> {
  const chromium = findChromium();
  if (chromium === null) throw new Error("no Chromium found; name it with CHROMIUM");
  const stack = await startStack();
  await seedQueues(stack);
  const invite = await playUntilTalking(stack);
  const page = await startPage(stack, 0);
  const browser = await launchChromium(chromium);
  for (const colorScheme of ["light", "dark"] as const) {
    const tab = await browser.newPage({ viewport: SIZE, colorScheme, deviceScaleFactor: 2 });
    await tab.goto(page.url);
    await tab.getByRole("button", { name: "Close the guide" }).click();
    await tab.getByRole("group", { name: "You are" }).getByText("Ana", { exact: true }).click();
    await tab
      .getByRole("region", { name: "Channel support" })
      .getByRole("button", { name: /repl/ })
      .click();
    await tab.getByRole("region", { name: "Thread", exact: true }).waitFor();
    await tab.getByText("It is the green one").last().waitFor();
    await tab.screenshot({ path: `${PICTURES}conversation-${colorScheme}.png` });
    process.stdout.write(`docs/pictures/conversation-${colorScheme}.png (thread ${invite})\n`);
    await tab.close();
  }
  const tab = await browser.newPage({ viewport: SIZE, deviceScaleFactor: 2 });
  await tab.goto(page.url);
  await tab.getByRole("button", { name: "Close the guide" }).click();
  await tab.getByRole("group", { name: "You are" }).getByText("Sue", { exact: true }).click();
  await stack.slack.command(stack.people.sue, stack.channels.support, "/sms-queue", "edit Support");
  await tab.getByRole("dialog", { name: "Edit queue" }).waitFor();
  await tab.screenshot({ path: `${PICTURES}queue-form.png` });
  process.stdout.write("docs/pictures/queue-form.png\n");
  await browser.close();
  await page.close();
  await stack.stop();
}

/** A conversation that is under way. @returns the invite's ts */
async function playUntilTalking({ slack, telnyx, people, channels }: Stack): Promise<string> {
  const channel = channels.support;
  const [bob] = TEXTERS;
  const threadHas = (ts: string, words: string) =>
    until(`the thread says "${words}"`, () =>
      slack
        .thread(channel, ts)
        .slice(1)
        .find((message) => slack.visibleText(message).includes(words)),
    );
  await telnyx.text(bob.number, LINE, "SUPPORT my parcel arrived broken");
  const { ts } = await until("the invite", () => slack.messages(channel).at(-1));
  await slack.press(people.ana, { channel, ts }, "Accept");
  await threadHas(ts, "Welcome to Support!");
  await slack.say(people.ana, channel, "Hello! I am sorry to hear that. Which one is it?", {
    threadTs: ts,
  });
  await until("the reply", () => telnyx.sent.find(({ text }) => text.startsWith("Hello!")));
  await telnyx.text(bob.number, LINE, "It is the green one");
  await threadHas(ts, "It is the green one");
  await until("its mark", () =>
    slack
      .thread(channel, ts)
      .find(({ reactions }) => reactions.some(({ name }) => name === "white_check_mark")),
  );
  return ts;
}

await main();
