import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from "@slack/bolt";
import { closest } from "fastest-levenshtein";
import { type Message, section } from "../blocks/elements.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";

export type CommandArgs = SlackCommandMiddlewareArgs & AllMiddlewareArgs;
export type CommandListener = (args: CommandArgs) => Promise<void>;

/** Answers a command, seen by nobody else. */
export async function answerCommand(
  { respond }: Pick<CommandArgs, "respond">,
  message: Message,
): Promise<void> {
  await respond({ response_type: "ephemeral", ...message });
}

/** A plain sentence as a message. */
export function sentence(mrkdwn: string): Message {
  return { text: mrkdwn, blocks: [section(mrkdwn)] };
}

/** The first word, lower case, and the rest as it was typed (quotes around it dropped). */
export function splitCommand(text: string): { word: string; rest: string } {
  const [, word = "", rest = ""] = /^\s*(\S*)\s*([\s\S]*?)\s*$/.exec(text) ?? [];
  return { word: word.toLowerCase(), rest: rest.replace(/^["'“”](.*)["'“”]$/, "$1") };
}

/** For a word that a command doesn't know: the nearest one that it does. */
export function didYouMean(command: string, typed: string, known: readonly string[]): Message {
  return sentence(
    `I don't know \`${command} ${escapeMrkdwn(typed)}\`. Did you mean \`${command} ${closest(typed, [...known])}\`? \`${command} help\` shows everything.`,
  );
}

export const NOT_SUPERVISOR = sentence(
  "Sorry, this is for supervisors: workspace owners and admins, and those whom they named. Ask one of them to do it or to add you.",
);
