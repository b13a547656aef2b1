import type { SessionId } from "../../domain/ids.ts";
import type { AcceptResult, TakeOverResult } from "../../domain/session.ts";
import type { Accepted } from "../../flows/accept-session.ts";
import type { DeclineResult } from "../../flows/decline-session.ts";
import { ACTIONS } from "../actions.ts";
import {
  button,
  listWithin,
  MAX_SECTION,
  type Message,
  mention,
  section,
  threadLink,
  time,
} from "./elements.ts";

/**
 * What the person who pressed Accept is told, seen by nobody else. Null for the winner: the
 * invite and the thread say it all.
 */
export function acceptAnswer(
  accepted: Accepted,
  session: SessionId,
  workspaceUrl: string,
): Message | null {
  const { result } = accepted;
  if (result.kind === "accepted") return null;
  const text = sentence(result, accepted, workspaceUrl);
  if (result.kind !== "off_duty") return { text, blocks: [section(text)] };
  return {
    text,
    blocks: [
      section(text),
      {
        type: "actions",
        elements: [button("Go on duty and accept", ACTIONS.acceptOnDuty, session, "primary")],
      },
    ],
  };
}

function sentence(
  result: Exclude<AcceptResult, { kind: "accepted" }>,
  { thread, openThreads, now }: Accepted,
  workspaceUrl: string,
): string {
  switch (result.kind) {
    case "already_yours":
      return `You have this session already${thread ? `: ${threadLink(workspaceUrl, thread, "open its thread")}` : "."}`;
    case "taken":
      return `${mention(result.by)} accepted this ${ago(result.at, now)}.`;
    case "ended":
      return "This session has ended; there is nothing to accept any more.";
    case "offered":
      return `This session is on offer to ${mention(result.to)} until ${time(result.until)}. If they don't accept it, it goes to the next.`;
    case "at_max": {
      const links = openThreads.map((open, i) =>
        threadLink(workspaceUrl, open, `session ${i + 1}`),
      );
      const list = links.length > 0 ? `: ${listWithin(links, MAX_SECTION)}` : "";
      return `You have ${result.load} of ${result.max} sessions${list}. End one to accept another.`;
    }
    case "off_duty":
      return "You are off duty, so this session can't come to you.";
    case "not_member":
      return "You are not an agent of this queue. A supervisor can add you with `/sms-queue agents`.";
    case "max_zero":
      return "Your Max SMS Sessions in this queue is 0, so you can't accept its texts. A supervisor can change it with `/sms-queue agents`.";
    case "deactivated":
      return "Your account is deactivated, so you can't accept sessions.";
    default:
      return result satisfies never;
  }
}

/** "1 s ago", "3 min ago". */
function ago(at: Date, now: Date): string {
  const seconds = Math.max(1, Math.round((now.getTime() - at.getTime()) / 1000));
  return seconds < 60 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
}

/** What the person who pressed Decline is told. */
export function declineAnswer(result: DeclineResult): Message {
  const text = DECLINE_ANSWERS[result];
  return { text, blocks: [section(text)] };
}

const DECLINE_ANSWERS: Readonly<Record<DeclineResult, string>> = {
  declined: "You declined. The others can still accept, and so can you if you change your mind.",
  not_waiting: "This session is not waiting any more; there is nothing to decline.",
  not_member: "You are not an agent of this queue: there is nothing for you to decline.",
};

/** What the person who pressed Take over is told. */
export function takeOverAnswer(result: TakeOverResult): Message {
  const text = takeOverSentence(result);
  return { text, blocks: [section(text)] };
}

function takeOverSentence(result: TakeOverResult): string {
  switch (result.kind) {
    case "taken_over":
      return "The session is yours. What you wrote before was not sent: write it again if the texter should have it.";
    case "not_active":
      return "Nobody has this session any more; there is nothing to take over.";
    default:
      return refusalSentence(result, { another: "take another over", it: "take it over" });
  }
}

/** Why somebody can't have one more session, or need not. */
type Refusal = Extract<
  AcceptResult,
  { kind: "already_yours" | "at_max" | "off_duty" | "not_member" | "max_zero" | "deactivated" }
>;

/** @param wanted what they wanted to do, of it and of `another` session, in words */
export function refusalSentence(result: Refusal, wanted: { another: string; it: string }): string {
  switch (result.kind) {
    case "already_yours":
      return "You have this session already.";
    case "at_max":
      return `You have ${result.load} of ${result.max} sessions. End one to ${wanted.another}.`;
    case "off_duty":
      return `You are off duty: \`/sms-duty on\`, then ${wanted.it}.`;
    case "not_member":
      return "You are not an agent of this queue.";
    case "max_zero":
      return "Your Max SMS Sessions in this queue is 0.";
    case "deactivated":
      return "Your account is deactivated.";
    default:
      return result satisfies never;
  }
}
