import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from "@slack/bolt";
import { closest } from "fastest-levenshtein";
import { type Message, section } from "../blocks/elements.ts";
import { escapeMrkdwn, firstWords, unescapeMrkdwn } from "../text/to-slack.ts";
import { storable } from "../text/to-sms.ts";

export type CommandArgs = SlackCommandMiddlewareArgs & AllMiddlewareArgs;
export type CommandListener = (args: CommandArgs) => Promise<void>;

/** Answers a command, seen by nobody else. */
export async function answerCommand(
  { respond }: Pick<CommandArgs, "respond">,
  message: Message,
): Promise<void> {
  await respond({ response_type: "ephemeral", ...message });
}

/** What was typed, to be said again: no longer than it helps, and escaped. */
export function quotedWords(typed: string): string {
  return escapeMrkdwn(firstWords(typed, 100));
}

/** A plain sentence as a message. */
export function sentence(mrkdwn: string): Message {
  return { text: mrkdwn, blocks: [section(mrkdwn)] };
}

/** What was typed after the command; in places Slack sends `& < >` escaped, as it does in messages. */
export function typedText({ text }: CommandArgs["command"]): string {
  return storable(unescapeMrkdwn(text));
}

/** The first word, lower case, and the rest as it was typed (quotes around it dropped). */
export function splitCommand(typed: string): { word: string; rest: string } {
  const [, word = "", rest = ""] = /^\s*(\S*)\s*([\s\S]*?)\s*$/.exec(typed) ?? [];
  return { word: word.toLowerCase(), rest: rest.replace(/^["'“”](.*)["'“”]$/, "$1") };
}

/**
 * For a word that a command doesn't know: the nearest one that it does.
 *
 * @param command what stands before the word, such as `/sms-queue edit`
 * @param rest what was typed behind the word
 */
export function didYouMean(
  command: string,
  typed: string,
  known: readonly string[],
  rest = "",
): Message {
  const said = quotedWords(`${typed} ${rest}`);
  const nearest = quotedWords(`${closest(typed, [...known])} ${rest}`);
  const [slash = command] = command.split(" ", 1);
  return sentence(
    `I don't know \`${command} ${said}\`. Did you mean \`${command} ${nearest}\`? \`${slash} help\` shows everything.`,
  );
}

export const NOT_SUPERVISOR = sentence(
  "Sorry, this is for supervisors: workspace owners and admins, and those whom they named. Ask one of them to do it or to add you.",
);

export const NO_AGENT = sentence(
  "You are not an agent of any SMS queue. A supervisor can add you with `/sms-queue agents`.",
);

/** What is said of a queue that somebody deleted after its button or form was shown. */
export const QUEUE_DELETED = sentence(
  "This queue has been deleted meanwhile. `/sms-queue list` shows those that there are.",
);
