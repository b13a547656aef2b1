import type { PhoneNumber, UserId } from "../domain/ids.ts";
import type { Tx } from "../store/database.ts";
import { earlierSessionsOf } from "../store/earlier-sessions.ts";
import type { SessionRecord } from "../store/sessions.ts";
import type { ThreadLink } from "./session-views.ts";

/** Earlier sessions that a header links to. */
const LINKED = 3;

/** Who the texter is, as far as earlier sessions in the same channel tell. */
export interface TexterHistory {
  readonly count: number;
  /** The latest first. */
  readonly latest: readonly {
    readonly queue: string;
    /** Who had it last; null where nobody accepted it. */
    readonly agent: UserId | null;
    readonly at: Date;
    /** Null where its invite never reached Slack. */
    readonly thread: ThreadLink | null;
  }[];
}

/** What the texter's earlier sessions tell the readers of this session's channel. */
export async function texterHistory(
  tx: Tx,
  texter: PhoneNumber,
  record: SessionRecord,
): Promise<TexterHistory> {
  const { count, latest } = await earlierSessionsOf(tx, texter, record, LINKED);
  return {
    count,
    latest: latest.map(({ queue, agent, at, channel, inviteTs }) => ({
      queue,
      agent,
      at,
      thread: inviteTs === null ? null : { channel, ts: inviteTs },
    })),
  };
}
