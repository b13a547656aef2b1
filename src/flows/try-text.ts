import { type PhoneNumber, type QueueId, queueId } from "../domain/ids.ts";
import type { Queue, QueueSettings } from "../domain/queue.ts";
import type { QueueState } from "../domain/routing.ts";
import { type TriedText, tryText } from "../domain/try-text.ts";
import { membersOf } from "../store/agents.ts";
import type { Tx } from "../store/database.ts";
import { findQueueById, queuesOfLine } from "../store/queues.ts";
import { countWaiting } from "../store/sessions.ts";
import type { FlowDeps } from "./deps.ts";

/** A queue as somebody is about to save it; `id` null: a new one. */
export interface DraftQueue {
  readonly id: QueueId | null;
  readonly settings: QueueSettings;
  readonly paused: boolean;
}

/** What became of a text that was tried, with the queues that it was tried on. */
export interface TriedOnLine extends TriedText {
  readonly line: PhoneNumber;
  readonly text: string;
  readonly queues: readonly QueueState[];
}

/** Stands for a queue that has no id yet. */
const UNSAVED = queueId("00000000-0000-0000-0000-000000000000");

/**
 * What a text to the line would do now. Nothing is recorded or sent.
 *
 * @param draft counts instead of what is saved of that queue; null: all as saved
 */
export function tryTextOnLine(
  deps: FlowDeps,
  line: PhoneNumber,
  text: string,
  draft: DraftQueue | null,
): Promise<TriedOnLine> {
  return deps.db.transaction(async (tx) => {
    const saved = (await queuesOfLine(tx, line)).filter((queue) => queue.id !== draft?.id);
    const drafted = draft?.settings.lines.includes(line) ? [await asQueue(tx, draft)] : [];
    const queues: QueueState[] = [];
    for (const queue of [...saved, ...drafted]) {
      const members = await membersOf(tx, queue.id);
      queues.push({ queue, members, waiting: await countWaiting(tx, queue.id) });
    }
    return { line, text, queues, ...tryText(text, queues, tx.now) };
  });
}

async function asQueue(tx: Tx, { id, settings, paused }: DraftQueue): Promise<Queue> {
  const present = id === null ? null : await findQueueById(tx, id);
  return { ...settings, paused, id: id ?? UNSAVED, version: present?.version ?? 0 };
}
