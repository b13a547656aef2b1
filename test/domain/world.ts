import type { Member } from "../../src/domain/agent.ts";
import type { AnswerKind } from "../../src/domain/automatic-answers.ts";
import type { PairId, PhoneNumber, SessionId, UserId } from "../../src/domain/ids.ts";
import type { Queue } from "../../src/domain/queue.ts";
import { type Decision, decideInbound } from "../../src/domain/routing.ts";
import {
  type AcceptResult,
  accept,
  type EndedSession,
  type EndReason,
  end,
  handBack,
  type OpenSession,
  pressEnd,
  type Session,
} from "../../src/domain/session.ts";
import { pairNumber, sessionNumber } from "./examples.ts";

/** A text as it came in, with its one outcome and the session in which it shows up. */
export interface Received {
  readonly sender: string;
  readonly line: PhoneNumber;
  readonly text: string;
  readonly at: Date;
  readonly decision: Decision;
  readonly session: SessionId | null;
}

/** An SMS that left. */
export interface Sent {
  readonly line: PhoneNumber;
  readonly to: string;
  readonly kind: AnswerKind | "agent";
  readonly at: Date;
}

/** A session, from where it is told apart: its line and its texter never change. */
export interface Conversation {
  readonly line: PhoneNumber;
  readonly texter: string;
  session: Session;
}

interface Agent {
  onDuty: boolean;
  /** Max SMS Sessions by queue. */
  readonly max: ReadonlyMap<string, number>;
}

/**
 * Everything of the app that the rules know of, in memory: each method loads what is, asks the
 * rules, and does what they say and nothing else, as the flows do.
 */
export class World {
  now = new Date("2026-11-23T10:00:00.000Z");
  readonly received: Received[] = [];
  readonly sent: Sent[] = [];
  readonly conversations: Conversation[] = [];
  readonly optedOut = new Set<string>();
  readonly queues: Queue[];
  readonly agents: ReadonlyMap<UserId, Agent>;
  readonly #ourLines: ReadonlySet<string>;

  constructor(
    queues: readonly Queue[],
    agents: readonly { readonly user: UserId; readonly max: ReadonlyMap<string, number> }[],
  ) {
    this.queues = [...queues];
    this.agents = new Map(agents.map(({ user, max }) => [user, { onDuty: true, max }]));
    this.#ourLines = new Set(queues.flatMap((queue) => queue.lines));
  }

  pass(ms: number): void {
    this.now = new Date(this.now.getTime() + ms);
  }

  loadOf(user: UserId): number {
    return this.conversations.filter(
      ({ session }) => session.state === "active" && session.owner === user,
    ).length;
  }

  /** The agent's Max SMS Sessions in the conversation's queue; 0 when not a member. */
  maxOf(user: UserId, { session }: Conversation): number {
    const queue = this.queues.find(({ id }) => id === session.queue);
    return (queue && this.agents.get(user)?.max.get(queue.name)) ?? 0;
  }

  membersOf(queue: Queue): Member[] {
    return [...this.agents].flatMap(([user, { onDuty, max }]) => {
      const maxSessions = max.get(queue.name);
      if (maxSessions === undefined) return [];
      return { user, maxSessions, onDuty, deactivated: false, load: this.loadOf(user) };
    });
  }

  openOf(line: PhoneNumber, texter: string): Conversation | undefined {
    return this.conversations.find(
      (one) => one.line === line && one.texter === texter && one.session.state !== "ended",
    );
  }

  text(sender: string, line: PhoneNumber, text: string): Decision {
    const open = this.openOf(line, sender);
    const decision = decideInbound({
      text,
      autoresponseType: null,
      sender,
      senderIsOwnLine: this.#ourLines.has(sender),
      queues: this.queues
        .filter((queue) => queue.lines.includes(line))
        .map((queue) => ({
          queue,
          members: this.membersOf(queue),
          waiting: this.conversations.filter(
            ({ session }) => session.state === "waiting" && session.queue === queue.id,
          ).length,
        })),
      open: open ? asOpen(open.session) : null,
      openQueue: this.queues.find((queue) => queue.id === open?.session.queue) ?? null,
      lastEnded: this.#lastEnded(line, sender),
      optedOut: this.optedOut.has(sender),
      recentLimitedAnswers: this.sent
        .filter((sms) => sms.line === line && sms.to === sender)
        .filter(({ kind }) => kind === "initiation_needed" || kind === "no_agents")
        .map((sms) => sms.at),
      recentHelpTexts: [],
      now: this.now,
    });
    const session = this.#carryOut(decision, sender, line);
    this.received.push({ sender, line, text, at: this.now, decision, session });
    if ("answers" in decision) {
      for (const answer of decision.answers) {
        if ("text" in answer) {
          this.sent.push({ line, to: sender, kind: answer.kind, at: this.now });
        }
      }
    }
    return decision;
  }

  accept(conversation: Conversation, by: UserId): AcceptResult {
    const queue = this.queues.find(({ id }) => id === conversation.session.queue);
    const member = queue && this.membersOf(queue).find(({ user }) => user === by);
    const result = accept(conversation.session, by, member ?? null, {
      isSupervisor: false,
      now: this.now,
    });
    if (result.kind === "accepted") conversation.session = result.session;
    return result;
  }

  /** The owner writes in the thread. */
  reply(conversation: Conversation, by: UserId): void {
    const { session, line, texter } = conversation;
    if (session.state !== "active" || session.owner !== by) return;
    this.sent.push({ line, to: texter, kind: "agent", at: this.now });
  }

  pressEnd(conversation: Conversation, by: UserId, isSupervisor: boolean): void {
    const press = pressEnd(conversation.session, by, { isSupervisor });
    if (press.kind === "may_end" && this.#end(conversation, press.reason)) {
      const { line, texter: to } = conversation;
      this.sent.push({ line, to, kind: "ended", at: this.now });
    }
  }

  /** A time-out, or the last agent's leaving, ends a session without anybody's press. */
  expire(conversation: Conversation): void {
    const { state } = conversation.session;
    this.#end(conversation, state === "active" ? "idle" : "expired");
  }

  handBack(conversation: Conversation): void {
    const result = handBack(conversation.session);
    if (result.kind === "handed_back") conversation.session = result.session;
  }

  setDuty(user: UserId, onDuty: boolean): void {
    const agent = this.agents.get(user);
    if (agent) agent.onDuty = onDuty;
  }

  #end(conversation: Conversation, reason: EndReason): boolean {
    const result = end(conversation.session, reason, this.now);
    if (result.kind === "already_ended") return false;
    conversation.session = result.session;
    return true;
  }

  #lastEnded(line: PhoneNumber, texter: string): EndedSession | null {
    return (
      this.conversations
        .filter((one) => one.line === line && one.texter === texter)
        .flatMap(({ session }) => (session.state === "ended" ? session : []))
        .at(-1) ?? null
    );
  }

  /** @returns the session in which the text shows up */
  #carryOut(decision: Decision, sender: string, line: PhoneNumber): SessionId | null {
    const open = this.openOf(line, sender);
    switch (decision.outcome) {
      case "opted_out":
        this.optedOut.add(sender);
        for (const one of this.conversations) {
          if (one.texter === sender) this.#end(one, "opt_out");
        }
        return open?.session.id ?? null;
      case "opted_in":
        this.optedOut.delete(sender);
        return open?.session.id ?? null;
      case "started":
        return this.#begin(decision.queue, sender, line);
      case "relayed":
      case "appended":
        return decision.session;
      case "ended_by_texter":
      case "abandoned": {
        const ending = this.conversations.find(({ session }) => session.id === decision.session);
        if (ending) this.#end(ending, decision.outcome === "abandoned" ? "abandoned" : "texter");
        return decision.session;
      }
      case "unkeyed":
      case "nothing_to_end":
        return decision.shownIn;
      case "no_auto_answer":
      case "unrouted":
      case "still_opted_out":
      case "help":
      case "no_agents":
        return null;
      default:
        return decision satisfies never;
    }
  }

  #begin(queue: Queue["id"], texter: string, line: PhoneNumber): SessionId {
    const id = sessionNumber(this.conversations.length + 1);
    const session = {
      id,
      pair: this.#pairOf(line, texter),
      queue,
      waitingSince: this.now,
      state: "waiting",
      offer: null,
    } as const;
    this.conversations.push({ line, texter, session });
    return id;
  }

  #pairOf(line: PhoneNumber, texter: string): PairId {
    const known = this.conversations.find((one) => one.line === line && one.texter === texter);
    return known?.session.pair ?? pairNumber(this.conversations.length + 1);
  }
}

function asOpen(session: Session): OpenSession {
  if (session.state === "ended") throw new Error(`session ${session.id} is not open`);
  return session;
}
