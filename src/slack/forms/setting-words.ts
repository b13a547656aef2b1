import { isChannelId } from "../../domain/ids.ts";
import { SETTING_NAMES } from "../../domain/queue.ts";
import type { Overlap, SettingName, SettingValue } from "../../domain/queue-changes.ts";
import { mention } from "../blocks/elements.ts";
import { escapeMrkdwn, firstWords } from "../text/to-slack.ts";
import { DIGESTS, DISPATCHES, digestChoice, MATCHES } from "./queue-choices.ts";

/** Settings and their values as people read them, escaped for mrkdwn. */

/** Characters of a value that are shown. */
const SHOWN = 80;

/** A setting's value as in the form: choices by their words, lists with commas. */
export function settingWords(setting: SettingName, value: SettingValue): string {
  if (setting === "digestHour") {
    return wordsOf(DIGESTS, digestChoice(typeof value === "number" ? value : null));
  }
  if (value === null || (Array.isArray(value) && value.length === 0)) return "blank";
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return escapeMrkdwn(firstWords(value.join(", "), SHOWN));
  switch (setting) {
    case "channel":
      return isChannelId(value) ? `<#${value}>` : escapeMrkdwn(value);
    case "dispatch":
      return wordsOf(DISPATCHES, value);
    case "keywordMatch":
      return wordsOf(MATCHES, value);
    default:
      return `“${escapeMrkdwn(firstWords(value, SHOWN))}”`;
  }
}

function wordsOf(names: Readonly<Record<string, string>>, value: string): string {
  return names[value] ?? escapeMrkdwn(value);
}

/** What somebody else saved meanwhile, against what this person typed. */
export function overlapWords({ setting, saved, savedBy, typed }: Overlap): string {
  const now = `*${SETTING_NAMES[setting]}*: now ${settingWords(setting, saved)}, saved by ${mention(savedBy)}`;
  return typed === undefined ? now : `${now} · you typed ${settingWords(setting, typed)}`;
}
