import type {
  Button,
  ConfirmationDialog,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  PlainTextElement,
  SectionBlock,
} from "@slack/types";
import type { PhoneNumber, UserId } from "../../domain/ids.ts";
import type { NewPlace } from "../../flows/ports.ts";
import type { ThreadLink } from "../../flows/session-views.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";

/** The few pieces that all messages are made of. Texts given as `mrkdwn` are escaped already. */

/** A message as Slack's methods take it: `text` is what notifications and screen readers use. */
export interface Message {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export function plain(text: string): PlainTextElement {
  // Without emoji, a texter's ":)" or "10:30:45" stays as it was typed.
  return { type: "plain_text", text, emoji: false };
}

export function section(mrkdwn: string): SectionBlock {
  return { type: "section", text: { type: "mrkdwn", text: mrkdwn, verbatim: true } };
}

export function context(mrkdwn: string): ContextBlock {
  return { type: "context", elements: [{ type: "mrkdwn", text: mrkdwn, verbatim: true }] };
}

export function header(text: string): HeaderBlock {
  return { type: "header", text: plain(text) };
}

/** @param value at most an id: what it refers to is read again when the button is pressed */
export function button(
  label: string,
  actionId: string,
  value: string,
  style?: "primary" | "danger",
): Button {
  return {
    type: "button",
    text: plain(label),
    action_id: actionId,
    value,
    ...(style === undefined ? {} : { style }),
  };
}

/** The question that Slack asks before a press counts. */
export function confirmation(words: {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
}): ConfirmationDialog {
  return {
    title: plain(words.title),
    text: plain(words.text),
    confirm: plain(words.yes),
    deny: plain(words.no),
  };
}

export function mention(user: UserId): string {
  return `<@${user}>`;
}

/** "Bob Miller (+1555…)", or the number alone; not escaped. */
export function texterLabel({
  texter,
  contactName,
}: {
  readonly texter: PhoneNumber;
  readonly contactName: string | null;
}): string {
  return contactName === null ? texter : `${contactName} (${texter})`;
}

/** "today at 3:04 PM" in each reader's own zone; with the date and in UTC where that can't be had. */
export function time(at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  const fallback = `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `<!date^${seconds}^{date_short_pretty} at {time}|${fallback}>`;
}

/** @param workspaceUrl such as `https://example.slack.com/` */
export function threadLink(workspaceUrl: string, thread: ThreadLink, label: string): string {
  const path = `archives/${thread.channel}/p${thread.ts.replace(".", "")}`;
  return `<${workspaceUrl}${path}|${escapeMrkdwn(label)}>`;
}

/** What a thread says that its session has left. */
export function goesOn(to: NewPlace, workspaceUrl: string): string {
  const link = threadLink(workspaceUrl, to, "in another thread");
  return to.queue === null
    ? `This conversation goes on ${link}.`
    : `This conversation was transferred to ${escapeMrkdwn(to.queue)} and goes on ${link}.`;
}

/** "1 text", "2 texts". */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** "a, b and 3 more", so that no list outgrows what Slack takes; "none" when it is empty. */
export function listOf(items: readonly string[], max: number): string {
  if (items.length === 0) return "none";
  const shown = items.slice(0, max).join(", ");
  return items.length > max ? `${shown} and ${items.length - max} more` : shown;
}

/** The same for items that may be long, such as names: as many as there is room for. */
export function listWithin(items: readonly string[], room: number): string {
  return listOf(items, fitting(items, room, ", "));
}

/** Slack's 3,000 characters of a section, escapes allowed for. */
export const MAX_SECTION = 2_700;

/**
 * Whole lines as far as they fit, and how many are left out.
 *
 * @param room characters
 */
export function linesWithin(lines: readonly string[], room: number): string {
  const shown = lines.slice(0, fitting(lines, room, "\n"));
  if (shown.length < lines.length) shown.push(`and ${lines.length - shown.length} more`);
  return shown.join("\n");
}

/** How many items fit, with word of the others behind them. */
function fitting(items: readonly string[], room: number, between: string): number {
  let left = room - "and 9999 more".length;
  const end = items.findIndex((item) => {
    left -= item.length + between.length;
    return left < 0;
  });
  return end < 0 ? items.length : end;
}
