import type { QueueId, SessionId } from "./ids.ts";

/** SMS_VOL and SMS_AHT (SPEC 9). */

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
  const byQueue = new Map<QueueId, HandledStretch[]>();
  for (const stretch of stretches) {
    byQueue.set(stretch.queue, [...(byQueue.get(stretch.queue) ?? []), stretch]);
  }
  return {
    perQueue: new Map([...byQueue].map(([queue, own]) => [queue, figures(own)])),
    total: figures(stretches),
  };
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
