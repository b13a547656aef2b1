import type { KnownBlock } from "@slack/types";
import type { MessageTs } from "../../domain/ids.ts";
import { type LongText, MAX_SEGMENTS } from "../../domain/sms-text.ts";
import type { HeldAnswer } from "../../flows/held-text-jobs.ts";
import type { PrivateWord } from "../../flows/private-words.ts";
import type { WhyNeverSent } from "../../flows/tell-jobs.ts";
import { ACTIONS } from "../actions.ts";
import { escapeMrkdwn, firstWords } from "../text/to-slack.ts";
import { button, context, type Message, section, time } from "./elements.ts";
import { messageValue } from "./message-value.ts";

/** The question about a long text, and what is said of one. */

/** "5 SMS", and why it is so many where letters have no part in it. */
export function lengthOf({ segments, foreign }: LongText): string {
  return foreign === null
    ? `${segments} SMS`
    : `${segments} SMS (Unicode, because of ${shown(foreign)})`;
}

function shown(character: string): string {
  return /[\s\p{C}\p{Default_Ignorable_Code_Point}]/u.test(character)
    ? "a special blank"
    : `“${character}”`;
}

/** What is the matter with a text that no carrier takes; empty where it is not too long for them. */
export function tooManySms({ segments }: LongText): string {
  return segments > MAX_SEGMENTS
    ? ` Carriers take ${MAX_SEGMENTS} at the most, so it will not arrive: better shorten it, or send it in parts.`
    : "";
}

/** The question itself. */
export function questionSentence(long: LongText): string {
  const { plainSegments } = long;
  const plain =
    plainSegments === null ? "" : ` With plain quotes, dashes and blanks it is ${plainSegments}.`;
  return `:hand: *Not sent yet:* this is ${escapeMrkdwn(lengthOf(long))}.${plain}${tooManySms(long)}`;
}

/** Which text it is, and the buttons. */
export function questionBlocks(word: PrivateWord & { kind: "held" }): KnownBlock[] {
  return [
    ...longTextButtons(`${messageValue(word.message)}:${word.question}`, word, {
      send: ACTIONS.sendHeld,
      sendPlain: ACTIONS.sendHeldPlain,
      drop: ACTIONS.dropHeld,
    }),
    context("You can also edit your message. What you write meanwhile goes out before it."),
  ];
}

/** The beginning of the text, and a button for each answer. */
export function longTextButtons(
  value: string,
  { text, long }: { readonly text: string; readonly long: LongText },
  actions: { readonly send: string; readonly sendPlain: string; readonly drop: string },
): KnownBlock[] {
  const { segments, plainSegments } = long;
  const elements = [
    button(`Send ${segments} SMS`, actions.send, value, "primary"),
    ...(plainSegments === null
      ? []
      : [button(`Send with plain punctuation (${plainSegments} SMS)`, actions.sendPlain, value)]),
    button("Don't send", actions.drop, value),
  ];
  return [context(`> ${escapeMrkdwn(firstWords(text, 150))}`), { type: "actions", elements }];
}

/** A held text, named by its time: nobody keeps its words any more. */
export function longText(ts: MessageTs): string {
  return `your long text of ${time(new Date(Number(ts) * 1_000))}`;
}

export const NEVER_SENT: Readonly<Record<WhyNeverSent, string>> = {
  dropped: "You chose not to send it.",
  deleted: "You deleted it before you said whether to send it.",
  ended: "The session ended before you said whether to send it.",
  moved: "The session went on in a new thread before you said whether to send it: write it there.",
  not_owner: "The session was not yours any more before you said whether to send it.",
};

const CHOSEN: Readonly<Record<HeldAnswer, string>> = {
  send: "*Send.* The mark on your message shows what becomes of it.",
  send_plain:
    "*Send with plain punctuation.* The mark on your message shows what becomes of it; the message itself stays as you wrote it.",
  drop: "*Don't send.*",
};

/** What stands in the place of the question once it is answered. */
export function chosenMessage(answer: HeldAnswer, ts: MessageTs): Message {
  const text = `You chose for ${longText(ts)}: ${CHOSEN[answer]}`;
  return { text, blocks: [section(text)] };
}
