import type { PhoneNumber, SessionId, UserId } from "../domain/ids.ts";
import type { StatisticsReport } from "./read-statistics.ts";
import type { ThreadLink } from "./session-views.ts";

/** What homes show, as plain values. */

/** An open session, as homes show it. */
export interface HomeSession {
  readonly id: SessionId;
  readonly texter: PhoneNumber;
  readonly contactName: string | null;
  /** The queue's name. */
  readonly queue: string;
  /** Since when it waits, or has its owner. */
  readonly since: Date;
  readonly thread: ThreadLink | null;
}

/** An agent, as homes show them. */
export interface HomeAgent {
  readonly user: UserId;
  readonly onDuty: boolean;
  readonly sessions: readonly HomeSession[];
  readonly queues: readonly { readonly name: string; readonly max: number }[];
}

/** What goes on now, for supervisors. */
export interface Wallboard {
  readonly queues: readonly {
    readonly name: string;
    readonly paused: boolean;
    /** Active agents, of all. */
    readonly active: number;
    readonly agents: number;
  }[];
  /** The longest waiting first. */
  readonly waiting: readonly HomeSession[];
  readonly agents: readonly HomeAgent[];
  readonly today: StatisticsReport | null;
}

/** A person's App Home. */
export interface HomeView {
  readonly drawnAt: Date;
  /** Null: not an agent of any queue. */
  readonly agent: HomeAgent | null;
  /** Null: not a supervisor. */
  readonly wallboard: Wallboard | null;
}
