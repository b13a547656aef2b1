import type { KnownBlock } from "@slack/types";
import { advantage, type MatchKind, type QueueMatch } from "../../domain/keywords.ts";
import type { QueueState } from "../../domain/routing.ts";
import type { TriedOnLine } from "../../flows/try-text.ts";
import { escapeMrkdwn, firstWords } from "../text/to-slack.ts";
import { ANSWER_NAMES } from "./answer-names.ts";
import { context, linesWithin, listWithin, section } from "./elements.ts";

/** Characters of the reasons: about eight queues; more are no help. */
const MAX_REASONS = 1_200;

/** What a text would do, in words: the decision, why, and what would be sent. */
export function triedTextBlocks(tried: TriedOnLine): KnownBlock[] {
  const quoted = `“${escapeMrkdwn(firstWords(tried.text, 200))}” to ${tried.line}`;
  const reasons = [...whyTheWinner(tried), ...whyTheOthersLost(tried)].map((one) => `• ${one}`);
  return [
    section(`*${quoted}*\n${outcomeSentence(tried)}`),
    ...(reasons.length > 0 ? [section(linesWithin(reasons, MAX_REASONS))] : []),
    section(whatIsSent(tried)),
    ...inSession(tried),
  ];
}

function outcomeSentence({ decision, queues, line }: TriedOnLine): string {
  switch (decision.outcome) {
    case "started": {
      const name = nameOf(queues, decision.queue);
      return decision.allBusy
        ? `:hourglass: A session waits in ${name}. All its agents are at their max: the invite goes live when one is free.`
        : `:white_check_mark: A session begins in ${name}, and its agents are invited.`;
    }
    case "no_agents": {
      const state = queues.find(({ queue }) => queue.id === decision.queue);
      const why = state?.queue.paused === true ? "is paused" : "has no active agent now";
      return `:no_entry_sign: It is for ${nameOf(queues, decision.queue)}, which ${why}: no session begins.`;
    }
    case "unkeyed":
      return ":grey_question: No keyword of this number is in it: no session begins.";
    case "nothing_to_end":
      return ":grey_question: It is a Termination Keyword, and there is nothing to end: no session begins.";
    case "help":
      return ":information_source: It asks for help: no session begins.";
    case "opted_out":
      return ":no_entry: It is an opt-out word: the client gets no more texts from us, and an open session ends. The carrier answers.";
    case "opted_in":
      return ":information_source: It is an opt-in word: the client takes texts again. No session begins; the carrier answers.";
    case "unrouted":
      return `:grey_question: No queue has the number ${line}: the text is recorded, and supervisors are told.`;
    case "no_auto_answer":
    case "still_opted_out":
    case "ended_by_texter":
    case "relayed":
    case "abandoned":
    case "appended":
      // Only with a session, an opt-out or a sender that is no phone: not what is tried.
      return "It is recorded.";
    default:
      return decision satisfies never;
  }
}

function nameOf(queues: readonly QueueState[], id: string): string {
  const state = queues.find(({ queue }) => queue.id === id);
  return `*${escapeMrkdwn(state?.queue.name ?? "")}*`;
}

/** How a keyword matches, behind "its Initiation Keyword". */
export const MATCHES: Readonly<Record<MatchKind, string>> = {
  exact: "is the whole text",
  first_word: "is how the text begins",
  word: "stands in the text",
  catch_all: "is blank, so that any text enters",
};

function whyTheWinner({ decision, queues }: TriedOnLine): string[] {
  const [winner] = decision.explanation.candidates;
  if (!winner) return [];
  return [`${keywordOf(queues, winner)} ${MATCHES[winner.kind]}`];
}

/** "Sales: its keyword SALES". */
function keywordOf(queues: readonly QueueState[], match: QueueMatch): string {
  const keyword = queues.find(({ queue }) => queue.id === match.queue)?.queue.initiationKeyword;
  const named = keyword === undefined || keyword === null ? "" : ` *${escapeMrkdwn(keyword)}*`;
  return `${escapeMrkdwn(match.name)}: its Initiation Keyword${named}`;
}

function whyTheOthersLost({ decision, queues }: TriedOnLine): string[] {
  const [winner, ...others] = decision.explanation.candidates;
  if (!winner) return [];
  const lost = others.map((other) => {
    const matches = `${keywordOf(queues, other)} ${MATCHES[other.kind]} too`;
    return `${matches}, but ${lostBy(winner, other)}`;
  });
  const matched = new Set(decision.explanation.candidates.map(({ queue }) => queue));
  const absent = queues.flatMap(({ queue }) =>
    matched.has(queue.id) || queue.initiationKeyword === null
      ? []
      : [
          `${escapeMrkdwn(queue.name)}: its Initiation Keyword *${escapeMrkdwn(queue.initiationKeyword)}* ${queue.keywordMatch === "exact" ? "is not the whole text" : "is not in the text"}`,
        ],
  );
  return [...lost, ...absent];
}

function lostBy(winner: QueueMatch, other: QueueMatch): string {
  switch (advantage(winner, other)) {
    case "kind":
      return other.kind === "catch_all"
        ? "a queue that takes any text comes last"
        : `a keyword that ${MATCHES[winner.kind]} goes before`;
    case "position":
      return "further back";
    case "length":
      return "the longer keyword goes before";
    case "priority":
      return `its Priority is ${other.priority}, and ${winner.priority} goes before`;
    case "name":
      return "by its name it comes later";
  }
}

function whatIsSent({ decision, queues }: TriedOnLine): string {
  const answers = "answers" in decision ? decision.answers : [];
  const lines = answers.flatMap((answer) =>
    "text" in answer ? [`:outbox_tray: ${ANSWER_NAMES[answer.kind]}: ${shown(answer.text)}`] : [],
  );
  if (lines.length === 0) lines.push(":outbox_tray: Nothing is sent.");
  if (decision.outcome === "no_agents") {
    const queue = queues.find((state) => state.queue.id === decision.queue)?.queue;
    const welcome = queue?.initiationMessage ?? null;
    const sent = welcome === null ? "nothing is sent" : `Initiation Message: ${shown(welcome)}`;
    lines.push(`With an agent there, a session begins: ${sent}`);
  }
  return lines.join("\n");
}

function shown(text: string): string {
  return `“${escapeMrkdwn(firstWords(text, 250))}”`;
}

function inSession({ ends }: TriedOnLine): KnownBlock[] {
  if (ends.length === 0) return [];
  const names = ends.map(({ queue }) => escapeMrkdwn(queue.name));
  const queues = names.length < 3 ? names.join(" or ") : listWithin(names, MAX_REASONS);
  return [context(`In an open session of ${queues} this text ends it (Termination Keyword).`)];
}
