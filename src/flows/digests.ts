import { dueDigest } from "../domain/digest.ts";
import { addDays, type CalendarDay, dayOf, dayText } from "../domain/period.ts";
import type { Queue } from "../domain/queue.ts";
import { isQuiet } from "../domain/statistics.ts";
import { type EffectHandler, effect } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { wantedDigests } from "../store/digests.ts";
import { findQueueById } from "../store/queues.ts";
import { askAbout } from "./ask-statistics.ts";
import { digestPayload, enqueueDigest } from "./channel-jobs.ts";
import type { FlowDeps } from "./deps.ts";
import type { DigestView, Posting } from "./ports.ts";
import { countFigures } from "./read-statistics.ts";
import { POST_TIMES, performPost } from "./slack-posts.ts";

/**
 * Looks which queues' daily digests are due and enqueues them: once a queue and local day, however
 * often and on however many replicas it is looked.
 */
export function enqueueDueDigests(deps: Pick<FlowDeps, "db">): Promise<void> {
  return deps.db.transaction(async (tx) => {
    for (const { queue, channel, ...time } of await wantedDigests(tx)) {
      const day = dueDigest(time, tx.now);
      if (day !== null) await enqueueDigest(tx, { queue, channel, day });
    }
  });
}

/** Posts yesterday's figures into a queue's channel. */
export function postDigest(deps: FlowDeps): EffectHandler {
  return effect(digestPayload, POST_TIMES, async (tx, job, resolving) => {
    const { channel, day } = job.payload;
    const queue = await findQueueById(tx, job.payload.queue);
    if (queue === null || queue.digestHour === null || !isToday(day, queue, tx)) return null;
    if (queue.channel !== channel && !resolving) {
      await enqueueDigest(tx, { queue: queue.id, channel: queue.channel, day }, { moved: true });
      return null;
    }
    const view = await digestOf(tx, queue, addDays(day, -1));
    if (view === null) return null;
    const posting: Posting = { kind: "digest", view };
    const post = { channel, threadTs: null, posting, urgency: "background" } as const;
    return performPost(deps, tx, job, resolving, post);
  });
}

/** What could not be posted on its day is not posted later: it would not be yesterday's. */
function isToday(day: CalendarDay, { timeZone }: Queue, { now }: Tx): boolean {
  return dayText(dayOf(now, timeZone)) === dayText(day);
}

/** Null: a paused queue has nothing to tell, and would say so every day. */
async function digestOf(tx: Tx, queue: Queue, day: CalendarDay): Promise<DigestView | null> {
  const { id, name, timeZone, paused } = queue;
  const period = { firstDay: day, lastDay: day, label: dayText(day) };
  const asked = askAbout({ id, name, timeZone, deleted: false }, period);
  const [line] = (await countFigures(tx, [asked])).queues;
  if (!line) throw new Error(`no figures of the queue ${id}`);
  if (paused && isQuiet(line.figures, line.refusals)) return null;
  return { day, line, timeZone, paused };
}
