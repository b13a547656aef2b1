import { phoneNumber } from "./ids.ts";
import { isWholeText } from "./keywords.ts";
import { type Decision, decideInbound, type QueueState } from "./routing.ts";

/** What a text would do, and why. */
export interface TriedText {
  /** For somebody who has no session and has not been answered lately. */
  readonly decision: Decision;
  /** The line's queues in whose sessions the text would be the Termination Keyword. */
  readonly ends: readonly QueueState[];
}

/** Nobody's number: the decision does not depend on it. */
const NEWCOMER = phoneNumber("+15550000000");

/**
 * Tries a text on the queues of a line, by the same rules as a text that comes in.
 *
 * @param queues the line's queues, as they are or as somebody is about to save them
 */
export function tryText(text: string, queues: readonly QueueState[], now: Date): TriedText {
  const decision = decideInbound({
    text,
    autoresponseType: null,
    sender: NEWCOMER,
    senderIsOwnLine: false,
    queues,
    open: null,
    openQueue: null,
    lastEnded: null,
    optedOut: false,
    recentLimitedAnswers: [],
    recentHelpTexts: [],
    now,
  });
  const isReserved = decision.outcome === "opted_out" || decision.outcome === "opted_in";
  const ends = queues.filter(({ queue }) => isWholeText(text, queue.terminationKeyword));
  return { decision, ends: isReserved ? [] : ends };
}
