import { setTimeout as delay } from "node:timers/promises";
import type { SlackView } from "./slack/views.ts";
import type { SlackEphemeral, SlackMessage } from "./slack/workspace.ts";
import { LINE, type Stack } from "./stack.ts";

const BOB = "+15557770001";
/** ms; a story whose next step does not come is broken. */
const PATIENCE = 15_000;

/** Writes one line of the story. */
export type Tell = (who: string, what: string) => void;

/**
 * Plays one whole conversation over the wire, telling it as it happens: a queue is made, a text
 * comes in, an agent accepts it, they talk, the texter ends it, and the supervisor reads the
 * statistics. Nothing here calls the app: people press and type, phones text.
 */
export async function playConversation(stack: Stack, tell: Tell): Promise<void> {
  const { slack, telnyx, people, channel } = stack;
  const show = (message: SlackMessage | SlackEphemeral | SlackView): string =>
    slack.visibleText(message);
  const told = new Set<string>();
  const phone = async (text: string): Promise<void> => {
    await until(`Bob's phone has "${text}"`, () => telnyx.sent.find((sms) => sms.text === text));
    tell("Bob's phone", `« ${text}`);
  };
  const thread = async (ts: string, words: string): Promise<void> => {
    const message = await until(`the thread says "${words}"`, () =>
      slack
        .thread(channel, ts)
        .slice(1)
        .find((one) => !told.has(one.ts) && show(one).includes(words)),
    );
    told.add(message.ts);
    tell("thread", show(message));
  };
  const toSue = async (words: string): Promise<void> => {
    const word = await until(`Sue is told "${words}"`, () =>
      slack.ephemerals(people.sue).find((one) => show(one).includes(words)),
    );
    tell("only to Sue", show(word));
  };

  await slack.command(people.sue, channel, "/sms-queue", "new");
  tell("Sue", "types /sms-queue new and fills the form");
  const queueForm = await until("the queue form", () => slack.views(people.sue).at(-1));
  await slack.submit(people.sue, queueForm, {
    Name: "Support",
    "Slack channel": channel,
    "Phone numbers": LINE,
    "Initiation Keyword": "SUPPORT",
    "Initiation Message": "Welcome! An agent will be with you. Text DONE to end.",
    "Initiation Needed Message": "Please text {keywords} to reach us.",
    "Termination Keyword": "DONE",
    "Termination Message": "Thank you, bye!",
    "No Agents Message": "Nobody is here now. Please try again later.",
  });
  await toSue("Saved");
  await slack.command(people.sue, channel, "/sms-queue", "agents Support");
  tell("Sue", "types /sms-queue agents Support and adds Ana and Ben, 3 sessions each");
  const agentsForm = await until("the agents form", () => slack.views(people.sue).at(-1));
  await slack.submit(people.sue, agentsForm, {
    Agents: [people.ana, people.ben],
    "Max SMS Sessions": "3",
  });
  await toSue("Agents of");
  tell("Sue", "types /sms-queue list");
  await slack.command(people.sue, channel, "/sms-queue", "list");
  await toSue("SMS queues");

  tell("Bob's phone", "» Hi! I need support with my bill");
  await telnyx.text(BOB, LINE, "Hi! I need support with my bill");
  const invite = await until("the invite", () => slack.messages(channel).at(-1));
  tell("#support", show(invite));
  await phone("Welcome! An agent will be with you. Text DONE to end.");

  // A slow phone of Ben's still shows the buttons after Ana has pressed hers.
  const onBensPhone = { channel, ts: invite.ts, blocks: invite.blocks };
  tell("Ana", "presses Accept");
  await slack.press(people.ana, { channel, ts: invite.ts }, "Accept");
  await thread(invite.ts, "End");
  await thread(invite.ts, "Hi! I need support");
  await thread(invite.ts, "Welcome!");
  tell("Ben", "presses Accept too, a moment late");
  await slack.press(people.ben, onBensPhone, "Accept", { stale: true });
  const late = await until("Ben is told", () => slack.ephemerals(people.ben).at(-1));
  tell("only to Ben", show(late));

  tell("Ana", "writes in the thread: Hello! Which *bill* is it? :wave:");
  await slack.say(people.ana, channel, "Hello! Which *bill* is it? :wave:", {
    threadTs: invite.ts,
  });
  await phone("Hello! Which bill is it? 👋");
  tell("Bob's phone", "» The one of March <3");
  await telnyx.text(BOB, LINE, "The one of March <3");
  await thread(invite.ts, "The one of March <3");
  tell("Bob's phone", "» done!");
  await telnyx.text(BOB, LINE, "done!");
  await phone("Thank you, bye!");
  await thread(invite.ts, "done!");
  await thread(invite.ts, "Thank you, bye!");
  await thread(invite.ts, "Ended by the texter");
  const summary = await until("the invite is a summary", () => {
    const now = slack.message(channel, invite.ts);
    return now && show(now).includes("Ended by the texter") ? now : undefined;
  });
  tell("#support", show(summary));
  tell("Sue", "types /sms-stats today");
  await slack.command(people.sue, channel, "/sms-stats", "today");
  await toSue("SMS_VOL");
}

async function until<Thing>(what: string, look: () => Thing | undefined): Promise<Thing> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`the story stopped: waited in vain for ${what}`);
    await delay(20);
  }
}
