import type { QueueId, SessionId, UserId } from "./ids.ts";
import { END_REASONS, type EndReason } from "./session.ts";

/**
 * What a queue, an agent and the company have done in an interval (SPEC 9). A session counts in
 * the interval in which it ended, or left the queue by a transfer; open sessions don't count yet.
 */

/** One stay of a session in one queue that is over: it ended there, or went on to another queue. */
export interface QueueStay {
  readonly session: SessionId;
  readonly queue: QueueId;
  /** When it began, or came by a transfer. */
  readonly enteredAt: Date;
  /** When an agent of the queue first accepted it; null: nobody did. */
  readonly acceptedAt: Date | null;
  /** When it ended or went on: the moment that puts it into an interval. */
  readonly leftAt: Date;
  /** Null: it went on to another queue. */
  readonly endReason: EndReason | null;
  /** ms in the hands of the queue's agents, from each Accept to the end or the hand-over. */
  readonly handledMs: number;
  /** When an agent first wrote to the texter; null: nobody did. */
  readonly firstResponseAt: Date | null;
  readonly textsIn: number;
  readonly textsOut: number;
  /** Of the texts out, as Telnyx counted them. */
  readonly segments: number;
}

/** Sums over sessions, from which the figures follow. Sums of disjoint sets of sessions add up. */
export interface Tally {
  readonly offered: number;
  readonly vol: number;
  readonly handledMs: number;
  readonly waitMs: number;
  readonly acceptedWithin60s: number;
  /** How many of the accepted sessions waited so many seconds, rounded. */
  readonly waits: ReadonlyMap<number, number>;
  readonly responded: number;
  readonly responseMs: number;
  readonly endings: Readonly<Record<EndReason, number>>;
  readonly textsIn: number;
  readonly textsOut: number;
  readonly segments: number;
}

export interface Figures {
  /** SMS_VOL: sessions handled, that is, accepted by an agent. */
  readonly vol: number;
  /** SMS_AHT: ms from Accept to end or hand-over, summed, by SMS_VOL; null when that is 0. */
  readonly ahtMs: number | null;
  /** Sessions that came into the queue, accepted or not. */
  readonly offered: number;
  /** Sessions that the texter ended by a keyword while they waited. */
  readonly abandoned: number;
  /** ms until the first Accept, of accepted sessions; null when there were none. */
  readonly averageWaitMs: number | null;
  /** Nine of ten accepted sessions waited at most so long, to the second; null without any. */
  readonly p90WaitMs: number | null;
  /** Accepted sessions that waited 60 s or less. */
  readonly acceptedWithin60s: number;
  /** ms until an agent first wrote, of sessions in which one did; null when there were none. */
  readonly averageFirstResponseMs: number | null;
  /** Sessions by how they ended. */
  readonly endings: Readonly<Record<EndReason, number>>;
  /** Sessions that went on to another queue and have not ended in the interval. */
  readonly transferred: number;
  readonly textsIn: number;
  readonly textsOut: number;
  readonly segments: number;
}

const PROMPT_MS = 60_000;

const NO_ENDINGS: Readonly<Record<EndReason, number>> = {
  agent: 0,
  texter: 0,
  abandoned: 0,
  expired: 0,
  idle: 0,
  no_agents: 0,
  opt_out: 0,
  supervisor: 0,
};

export const EMPTY_TALLY: Tally = {
  offered: 0,
  vol: 0,
  handledMs: 0,
  waitMs: 0,
  acceptedWithin60s: 0,
  waits: new Map(),
  responded: 0,
  responseMs: 0,
  endings: NO_ENDINGS,
  textsIn: 0,
  textsOut: 0,
  segments: 0,
};

/** The stays' sums: a session that has several of them counts once, as `joinStays` says. */
export function tallyStays(stays: readonly QueueStay[]): Tally {
  return sumTallies([...joinStays(stays).values()].map(tallyOne));
}

/** The same for each queue by itself: a session counts once in each queue that it was in. */
export function tallyByQueue(stays: readonly QueueStay[]): ReadonlyMap<QueueId, Tally> {
  const groups = new Map<QueueId, QueueStay[]>();
  for (const stay of stays) {
    const group = groups.get(stay.queue);
    if (group) group.push(stay);
    else groups.set(stay.queue, [stay]);
  }
  return new Map([...groups].map(([queue, own]) => [queue, tallyStays(own)]));
}

/**
 * A session's stays as one, in the queue that it left last: from its first entry to its first
 * Accept and its end, with all the time in agents' hands, but not the time between two hands.
 */
export function joinStays(stays: readonly QueueStay[]): ReadonlyMap<SessionId, QueueStay> {
  const sessions = new Map<SessionId, QueueStay>();
  for (const stay of stays) {
    const known = sessions.get(stay.session);
    sessions.set(stay.session, known ? join(known, stay) : stay);
  }
  return sessions;
}

function join(a: QueueStay, b: QueueStay): QueueStay {
  const last = a.leftAt > b.leftAt ? a : b;
  return {
    session: a.session,
    queue: last.queue,
    enteredAt: a.enteredAt < b.enteredAt ? a.enteredAt : b.enteredAt,
    acceptedAt: earliest(a.acceptedAt, b.acceptedAt),
    leftAt: last.leftAt,
    endReason: a.endReason ?? b.endReason,
    handledMs: a.handledMs + b.handledMs,
    firstResponseAt: earliest(a.firstResponseAt, b.firstResponseAt),
    textsIn: a.textsIn + b.textsIn,
    textsOut: a.textsOut + b.textsOut,
    segments: a.segments + b.segments,
  };
}

function earliest(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function tallyOne(stay: QueueStay): Tally {
  const { acceptedAt, enteredAt, firstResponseAt, endReason, textsIn, textsOut, segments } = stay;
  const waitMs = acceptedAt === null ? null : acceptedAt.getTime() - enteredAt.getTime();
  return {
    offered: 1,
    vol: waitMs === null ? 0 : 1,
    handledMs: waitMs === null ? 0 : stay.handledMs,
    waitMs: waitMs ?? 0,
    acceptedWithin60s: waitMs !== null && waitMs <= PROMPT_MS ? 1 : 0,
    waits: waitMs === null ? new Map() : new Map([[Math.round(waitMs / 1_000), 1]]),
    responded: firstResponseAt === null ? 0 : 1,
    responseMs: firstResponseAt === null ? 0 : firstResponseAt.getTime() - enteredAt.getTime(),
    endings: endReason === null ? NO_ENDINGS : { ...NO_ENDINGS, [endReason]: 1 },
    textsIn,
    textsOut,
    segments,
  };
}

/** @param tallies of sets that have no session in common */
export function sumTallies(tallies: readonly Tally[]): Tally {
  const sum = (of: (tally: Tally) => number): number =>
    tallies.reduce((total, tally) => total + of(tally), 0);
  const waits = new Map<number, number>();
  for (const tally of tallies) {
    for (const [wait, sessions] of tally.waits) waits.set(wait, (waits.get(wait) ?? 0) + sessions);
  }
  const endings = { ...NO_ENDINGS };
  for (const reason of END_REASONS) endings[reason] = sum((tally) => tally.endings[reason]);
  return {
    offered: sum(({ offered }) => offered),
    vol: sum(({ vol }) => vol),
    handledMs: sum(({ handledMs }) => handledMs),
    waitMs: sum(({ waitMs }) => waitMs),
    acceptedWithin60s: sum(({ acceptedWithin60s }) => acceptedWithin60s),
    waits,
    responded: sum(({ responded }) => responded),
    responseMs: sum(({ responseMs }) => responseMs),
    endings,
    textsIn: sum(({ textsIn }) => textsIn),
    textsOut: sum(({ textsOut }) => textsOut),
    segments: sum(({ segments }) => segments),
  };
}

/** What people are shown of the sums. */
export function figuresOf(tally: Tally): Figures {
  const { offered, vol, endings } = tally;
  const ended = END_REASONS.reduce((sum, reason) => sum + endings[reason], 0);
  return {
    vol,
    ahtMs: average(tally.handledMs, vol),
    offered,
    abandoned: endings.abandoned,
    averageWaitMs: average(tally.waitMs, vol),
    p90WaitMs: p90(tally.waits, vol),
    acceptedWithin60s: tally.acceptedWithin60s,
    averageFirstResponseMs: average(tally.responseMs, tally.responded),
    endings,
    transferred: offered - ended,
    textsIn: tally.textsIn,
    textsOut: tally.textsOut,
    segments: tally.segments,
  };
}

function average(sum: number, count: number): number | null {
  return count === 0 ? null : sum / count;
}

/** The nearest rank: a wait that somebody really had. */
function p90(waits: ReadonlyMap<number, number>, count: number): number | null {
  let left = Math.ceil(count * 0.9);
  for (const [wait, sessions] of [...waits].sort(([a], [b]) => a - b)) {
    left -= sessions;
    if (left <= 0) return wait * 1_000;
  }
  return null;
}

/** Texts that no session came of. */
export interface Refusals {
  /** They matched the queue, but it had no active agent or was paused. */
  readonly noAgents: number;
  /**
   * They matched no queue of their line. They count for the line's queue with the lowest priority
   * number, which is the one whose Initiation Needed Message is the answer.
   */
  readonly unkeyed: number;
}

/** Whether there is nothing to tell: no session counts, and no text was refused. */
export function isQuiet({ offered }: Figures, { noAgents, unkeyed }: Refusals): boolean {
  return offered + noAgents + unkeyed === 0;
}

/** An agent's part in a stay. */
export interface AgentStay {
  readonly session: SessionId;
  readonly agent: UserId;
  readonly handledMs: number;
  /** Texts that the agent wrote. */
  readonly textsOut: number;
}

export interface AgentTally {
  /** Sessions that the agent owned for a time. */
  readonly sessions: number;
  readonly handledMs: number;
  readonly textsOut: number;
}

/** Each agent's sums; a session counts once for each agent who owned it. */
export function tallyAgents(stays: readonly AgentStay[]): ReadonlyMap<UserId, AgentTally> {
  const sessions = new Map<UserId, Set<SessionId>>();
  const sums = new Map<UserId, AgentTally>();
  for (const { agent, session, handledMs, textsOut } of stays) {
    const own = sessions.get(agent) ?? new Set();
    sessions.set(agent, own.add(session));
    const sum = sums.get(agent) ?? { sessions: 0, handledMs: 0, textsOut: 0 };
    sums.set(agent, {
      sessions: own.size,
      handledMs: sum.handledMs + handledMs,
      textsOut: sum.textsOut + textsOut,
    });
  }
  return sums;
}

/** @param tallies of sets that have no session in common */
export function sumAgentTallies(
  tallies: readonly ReadonlyMap<UserId, AgentTally>[],
): ReadonlyMap<UserId, AgentTally> {
  const sums = new Map<UserId, AgentTally>();
  for (const [agent, tally] of tallies.flatMap((map) => [...map])) {
    const sum = sums.get(agent) ?? { sessions: 0, handledMs: 0, textsOut: 0 };
    sums.set(agent, {
      sessions: sum.sessions + tally.sessions,
      handledMs: sum.handledMs + tally.handledMs,
      textsOut: sum.textsOut + tally.textsOut,
    });
  }
  return sums;
}
