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
  return (rich ? richTextToSms(rich, names) : mrkdwnToSms(message.text, names)).trim();
}

/** The ids of people whose names `toSmsText` will ask for. */
export function mentionedUsers(message: SlackText): readonly string[] {
  const rich = readRichText(message.blocks);
  return rich ? richTextUsers(rich) : ids(message.text, /<@([UW][A-Z0-9]+)>/g);
}

/** The ids of channels whose names `toSmsText` will ask for. */
export function mentionedChannels(message: SlackText): readonly string[] {
  const rich = readRichText(message.blocks);
  return rich ? richTextChannels(rich) : ids(message.text, /<#([CG][A-Z0-9]+)\|?>/g);
}

function ids(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].flatMap((match) => match[1] ?? []))];
}

/** Slack's own markup between angle brackets, code with its marks, and the rest. */
const TOKENS = /```([\s\S]*?)```|`([^`\n]+)`|<([^<>\n]*)>/g;

function mrkdwnToSms(text: string, names: Names): string {
  let sms = "";
  let end = 0;
  // What stands between tokens is formatted text; a token's own words are taken as they are.
  const held: string[] = [];
  for (const match of text.matchAll(TOKENS)) {
    const [whole, pre, code, angled] = match;
    sms += text.slice(end, match.index);
    end = match.index + whole.length;
    const said =
      pre !== undefined
        ? codeToSms(pre, names).replace(/^\n|\n$/g, "")
        : code !== undefined
          ? codeToSms(code, names)
          : angledToSms(angled ?? "", names);
    sms += placeholder(held.push(said) - 1);
  }
  sms += text.slice(end);
  const plain = unescapeMrkdwn(emojis(dropMarkers(sms)));
  return plain.replace(PLACEHOLDER, (whole, index: string) => held[Number(index)] ?? whole);
}

/** Code keeps its characters; a mention or link in it is Slack's all the same. */
function codeToSms(code: string, names: Names): string {
  return code
    .split(/(<[^<>\n]*>)/)
    .map((part, i) => (i % 2 === 1 ? angledToSms(part.slice(1, -1), names) : unescapeMrkdwn(part)))
    .join("");
}

/** Stands for a token while markers around it are looked at: a private-use pair round a number. */
function placeholder(index: number): string {
  return `\uE000${index}\uE001`;
}
const PLACEHOLDER = /\uE000(\d+)\uE001/g;

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
      return linkToSms(unescapeMrkdwn(target), label);
  }
}

/** `<!here>`, `<!subteam^S1|@team>`, `<!date^…|fallback>`. */
function commandToSms(command: string, label: string): string {
  const [name = ""] = command.split("^");
  if (name === "here" || name === "channel" || name === "everyone") return `@${name}`;
  if (label !== "") return label;
  return name === "subteam" ? "@group" : name;
}

/**
 * Drops `*bold*`, `_italic_` and `~struck~` markers where Slack takes them as formatting: the
 * opening one after a blank or punctuation and before a character, the closing one the other way
 * round. `2*3*4` and `snake_case_name` stay.
 */
function dropMarkers(text: string): string {
  let plain = text;
  // Markers may be nested in any order; each round takes one layer off.
  for (let before = ""; before !== plain; ) {
    before = plain;
    plain = plain.replace(MARKED, "$1$3");
  }
  return plain;
}

const MARKED =
  /(^|[^\p{L}\p{N}*_~\\/:])([*_~])(?=[*_~]*[^\s*_~])([^\n]*?[^\s])\2(?![\p{L}\p{N}])/gmu;

/**
 * Emoji names become emoji; `10:30:45`, `a:b:c` and a workspace's own emoji stay as they are.
 */
function emojis(text: string): string {
  return text.replace(
    /(?<![\p{L}\p{N}](?=:[^:]+:[\p{L}\p{N}])):([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?/gu,
    (whole, name: string, tone: string | undefined) => emojiNamed(name, tone ?? null) ?? whole,
  );
}
