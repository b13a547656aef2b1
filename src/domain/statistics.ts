import type { QueueId, SessionId } from "./ids.ts";
import type { EndReason } from "./session.ts";

/** SMS_VOL, SMS_AHT, and what stands beside them (SPEC 9). */

/** One stretch of a session in the hands of one agent, in one queue. */
export interface HandledStretch {
  readonly session: SessionId;
  readonly queue: QueueId;
  readonly from: Date;
  readonly to: Date;
}

export interface Figures {
  /** Sessions handled: accepted by an agent. */
  readonly vol: number;
  /** ms from accept to end or hand-over, on average; null when nothing was handled. */
  readonly ahtMs: number | null;
}

export interface Statistics {
  readonly perQueue: ReadonlyMap<QueueId, Figures>;
  /** Over all queues: a session that was handled in two queues counts once. */
  readonly total: Figures;
}

/**
 * Volume and average handle time of the stretches given: those of the sessions that ended in the
 * interval, or left their queue by a transfer in it.
 */
export function computeStatistics(stretches: readonly HandledStretch[]): Statistics {
  return {
    perQueue: new Map([...byQueue(stretches)].map(([queue, own]) => [queue, figures(own)])),
    total: figures(stretches),
  };
}

function byQueue<Entry extends { readonly queue: QueueId }>(
  entries: readonly Entry[],
): Map<QueueId, Entry[]> {
  const groups = new Map<QueueId, Entry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.queue);
    if (group) group.push(entry);
    else groups.set(entry.queue, [entry]);
  }
  return groups;
}

function figures(stretches: readonly HandledStretch[]): Figures {
  const vol = new Set(stretches.map((stretch) => stretch.session)).size;
  if (vol === 0) return { vol, ahtMs: null };
  const handled = stretches.reduce(
    (sum, stretch) => sum + (stretch.to.getTime() - stretch.from.getTime()),
    0,
  );
  return { vol, ahtMs: handled / vol };
}

/** One stay of a session in one queue: from entering it to its end, or to its transfer elsewhere. */
export interface QueueStay {
  readonly session: SessionId;
  readonly queue: QueueId;
  /** When it came into the queue. */
  readonly enteredAt: Date;
  /** When an agent of the queue first accepted it; null: nobody did. */
  readonly acceptedAt: Date | null;
  /** Null: it went to another queue. */
  readonly endReason: EndReason | null;
}

export interface WaitFigures {
  /** Sessions that came into the queue. */
  readonly offered: number;
  /** Sessions that the texter ended by a keyword while they waited. */
  readonly abandoned: number;
  readonly acceptedWithin60s: number;
  /** ms until the first Accept, of accepted sessions; null when there were none. */
  readonly averageWaitMs: number | null;
  /** Nine of ten accepted sessions waited at most so many ms; null when there were none. */
  readonly p90WaitMs: number | null;
}

export interface WaitStatistics {
  readonly perQueue: ReadonlyMap<QueueId, WaitFigures>;
  /** Over all queues: a session that was in two queues counts once, from its first entry. */
  readonly total: WaitFigures;
}

/**
 * How sessions waited in the stays given: those that ended, by an end or by a transfer, in the
 * interval.
 */
export function computeWaits(stays: readonly QueueStay[]): WaitStatistics {
  return {
    perQueue: new Map([...byQueue(stays)].map(([queue, own]) => [queue, waitFigures(own)])),
    total: waitFigures(stays),
  };
}

const PROMPT_MS = 60_000;

function waitFigures(stays: readonly QueueStay[]): WaitFigures {
  const sessions = [...onePerSession(stays).values()];
  const waits = sessions
    .flatMap(({ enteredAt, acceptedAt }) =>
      acceptedAt === null ? [] : acceptedAt.getTime() - enteredAt.getTime(),
    )
    .sort((a, b) => a - b);
  return {
    offered: sessions.length,
    abandoned: sessions.filter((stay) => stay.endReason === "abandoned").length,
    acceptedWithin60s: waits.filter((wait) => wait <= PROMPT_MS).length,
    averageWaitMs:
      waits.length === 0 ? null : waits.reduce((sum, wait) => sum + wait, 0) / waits.length,
    // The nearest rank: a wait that somebody really had.
    p90WaitMs: waits[Math.ceil(waits.length * 0.9) - 1] ?? null,
  };
}

/** A session's stays as one: from its first entry, to its first Accept, and to its end. */
function onePerSession(stays: readonly QueueStay[]): Map<SessionId, QueueStay> {
  const sessions = new Map<SessionId, QueueStay>();
  for (const stay of stays) {
    const known = sessions.get(stay.session);
    sessions.set(stay.session, known ? join(known, stay) : stay);
  }
  return sessions;
}

function join(a: QueueStay, b: QueueStay): QueueStay {
  return {
    ...a,
    enteredAt: earlier(a.enteredAt, b.enteredAt),
    acceptedAt:
      a.acceptedAt && b.acceptedAt
        ? earlier(a.acceptedAt, b.acceptedAt)
        : (a.acceptedAt ?? b.acceptedAt),
    endReason: a.endReason ?? b.endReason,
  };
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}
