import type { KnownBlock } from "@slack/types";
import { isActive, isFree, type Member } from "../../domain/agent.ts";
import type { Suppression } from "../../domain/automatic-answers.ts";
import type { ExplainedText, ExplainedTexts } from "../../flows/explain-texts.ts";
import { escapeMrkdwn, firstWords } from "../text/to-slack.ts";
import { ANSWER_NAMES } from "./answer-names.ts";
import {
  context,
  linesWithin,
  type Message,
  mention,
  plain,
  section,
  texterLabel,
  time,
} from "./elements.ts";
import { MATCHES } from "./tried-text.ts";

/** Characters of what is behind one text; a message has room for eight such. */
const MAX_FACTS = 1_100;
/** Agents named in one explanation; the others are counted. */
const MAX_AGENTS = 12;

/** Why texts were treated as they were. */
export function whyMessage(explained: ExplainedTexts): Message {
  const { texts } = explained;
  const who = escapeMrkdwn(texterLabel(explained));
  if (texts.length === 0) {
    const text = "There is no text to explain.";
    return { text, blocks: [section(text)] };
  }
  const text = `Why these texts of ${who} were treated as they were, the newest first`;
  return { text, blocks: [context(`${text}:`), ...texts.flatMap(explanation)] };
}

function explanation(text: ExplainedText): KnownBlock[] {
  const words = firstWords(text.text, 200) || "(no text)";
  const facts = [...session(text), ...candidates(text), ...agents(text), ...answers(text)];
  return [
    { type: "section", text: plain(`“${words}”`) },
    section(
      `to ${escapeMrkdwn(text.line)}, ${time(text.carrierAt)}\n${meaning(text)} (row ${text.specRow})`,
    ),
    ...(facts.length > 0 ? [context(linesWithin(facts, MAX_FACTS))] : []),
  ];
}

/** What each row of the rules says; see docs/behaviour.md. */
const ROWS: ReadonlyMap<number, string> = new Map([
  [
    2,
    "The sender can't be answered: one of our own numbers, a short code or a name. Recorded only.",
  ],
  [3, "No queue has this number. Recorded; supervisors were told."],
  [4, "Opted out: an opt-out word, or a text of somebody who has opted out. Nothing is sent."],
  [5, "An opt-in word: the client takes texts again."],
  [6, "A call for help outside of a session."],
  [7, "The Termination Keyword, in an active session: it ended."],
  [8, "In an active session: shown in its thread, never answered by itself."],
  [9, "The Termination Keyword, while waiting: the session was abandoned."],
  [10, "While waiting: counted on the invite, shown after Accept."],
  [11, "A Termination Keyword, with nothing to end."],
  [13, "It entered the queue: a free agent was there."],
  [14, "It entered the queue, where all agents were at their max."],
  [15, "No keyword of the number's queues is in it."],
]);

function meaning({ specRow, because }: ExplainedText): string {
  if (specRow !== 12) return ROWS.get(specRow) ?? "Recorded.";
  return because.paused
    ? "It was for the queue, which was paused: no session."
    : "It was for the queue, which had no active agent: no session.";
}

function session({ because: { openQueue } }: ExplainedText): string[] {
  return openQueue === null ? [] : [`Its session was in ${escapeMrkdwn(openQueue)}`];
}

function candidates({ because }: ExplainedText): string[] {
  return because.candidates.map(({ name, kind }, i) => {
    const place = i === 0 ? ":dart:" : "not";
    return `${place} ${escapeMrkdwn(name)}: its Initiation Keyword ${MATCHES[kind]}`;
  });
}

function agents({ because }: ExplainedText): string[] {
  if (because.agents.length === 0) return [];
  const shown = because.agents.slice(0, MAX_AGENTS).map(agentWords);
  const more = because.agents.length - shown.length;
  return [`Agents then: ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`];
}

function agentWords(member: Member): string {
  const who = mention(member.user);
  const load = `${member.load} of ${member.maxSessions}`;
  if (member.deactivated) return `${who} deactivated`;
  if (!member.onDuty) return `${who} off duty`;
  if (!isActive(member)) return `${who} max 0`;
  return `${who} ${isFree(member) ? "free" : "busy"} (${load})`;
}

const HELD_BACK: Readonly<Record<Suppression, string>> = {
  one_a_minute: "one was sent less than a minute before",
  five_an_hour: "five were sent within the hour",
  just_ended: "a session had ended less than five minutes before",
};

function answers({ because }: ExplainedText): string[] {
  return because.answers.map((answer) =>
    "text" in answer
      ? `:outbox_tray: ${ANSWER_NAMES[answer.kind]}: “${escapeMrkdwn(firstWords(answer.text, 120))}”`
      : `:mute: ${ANSWER_NAMES[answer.kind]} held back: ${HELD_BACK[answer.suppressed]}`,
  );
}
