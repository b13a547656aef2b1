import type { Button, KnownBlock } from "@slack/types";
import type { About, ChangedSms, PrivateWord } from "../../flows/private-words.ts";
import { ACTIONS } from "../actions.ts";
import { cutEscaped, escapeMrkdwn } from "../text/to-slack.ts";
import {
  button,
  confirmation,
  context,
  type Message,
  mention,
  section,
  texterLabel,
  threadLink,
  time,
} from "./elements.ts";
import { longText, NEVER_SENT, questionBlocks, questionSentence } from "./held-text.ts";
import { messageValue } from "./message-value.ts";

/**
 * What is said to one person alone.
 *
 * @param workspaceUrl such as `https://example.slack.com/`
 */
export function privateMessage(word: PrivateWord, workspaceUrl: string): Message {
  const text = sentence(word, workspaceUrl);
  const blocks: KnownBlock[] = [section(text)];
  if (word.kind === "delivery_failed") {
    const quoted = cutEscaped(escapeMrkdwn(word.text), 500);
    blocks.push(context(`> ${quoted.replaceAll("\n", "\n> ")}`));
    if (word.mayRetry) {
      blocks.push({
        type: "actions",
        elements: [
          button("Retry", ACTIONS.retrySms, word.outbound),
          button("Edit and retry", ACTIONS.editAndRetry, word.outbound),
        ],
      });
    }
  }
  if (word.kind === "not_sent_not_owner") {
    const elements = notOwnersButtons(word);
    if (elements.length > 0) blocks.push({ type: "actions", elements });
  }
  if (word.kind === "changed" && word.mayCorrect !== null) {
    blocks.push({
      type: "actions",
      elements: [button("Send correction", ACTIONS.sendCorrection, messageValue(word.mayCorrect))],
    });
  }
  if (word.kind === "held") blocks.push(...questionBlocks(word));
  return { text, blocks };
}

/** The same where it is read outside of the thread: it says which conversation it is about. */
export function directMessage(word: PrivateWord, about: About, workspaceUrl: string): Message {
  const { text, blocks } = privateMessage(word, workspaceUrl);
  const who = `*${escapeMrkdwn(texterLabel(about))}* · ${escapeMrkdwn(about.queue)}`;
  const where = about.thread && threadLink(workspaceUrl, about.thread, "thread");
  return { text, blocks: [context(where === null ? who : `${who} · ${where}`), ...blocks] };
}

function notOwnersButtons({
  mayTakeOver,
  maySendAnyway,
}: PrivateWord & { kind: "not_sent_not_owner" }): Button[] {
  const buttons: Button[] = [];
  if (mayTakeOver !== null) buttons.push(button("Take over", ACTIONS.takeOver, mayTakeOver));
  if (maySendAnyway !== null) {
    const { message, ownerName } = maySendAnyway;
    buttons.push({
      ...button("Send as supervisor", ACTIONS.sendAnyway, messageValue(message)),
      confirm: confirmation({
        title: "Send it to the texter?",
        text: `This goes to the texter as SMS although ${ownerName} owns this session.`,
        yes: "Send",
        no: "Don't send",
      }),
    });
  }
  return buttons;
}

function sentence(word: PrivateWord, workspaceUrl: string): string {
  switch (word.kind) {
    case "not_sent_not_owner":
      return `*Not sent:* ${mention(word.owner)} owns this session. Only the owner's messages go to the texter; what you write here stays internal.`;
    case "not_sent_waiting":
      return "*Not sent:* nobody has accepted this session yet. Press *Accept* on the invite first.";
    case "not_sent_before_accept":
      return "*Not sent:* you wrote this before you accepted the session. Write it again if the texter should have it.";
    case "not_sent_ended":
      return `*Not sent:* the session ended ${time(word.endedAt)}. ${
        word.reopenUntil === null
          ? ""
          : `To go on with it, press *Reopen* in the first message of this thread until ${time(word.reopenUntil)}. `
      }When the texter writes again, a new invite comes.`;
    case "not_sent_maybe_note":
      return "*Not sent:* it may be a note for colleagues, with `//` at its beginning. To send it, put a word before the `//`; a note needs the `//` first of all.";
    case "not_sent_twice":
      return "*Not sent again:* Slack has delivered this message twice. The texter gets it once.";
    case "not_sent_moved":
      return word.to === null
        ? "*Not sent:* this conversation is moving to a new thread. Write there once it has come."
        : `*Not sent:* this conversation goes on here: ${threadLink(workspaceUrl, word.to, "the thread it is in now")}.`;
    case "not_sent_empty":
      return "*Not sent:* there is no text in your message.";
    case "not_sent_too_long":
      return `*Not sent:* your message has ${word.length} characters, and a text can have ${word.max} at the most. Nothing was sent; send it in parts.`;
    case "not_sent_opted_out":
      return "*Not sent:* the texter opted out of texts (STOP).";
    case "files_not_sent":
      return `${
        word.textSent ? "Your message was sent, but *not all of its files*:" : "*Not sent:*"
      } ${escapeMrkdwn(word.reasons.join(" "))}`;
    case "changed":
      return word.change === "edited" ? EDITED[word.sms] : DELETED[word.sms];
    case "edit_not_sent":
      return "*Not sent:* editing a message sends nothing. Write it anew if the texter should have it.";
    case "may_not_end":
      return word.owner === null
        ? "This session waits for an agent: only a supervisor can end it."
        : `Only ${mention(word.owner)}, who owns this session, or a supervisor can end it.`;
    case "already_ended":
      return `This session ended ${time(word.endedAt)} already.`;
    case "delivery_failed":
      return word.uncertain
        ? ":warning: *This text may not have been sent:* Telnyx's answer was lost and no receipt has come. If it did go out, a retry sends it twice."
        : `:warning: *This text was not delivered:* ${escapeMrkdwn(word.reason)}`;
    case "held":
      return questionSentence(word.long);
    case "not_sent_held":
      return `*Not sent:* ${longText(word.ts)}. ${NEVER_SENT[word.why]}`;
    case "held_decided":
      return `Nothing has changed: ${longText(word.ts)} was answered before, and ${word.sent ? "has been sent" : "was not sent"}.`;
    default:
      return word satisfies never;
  }
}

const EDITED: Readonly<Record<ChangedSms, string>> = {
  sent: "You edited a message that was sent already. An SMS can't be recalled: the texter has it as it was.",
  on_its_way:
    "You edited a message that is on its way already. An SMS can't be recalled: the texter gets it as it was.",
  maybe_sent:
    "You edited a message that may have been sent already. An SMS can't be recalled: if it arrived, the texter has it as it was.",
  not_delivered: "You edited a message that was not delivered. Editing sends nothing by itself.",
  held_back: "Your message was held back before it was sent: the texter does not get it.",
};

const DELETED: Readonly<Record<ChangedSms, string>> = {
  sent: "Your message was deleted after it was sent. An SMS can't be recalled: the texter has it as it was.",
  on_its_way:
    "Your message was deleted while it was on its way. An SMS can't be recalled: the texter gets it as it was.",
  maybe_sent:
    "Your message was deleted, but may have been sent already. An SMS can't be recalled: if it arrived, the texter has it.",
  not_delivered: "Your message was deleted. It was not delivered: the texter does not have it.",
  held_back: "Your message was deleted before it was sent: the texter does not get it.",
};
