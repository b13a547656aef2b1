import type { KnownBlock } from "@slack/types";
import type { ReplyChange, ReplyDraft } from "../../domain/canned-replies.ts";
import type { ConfigurationChange } from "../../domain/configuration-change.ts";
import type { MemberChange } from "../../domain/membership-changes.ts";
import { SETTING_NAMES } from "../../domain/queue.ts";
import type { SettingChange } from "../../domain/queue-changes.ts";
import type { History } from "../../flows/read-history.ts";
import { ACTIONS } from "../actions.ts";
import { settingWords } from "../forms/setting-words.ts";
import { escapeMrkdwn, firstWords } from "../text/to-slack.ts";
import { button, context, linesWithin, type Message, mention, section, time } from "./elements.ts";

/** Slack takes about 13,000 characters a message: so many for each of 20 entries. */
const MAX_ENTRY = 600;

/** `/sms-queue history`: who changed what, the newest first. */
export function historyMessage(history: History): Message {
  if (history.entries.length === 0) {
    const text = "Nothing has been changed yet.";
    return { text, blocks: [section(text)] };
  }
  const blocks: KnownBlock[] = history.entries.map((entry) => {
    const where = entry.queue === null ? "" : ` *${escapeMrkdwn(entry.queue)}*`;
    const head = `${time(entry.at)} · ${mention(entry.by)} ${deed(entry.change)}${where}`;
    const more = linesWithin(details(entry.change), MAX_ENTRY - head.length);
    return section(more === "" ? head : `${head}\n${more}`);
  });
  if (history.olderThan === null) blocks.push(context("That is all."));
  else {
    const value = `${history.queue ?? ""}:${history.olderThan}`;
    const elements = [button("Show more", ACTIONS.moreHistory, value)];
    blocks.push({ type: "actions", elements });
  }
  return { text: "What was changed, the newest first", blocks };
}

function deed({ what }: ConfigurationChange): string {
  switch (what) {
    case "queue_made":
      return "made";
    case "settings":
      return "edited";
    case "agents":
      return "changed the agents of";
    case "replies":
      return "changed the replies of";
    case "paused":
      return "paused";
    case "resumed":
      return "resumed";
    case "queue_deleted":
      return "deleted";
    case "supervisors":
      return "changed the supervisors";
    default:
      return what satisfies never;
  }
}

function details(change: ConfigurationChange): string[] {
  switch (change.what) {
    case "queue_made":
      return change.changes.filter(isTelling).map(made);
    case "settings":
    case "queue_deleted":
      return change.changes.map(edited);
    case "agents":
      return change.changes.map(memberWords);
    case "replies":
      return change.changes.map(replyWords);
    case "paused":
    case "resumed":
      return [];
    case "supervisors":
      return change.changes.map(
        ({ user, added }) => `• ${mention(user)} ${added ? "added" : "taken out"}`,
      );
    default:
      return change satisfies never;
  }
}

/** Of a new queue: what it is known by. The rest is what new queues have, or can be looked up. */
function isTelling({ setting }: SettingChange): boolean {
  return setting === "channel" || setting === "lines" || setting.endsWith("Keyword");
}

function made({ setting, to }: SettingChange): string {
  return `• ${SETTING_NAMES[setting]}: ${settingWords(setting, to)}`;
}

function edited({ setting, from, to }: SettingChange): string {
  return `• ${SETTING_NAMES[setting]}: ${settingWords(setting, from)} → ${settingWords(setting, to)}`;
}

function memberWords({ user, from, to, place }: MemberChange): string {
  if (place !== undefined && from === to) return `• ${mention(user)}: place ${place} in the order`;
  if (from === null) return `• ${mention(user)} added (max ${to ?? 0})`;
  if (to === null) return `• ${mention(user)} taken out (had max ${from})`;
  return `• ${mention(user)}: max ${from} → ${to}`;
}

function replyWords({ from, to }: ReplyChange): string {
  if (from === null) return `• added ${to === null ? "" : replyShown(to)}`;
  if (to === null) return `• deleted ${replyShown(from)}`;
  return `• ${replyShown(from)} → ${replyShown(to)}`;
}

/** Its name and its first words. */
function replyShown({ name, text }: ReplyDraft): string {
  return escapeMrkdwn(`“${name}”: ${firstWords(text, 80)}`);
}
