import { type UserId, userId } from "../domain/ids.ts";
import type { Offer, WaitingSession } from "../domain/session.ts";
import type { Tx } from "./database.ts";

/** Round robin and linear: which agent a waiting session is on offer to. */

/**
 * Puts a session that waits in the queue on offer, or takes the offer back (null).
 *
 * @returns false when it does not wait there (any more); nothing is changed then
 */
export async function setOffer(
  tx: Tx,
  { id, queue }: WaitingSession,
  offer: Offer | null,
  tried: ReadonlySet<UserId>,
): Promise<boolean> {
  const count = await tx
    .sql("sessions")
    .where({ id, queue_id: queue, state: "waiting" })
    .update({
      offered_to: offer?.to ?? null,
      offered_until: offer?.until ?? null,
      offer_tried: [...tried],
    });
  return count > 0;
}

/** How many sessions are on offer to each agent, over all queues. */
export async function offersByAgent(tx: Tx): Promise<ReadonlyMap<UserId, number>> {
  const { rows } = await tx.sql.raw<{ rows: { offered_to: string; offers: number }[] }>(
    `select offered_to, count(*)::int as offers from sessions
      where state = 'waiting' and offered_until > ? group by offered_to`,
    [tx.now],
  );
  return new Map(rows.map((row) => [userId(row.offered_to), row.offers]));
}

/** When each of these agents' last assignment ended, or began where it still runs. */
export async function idleSince(
  tx: Tx,
  agents: readonly UserId[],
): Promise<ReadonlyMap<UserId, Date>> {
  const { rows } = await tx.sql.raw<{ rows: { agent: string; since: Date | null }[] }>(
    `select agent, (select max(coalesce(to_at, from_at)) from assignments a
                     where a.agent = asked.agent) as since
       from unnest(?::text[]) as asked (agent)`,
    [[...agents]],
  );
  return new Map(rows.flatMap(({ agent, since }) => (since ? [[userId(agent), since]] : [])));
}
