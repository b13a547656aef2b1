import { isActive, isFree, type Member } from "./agent.ts";
import { type Answer, answer, justEnded, limitedAnswer } from "./automatic-answers.ts";
import { isPhoneNumber, type QueueId, type SessionId } from "./ids.ts";
import { isWholeText, matchQueues, type QueueMatch } from "./keywords.ts";
import type { Queue } from "./queue.ts";
import { classifyReserved } from "./reserved-words.ts";
import type { EndedSession, OpenSession } from "./session.ts";

/** A queue of the line, with its agents as they are now. */
export interface QueueState {
  readonly queue: Queue;
  readonly members: readonly Member[];
  /** Sessions that wait in the queue now. */
  readonly waiting: number;
}

/** Everything that decides what a text means (SPEC 4). */
export interface InboundContext {
  readonly text: string;
  /** Telnyx's mark on the text, such as `STOP`. */
  readonly autoresponseType: string | null;
  /** As on the wire: may be a short code or a name. */
  readonly sender: string;
  readonly senderIsOwnLine: boolean;
  /** The queues of the line; none: nobody listens at that number. */
  readonly queues: readonly QueueState[];
  readonly open: OpenSession | null;
  /** The queue of the open session, which may not be one of the line's any more. */
  readonly openQueue: Queue | null;
  readonly lastEnded: EndedSession | null;
  readonly optedOut: boolean;
  /** When Initiation Needed and No Agents were sent to the pair, at least over the last hour. */
  readonly recentLimitedAnswers: readonly Date[];
  /** The same for the help text. */
  readonly recentHelpTexts: readonly Date[];
  readonly now: Date;
}

/** What is done with a text. `row` is the row of SPEC 4 that decided. */
export type Decision = { readonly row: number; readonly explanation: Explanation } & (
  | { readonly outcome: "no_auto_answer" }
  | { readonly outcome: "unrouted" }
  | { readonly outcome: "opted_out" }
  | { readonly outcome: "opted_in" }
  /** Opted out before, and this is not START: recorded, nothing else. */
  | { readonly outcome: "still_opted_out" }
  | { readonly outcome: "help"; readonly answers: readonly Answer[] }
  | {
      readonly outcome: "ended_by_texter";
      readonly session: SessionId;
      readonly answers: readonly Answer[];
    }
  | { readonly outcome: "relayed"; readonly session: SessionId }
  | {
      readonly outcome: "abandoned";
      readonly session: SessionId;
      readonly answers: readonly Answer[];
    }
  | { readonly outcome: "appended"; readonly session: SessionId }
  | {
      readonly outcome: "no_agents";
      readonly queue: QueueId;
      readonly answers: readonly Answer[];
    }
  | {
      readonly outcome: "started";
      readonly queue: QueueId;
      readonly allBusy: boolean;
      readonly answers: readonly Answer[];
    }
  | {
      /** A termination keyword with nothing to end, or no keyword at all. */
      readonly outcome: "nothing_to_end" | "unkeyed";
      readonly answers: readonly Answer[];
      /** The session that has just ended, in whose thread the text is shown. */
      readonly shownIn: SessionId | null;
    }
);

/** What a decision was made from, to be recorded with it. */
export interface Explanation {
  /** The queues that the text matched, the winner first. */
  readonly candidates: readonly QueueMatch[];
  /** The agents of the queue that won, with their duty and load at that moment. */
  readonly agents: readonly Member[];
  /** Whether the queue that won was paused. */
  readonly paused: boolean;
  readonly openSession: SessionId | null;
  /** The name of its queue, whose Termination Keyword holds. */
  readonly openQueue: string | null;
  /** The queue whose Initiation Needed Message this is about (rows 11 and 15); else null. */
  readonly askingQueue: QueueId | null;
}

/** Decides what a text means: the first row of SPEC 4 that matches (rows 0 and 1 are the wire's). */
export function decideInbound(context: InboundContext): Decision {
  const explanation: Explanation = {
    candidates: [],
    agents: [],
    paused: false,
    openSession: context.open?.id ?? null,
    openQueue: context.openQueue?.name ?? null,
    askingQueue: null,
  };
  if (context.senderIsOwnLine || !isPhoneNumber(context.sender)) {
    return { row: 2, outcome: "no_auto_answer", explanation };
  }
  // An open session outlives its queue's hold on the line: the agent still has the thread.
  if (context.queues.length === 0 && context.open === null) {
    return { row: 3, outcome: "unrouted", explanation };
  }
  const reserved = classifyReserved(context.text, context.autoresponseType);
  if (reserved === "stop") return { row: 4, outcome: "opted_out", explanation };
  if (reserved === "start") return { row: 5, outcome: "opted_in", explanation };
  if (context.optedOut) return { row: 4, outcome: "still_opted_out", explanation };
  if (reserved === "help" && context.open === null && !isKeywordOfLine(context)) {
    return { row: 6, outcome: "help", answers: helpAnswers(context), explanation };
  }
  return context.open === null
    ? decideWithoutSession(context, explanation)
    : decideInSession(context, context.open, explanation);
}

function isKeywordOfLine({ text, queues }: InboundContext): boolean {
  return queues.some(
    ({ queue }) =>
      isWholeText(text, queue.initiationKeyword) || isWholeText(text, queue.terminationKeyword),
  );
}

/** The line's help text: that of its queue with the lowest priority number that has one. */
function helpAnswers({ queues, recentHelpTexts, now }: InboundContext): Answer[] {
  const asked = [...queues].sort(byPriority).find(({ queue }) => queue.helpText !== null);
  return limitedAnswer("help", asked?.queue.helpText ?? null, recentHelpTexts, now);
}

/** Rows 7 to 10. */
function decideInSession(
  { text, openQueue }: InboundContext,
  open: OpenSession,
  explanation: Explanation,
): Decision {
  const session = open.id;
  const ends = isWholeText(text, openQueue?.terminationKeyword ?? null);
  const answers = ends ? answer("termination", openQueue?.terminationMessage ?? null) : [];
  switch (open.state) {
    case "active":
      return ends
        ? { row: 7, outcome: "ended_by_texter", session, answers, explanation }
        : { row: 8, outcome: "relayed", session, explanation };
    case "waiting":
      return ends
        ? { row: 9, outcome: "abandoned", session, answers, explanation }
        : { row: 10, outcome: "appended", session, explanation };
    default:
      return open satisfies never;
  }
}

/** Rows 11 to 15. */
function decideWithoutSession(context: InboundContext, nothing: Explanation): Decision {
  const { text, queues } = context;
  const [asking] = [...queues].sort(byPriority).map(({ queue }) => queue);
  const asked = { ...nothing, askingQueue: asking?.id ?? null };
  if (queues.some(({ queue }) => isWholeText(text, queue.terminationKeyword))) {
    const needed = initiationNeeded(context, asking);
    return { row: 11, outcome: "nothing_to_end", ...needed, explanation: asked };
  }
  const candidates = matchQueues(
    text,
    queues.map(({ queue }) => queue),
  );
  const winner = queues.find(({ queue }) => queue.id === candidates[0]?.queue);
  if (!winner) {
    const needed = initiationNeeded(context, asking);
    return { row: 15, outcome: "unkeyed", ...needed, explanation: asked };
  }
  const { members: agents, queue } = winner;
  return decideEntry(context, winner, { ...nothing, candidates, agents, paused: queue.paused });
}

/** Rows 12 to 14: the text enters the queue, if it can. */
function decideEntry(
  context: InboundContext,
  { queue, members, waiting }: QueueState,
  explanation: Explanation,
): Decision {
  if (queue.paused || !members.some(isActive)) {
    const answers = limitedAnswer(
      "no_agents",
      queue.noAgentsMessage,
      context.recentLimitedAnswers,
      context.now,
    );
    return { row: 12, outcome: "no_agents", queue: queue.id, answers, explanation };
  }
  const allBusy = !members.some(isFree);
  const answers = answer("initiation", queue.initiationMessage);
  if (allBusy) {
    const position = String(waiting + 1);
    const text = queue.waitingMessage?.replaceAll("{position}", position) ?? null;
    answers.push(...answer("waiting", text));
  }
  return {
    row: allBusy ? 14 : 13,
    outcome: "started",
    queue: queue.id,
    allBusy,
    answers,
    explanation,
  };
}

/**
 * The Initiation Needed Message, or why it is held back.
 *
 * @param asking the line's queue with the lowest priority number, whose message it is
 */
function initiationNeeded(
  { queues, lastEnded, recentLimitedAnswers, now }: InboundContext,
  asking: Queue | undefined,
): { answers: Answer[]; shownIn: SessionId | null } {
  // A function, since `$&` in a keyword would mean something to replaceAll.
  const text =
    asking?.initiationNeededMessage?.replaceAll("{keywords}", () => keywords(queues)) ?? null;
  if (lastEnded !== null && justEnded(lastEnded.endedAt, now)) {
    return {
      answers: text === null ? [] : [{ kind: "initiation_needed", suppressed: "just_ended" }],
      shownIn: lastEnded.id,
    };
  }
  return {
    answers: limitedAnswer("initiation_needed", text, recentLimitedAnswers, now),
    shownIn: null,
  };
}

function byPriority(a: QueueState, b: QueueState): number {
  return a.queue.priority - b.queue.priority || (a.queue.name < b.queue.name ? -1 : 1);
}

/** The line's Initiation Keywords as their supervisors wrote them, by priority. */
function keywords(queues: readonly QueueState[]): string {
  return [...queues]
    .sort(byPriority)
    .flatMap(({ queue }) => queue.initiationKeyword ?? [])
    .join(", ");
}
