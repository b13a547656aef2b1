import { emojiNamed } from "./emoji.ts";
import { linkToSms, type Names } from "./links.ts";
import { readRichText, richTextChannels, richTextToSms, richTextUsers } from "./rich-text.ts";
import { unescapeMrkdwn } from "./to-slack.ts";

/** Slack → SMS: what the texter reads of an agent's message (SPEC 7). */

/** A message as Slack's events have it. */
export interface SlackText {
  /** Slack's mrkdwn. */
  readonly text: string;
  readonly blocks?: readonly unknown[];
}

/**
 * The text of an SMS. The `rich_text` block says exactly what is formatting and what was typed, so
 * it is preferred where it is all there is; otherwise the mrkdwn is read.
 */
export function toSmsText(message: SlackText, names: Names): string {
  const rich = readRichText(message.blocks);
  const said = rich ? richTextToSms(rich, names) : mrkdwnToSms(message.text, names);
  return storable(said).trim();
}

/** A text without NUL and half characters, which neither PostgreSQL nor a phone takes. */
export function storable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

/** The ids of people whose names `toSmsText` will ask for. */
export function mentionedUsers(message: SlackText): readonly string[] {
  const rich = readRichText(message.blocks);
  return rich ? richTextUsers(rich) : ids(message.text, /<@([UW][A-Z0-9]+)[|>]/g);
}

/** The ids of channels whose names `toSmsText` will ask for. */
export function mentionedChannels(message: SlackText): readonly string[] {
  const rich = readRichText(message.blocks);
  return rich ? richTextChannels(rich) : ids(message.text, /<#([CG][A-Z0-9]+)\|?>/g);
}

function ids(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].flatMap((match) => match[1] ?? []))];
}

/** Code with its marks, and Slack's own markup between angle brackets. */
const TOKENS = /```([\s\S]*?)```|(?<![\p{L}\p{N}`])`([^`\n]+)`(?![\p{L}\p{N}`])|<([^<>\n]*)>/gu;
const ANGLED = /<([^<>\n]*)>/g;

/** An emoji's name, with its skin tone; not the colons of `10:30:45` and `a:b:c`. */
const EMOJI = /(?<![\p{L}\p{N}](?=:[^:]+:[\p{L}\p{N}])):([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?/gu;

/**
 * What is to be taken as it is (code, names, links, emoji) is put aside under a number in angle
 * brackets while the markers round it are looked at. Nobody else's `<3>` can be there: every pair of
 * angle brackets is put aside before.
 */
function mrkdwnToSms(text: string, names: Names): string {
  const aside: string[] = [];
  const putAside = (said: string): string => `<${aside.push(said) - 1}>`;
  const formatted = text
    .replace(TOKENS, (_, pre?: string, code?: string, angled?: string) => {
      if (pre !== undefined) return putAside(codeToSms(pre, names).replace(/^\n|\n$/g, ""));
      if (code !== undefined) return putAside(codeToSms(code, names));
      return putAside(angledToSms(angled ?? "", names));
    })
    .replace(EMOJI, (...match: [string, string, string?]) => putAside(emojiToSms(...match)));
  return dropMarkers(formatted)
    .split(/<(\d+)>/)
    .map((part, i) => (i % 2 === 1 ? (aside[Number(part)] ?? "") : unescapeMrkdwn(part)))
    .join("");
}

/** A workspace's own emoji keeps its name. */
function emojiToSms(whole: string, name: string, tone?: string): string {
  return emojiNamed(name, tone ?? null) ?? whole;
}

/** Code keeps its characters; a mention or link in it is Slack's all the same. */
function codeToSms(code: string, names: Names): string {
  return code
    .split(ANGLED)
    .map((part, i) => (i % 2 === 1 ? angledToSms(part, names) : unescapeMrkdwn(part)))
    .join("");
}

/** One `<…>` of Slack's. */
function angledToSms(inner: string, names: Names): string {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : unescapeMrkdwn(inner.slice(bar + 1));
  switch (target[0]) {
    case "@":
      return `@${names.user(target.slice(1)) ?? (label || "someone")}`.replace(/^@@/, "@");
    case "#":
      return `#${label || (names.channel(target.slice(1)) ?? "channel")}`;
    case "!":
      return commandToSms(target.slice(1), label);
    default:
      return linkToSms(unescapeMrkdwn(target), emojisToSms(label));
  }
}

/** `<!here>`, `<!subteam^S1|@team>`, `<!date^…|fallback>`. */
function commandToSms(command: string, label: string): string {
  const [name = ""] = command.split("^");
  if (name === "here" || name === "channel" || name === "everyone") return `@${name}`;
  if (label !== "") return label;
  return name === "subteam" ? "@group" : name;
}

/** The emoji of a text that is otherwise plain: what was typed into a form has them by name. */
export function emojisToSms(text: string): string {
  return text.replace(EMOJI, (...match: [string, string, string?]) => emojiToSms(...match));
}

const MARKERS = ["*", "_", "~"] as const;
/** What an opening marker doesn't follow, and a closing one doesn't precede: `2*3*4`, `a_b_c`. */
const BEFORE_OPENING = /[\p{L}\p{N}\\/:]/u;
const AFTER_CLOSING = /[\p{L}\p{N}]/u;

/**
 * Drops `*bold*`, `_italic_` and `~struck~` markers where Slack takes them as formatting: the
 * opening one after a blank or punctuation and before a character, the closing one the other way
 * round, on one line, neither doubled. They may be nested in any order, and cross.
 */
function dropMarkers(text: string): string {
  return text
    .split("\n")
    .map((line) => {
      const characters = Array.from(line);
      const dropped = new Set(MARKERS.flatMap((marker) => pairsOf(marker, characters)));
      return characters.filter((_, i) => !dropped.has(i)).join("");
    })
    .join("\n");
}

/** Where a marker stands in pairs: the last one that opens, and the first one that closes it. */
function pairsOf(marker: string, line: readonly string[]): number[] {
  const pairs: number[] = [];
  let opened: number | null = null;
  for (let i = line.indexOf(marker); i >= 0; i = line.indexOf(marker, i + 1)) {
    const before = neighbour(line, i, -1, marker);
    const after = neighbour(line, i, 1, marker);
    if (before === marker || after === marker) continue;
    if (opened !== null && /\S/.test(before) && !AFTER_CLOSING.test(after)) {
      pairs.push(opened, i);
      opened = null;
    } else if (/\S/.test(after) && !BEFORE_OPENING.test(before)) {
      opened = i;
    }
  }
  return pairs;
}

/** The next character that is no other marker; "" at the line's ends. */
function neighbour(line: readonly string[], from: number, step: 1 | -1, marker: string): string {
  let at = from + step;
  const isOther = (character: string): boolean =>
    character !== marker && MARKERS.some((other) => other === character);
  while (isOther(line[at] ?? "")) at += step;
  return line[at] ?? "";
}
