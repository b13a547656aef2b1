import type { KnownBlock } from "@slack/types";
import type { MessageLink } from "../../flows/private-words.ts";
import type { SendAgainResult } from "../../flows/send-again.ts";
import type { SendAnywayResult } from "../../flows/send-anyway.ts";
import { ACTIONS } from "../actions.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import { type Message, section } from "./elements.ts";
import { longTextButtons, questionSentence } from "./held-text.ts";
import { messageValue } from "./message-value.ts";

/**
 * What the person who pressed Retry, Edit and retry or Send correction is told.
 *
 * @param corrected the message whose correction it is, to be asked about it; null: asked elsewhere
 */
export function sendAgainAnswer(result: SendAgainResult, corrected: MessageLink | null): Message {
  const text = sentence(result);
  const blocks: KnownBlock[] = [section(text)];
  if (result.kind === "long" && corrected !== null) {
    const value = `${messageValue(corrected)}:${result.long.segments}`;
    blocks.push(...longTextButtons(value, result, CORRECTION));
  }
  return { text, blocks };
}

const CORRECTION = {
  send: ACTIONS.sendCorrection,
  sendPlain: ACTIONS.sendPlainCorrection,
  drop: ACTIONS.dropCorrection,
};

function sentence(result: SendAgainResult): string {
  switch (result.kind) {
    case "sent":
      return "Sending it again. Watch the mark on your message.";
    case "not_needed":
      return "This text has been sent again or delivered meanwhile; nothing more was sent.";
    case "not_owner":
      return "Only the owner of this session can send it again.";
    case "ended":
      return "The session has ended; nothing more can be sent.";
    case "opted_out":
      return "The texter opted out of texts; nothing can be sent.";
    case "maybe_note":
      return "Not sent: it may be a note for colleagues by now, with `//` at its beginning.";
    case "long":
      return questionSentence(result.long);
    case "bad_text":
      return unsendable(result.check);
    default:
      return result satisfies never;
  }
}

function unsendable(check: (SendAgainResult & { kind: "bad_text" })["check"]): string {
  return check.kind === "empty"
    ? "There is no text to send."
    : `The text has ${check.length} characters, and ${check.max} can be sent at the most.`;
}

/** What the supervisor who pressed Send as supervisor is told. */
export function sendAnywayAnswer(result: SendAnywayResult): Message {
  const text = anywaySentence(result);
  return { text, blocks: [section(text)] };
}

function anywaySentence(result: SendAnywayResult): string {
  switch (result.kind) {
    case "sent": {
      const files = result.unsent.length > 0 ? ` *Not all of its files*: ${filesOf(result)}` : "";
      return `It goes to the texter, and the owner is told in the thread. Watch the mark on your message.${files}`;
    }
    case "sent_before":
      return "Your message has been sent already; nothing more was sent.";
    case "not_yours":
      return "You can only send a message of your own.";
    case "gone":
      return "Your message is not there any more; nothing was sent.";
    case "maybe_note":
      return "Not sent: it may be a note for colleagues by now, with `//` at its beginning.";
    case "ended":
      return "The session has ended; nothing more can be sent.";
    case "no_owner":
      return "Nobody has this session now, so nothing was sent. Press *Accept* on the invite to write to the texter.";
    case "own_session":
      return "The session is yours now: write it again, and the texter has it.";
    case "opted_out":
      return "The texter opted out of texts; nothing can be sent.";
    case "bad_text":
      return unsendable(result.check);
    case "files_only":
      return `*Not sent:* ${filesOf(result)}`;
    default:
      return result satisfies never;
  }
}

function filesOf({ unsent }: { readonly unsent: readonly string[] }): string {
  return escapeMrkdwn(unsent.join(" "));
}
