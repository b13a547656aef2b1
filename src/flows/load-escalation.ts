import { contactNameOf } from "../store/contact-names.ts";
import type { Tx } from "../store/database.ts";
import { waitsIn } from "../store/escalations.ts";
import { loadPair } from "../store/pairs.ts";
import { loadQueue } from "../store/queues.ts";
import { loadSession } from "../store/sessions.ts";
import type { Alert } from "./ports.ts";
import { linkTo } from "./show-session.ts";
import type { AlertReference } from "./tell-jobs.ts";

/** Sessions that one message names; of the others it says how many there are. */
const NAMED = 5;

type Unaccepted = Extract<Alert, { kind: "unaccepted" }>;

/**
 * What supervisors are told of a queue in which nobody accepts, as it is now: also what they were
 * told of before, while it still waits.
 *
 * @returns null when nothing waits any more that would be news
 */
export async function loadEscalation(
  tx: Tx,
  { queue, at }: Extract<AlertReference, { kind: "unaccepted" }>,
): Promise<Unaccepted | null> {
  const waits = await waitsIn(tx, queue);
  const told = waits.filter(({ toldAt }) => toldAt !== null);
  if (!told.some(({ toldAt }) => toldAt?.toISOString() === at)) return null;
  const sessions: Unaccepted["sessions"][number][] = [];
  for (const { session, since } of told.slice(0, NAMED)) {
    const record = await loadSession(tx, session);
    const { texter } = await loadPair(tx, record.session.pair);
    sessions.push({
      texter,
      contactName: await contactNameOf(tx, texter),
      waitedMs: tx.now.getTime() - since.getTime(),
      thread: linkTo(record),
    });
  }
  return {
    kind: "unaccepted",
    queue: (await loadQueue(tx, queue)).name,
    sessions,
    more: told.length - sessions.length,
    waiting: waits.length,
  };
}
