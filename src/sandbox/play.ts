import { LINE, QUEUES, TEXTERS } from "./cast.ts";
import type { SlackView } from "./slack/views.ts";
import type { SlackEphemeral, SlackMessage } from "./slack/workspace.ts";
import type { Stack } from "./stack.ts";
import { until } from "./until.ts";

const BOB = TEXTERS[0].number;
const WELCOME = QUEUES[0]["Initiation Message"];

/** Writes one line of the story. */
export type Tell = (who: string, what: string) => void;

/**
 * Plays one whole conversation over the wire, telling it as it happens: a text comes in, an agent
 * accepts it, they talk, the texter ends it, and the supervisor reads the statistics. Nothing here
 * calls the app: people press and type, phones text.
 */
export async function playConversation(stack: Stack, tell: Tell): Promise<void> {
  const { slack, telnyx, people } = stack;
  const channel = stack.channels.support;
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

  tell("Sue", "types /sms-queue list");
  await slack.command(people.sue, channel, "/sms-queue", "list");
  await toSue("SMS queues");

  tell("Bob's phone", "» Hi! I need support with my bill");
  await telnyx.text(BOB, LINE, "Hi! I need support with my bill");
  const invite = await until("the invite", () => slack.messages(channel).at(-1));
  tell("#support", show(invite));
  await phone(WELCOME);

  // A slow phone of Ben's still shows the buttons after Ana has pressed hers.
  const onBensPhone = { channel, ts: invite.ts, blocks: invite.blocks };
  tell("Ana", "presses Accept");
  await slack.press(people.ana, { channel, ts: invite.ts }, "Accept");
  await thread(invite.ts, "End");
  await thread(invite.ts, "Hi! I need support");
  await thread(invite.ts, WELCOME);
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
