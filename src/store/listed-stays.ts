import { type SessionId, sessionId, type UserId, userId } from "../domain/ids.ts";
import type { QueueStay } from "../domain/statistics.ts";
import type { Tx } from "./database.ts";
import {
  bounds,
  COUNTS,
  lists,
  STAY_COLUMNS,
  type StayRow,
  toStay,
  WANTED,
  type Wanted,
} from "./statistics.ts";

/** A stay with what a list of sessions says beside it. */
export interface ListedStay {
  readonly stay: QueueStay;
  /** The session has not been in any other queue. */
  readonly alone: boolean;
  readonly line: string;
  readonly texter: string;
  /** Who owned it so far, in whichever queue, the first one first. */
  readonly agents: readonly UserId[];
  /** Where it stands in the list; the next piece begins after it. */
  readonly place: StayPlace;
}

export interface StayPlace {
  /** As the database writes it: a Date would round. */
  readonly leftAt: string;
  readonly session: SessionId;
  readonly position: number;
}

/**
 * A piece of the stays that count, in the order in which they ended.
 *
 * @param after null: from the beginning
 */
export async function listStays(
  tx: Tx,
  wanted: readonly Wanted[],
  after: StayPlace | null,
  limit: number,
): Promise<ListedStay[]> {
  const { from, to } = bounds(wanted);
  const { rows } = await tx.sql.raw<{
    rows: (StayRow & {
      alone: boolean;
      position: number;
      line: string;
      texter: string;
      agents: string[];
      left_text: string;
    })[];
  }>(
    `select ${STAY_COLUMNS}, stay.alone, stay.position, pair.line, pair.texter,
            array(select a.agent from assignments a where a.session_id = stay.session_id
                   group by a.agent order by min(a.from_at)) as agents,
            stay.left_at::text as left_text
       from queue_stays stay join ${WANTED} on ${COUNTS}
       join sessions s on s.id = stay.session_id
       join pairs pair on pair.id = s.pair_id
      where (stay.left_at, stay.session_id, stay.position) > (?::timestamptz, ?::uuid, ?::integer)
      order by stay.left_at, stay.session_id, stay.position
      limit ?`,
    [
      ...lists(wanted),
      from,
      to,
      after?.leftAt ?? "-infinity",
      after?.session ?? "00000000-0000-0000-0000-000000000000",
      after?.position ?? 0,
      limit,
    ],
  );
  return rows.map((row) => ({
    stay: toStay(row),
    alone: row.alone,
    line: row.line,
    texter: row.texter,
    agents: row.agents.map(userId),
    place: {
      leftAt: row.left_text,
      session: sessionId(row.session_id),
      position: row.position,
    },
  }));
}
