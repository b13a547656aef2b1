import type { ReopenResult } from "../../domain/reopen.ts";
import { refusalSentence } from "./accept-answers.ts";
import { type Message, mention, section, time } from "./elements.ts";

/** What the person who pressed Reopen is told. Null for the winner: the thread says it all. */
export function reopenAnswer(result: ReopenResult): Message | null {
  if (result.kind === "reopened") return null;
  const text = sentence(result);
  return { text, blocks: [section(text)] };
}

function sentence(result: Exclude<ReopenResult, { kind: "reopened" }>): string {
  switch (result.kind) {
    case "too_late":
      return "It is too late to reopen this session. When the texter writes again, a new invite comes.";
    case "newer_session":
      return "The texter has begun a new session since: go on there.";
    case "opted_out":
      return "The texter opted out of texts (STOP): this session can't be reopened.";
    case "queue_deleted":
      return "The queue of this session has been deleted meanwhile.";
    case "never_accepted":
      return "Nobody had accepted this session: there is nothing to reopen.";
    case "waiting":
      return "This session was reopened and waits again: press *Accept* on its invite.";
    case "taken":
      return `${mention(result.by)} has had this session since ${time(result.at)}.`;
    default:
      return refusalSentence(result, { another: "reopen another", it: "reopen it" });
  }
}
