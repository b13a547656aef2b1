import type { ChannelId, PhoneNumber, QueueId } from "./ids.ts";

/** How the Initiation Keyword is looked for in a text (SPEC 5). */
export type KeywordMatch = "word" | "exact";

/** How a waiting session is brought to the agents (SPEC 6). */
export type Dispatch = "ring_all" | "round_robin" | "linear";

/**
 * A queue's SMS settings (SPEC 2). A blank keyword or message is `null`, never an empty string;
 * what blank means is said at each.
 */
export interface QueueSettings {
  readonly name: string;
  readonly channel: ChannelId;
  /** In the order in which the supervisor typed them, without doubles. */
  readonly lines: readonly PhoneNumber[];
  /** Null: any text enters (the line's catch-all). */
  readonly initiationKeyword: string | null;
  readonly keywordMatch: KeywordMatch;
  /** Null: nothing is sent. The same for every message below. */
  readonly initiationMessage: string | null;
  readonly initiationNeededMessage: string | null;
  /** Null: only agents end sessions. */
  readonly terminationKeyword: string | null;
  readonly terminationMessage: string | null;
  readonly noAgentsMessage: string | null;
  /** Sent when the agent ends the session. */
  readonly endedMessage: string | null;
  /** Sent once when all agents are at their max; `{position}` is filled in. */
  readonly waitingMessage: string | null;
  /** Returned to HELP and INFO outside of a session (SPEC 4 row 6). */
  readonly helpText: string | null;
  readonly dispatch: Dispatch;
  /** Seconds; round robin and linear. */
  readonly offerTimeoutS: number;
  /** Minutes after which the agents are reminded of a session that nobody has accepted; ascending. */
  readonly reminderMinutes: readonly number[];
  /** Minutes after which supervisors are told of a session that nobody has accepted; 0 = never. */
  readonly escalationMinutes: number;
  /** Seconds a session may wait; 0 = unlimited. */
  readonly maxWaitS: number;
  /** Seconds a texter waits for the owner's answer until the session waits again; 0 = unlimited. */
  readonly replyTimeoutS: number;
  /** Seconds without a text either way; 0 = never. */
  readonly idleTimeoutS: number;
  /** The lower, the earlier among queues of one line (SPEC 4 row 15, SPEC 5). */
  readonly priority: number;
  /** An IANA name, such as `America/New_York`. */
  readonly timeZone: string;
  /** The hour, 0 to 23, at which yesterday's figures are posted; null: never. */
  readonly digestHour: number | null;
}

/** A saved queue. */
export interface Queue extends QueueSettings {
  readonly id: QueueId;
  /** Takes no new sessions; switched by a command, not by the form. */
  readonly paused: boolean;
  /** Counts the savings; a form that was opened at another version is out of date. */
  readonly version: number;
}

/** What a new queue starts with where the supervisor says nothing. */
export const QUEUE_DEFAULTS = {
  initiationKeyword: null,
  keywordMatch: "word",
  initiationMessage: null,
  initiationNeededMessage: null,
  terminationKeyword: null,
  terminationMessage: null,
  noAgentsMessage: null,
  endedMessage: null,
  waitingMessage: null,
  helpText: null,
  dispatch: "ring_all",
  offerTimeoutS: 60,
  reminderMinutes: [1, 5, 15],
  escalationMinutes: 15,
  maxWaitS: 0,
  replyTimeoutS: 0,
  idleTimeoutS: 0,
  priority: 100,
  timeZone: "UTC",
  digestHour: null,
} as const satisfies Omit<QueueSettings, "name" | "channel" | "lines">;

/** The settings' names, word for word as people see them (SPEC 2), in the order of the form. */
export const SETTING_NAMES: Readonly<Record<keyof QueueSettings, string>> = {
  name: "Name",
  channel: "Slack channel",
  lines: "Phone numbers",
  initiationKeyword: "Initiation Keyword",
  keywordMatch: "Keyword match",
  initiationMessage: "Initiation Message",
  initiationNeededMessage: "Initiation Needed Message",
  terminationKeyword: "Termination Keyword",
  terminationMessage: "Termination Message",
  noAgentsMessage: "No Agents Message",
  endedMessage: "Ended Message",
  waitingMessage: "Waiting Message",
  helpText: "Help text",
  dispatch: "Dispatch",
  offerTimeoutS: "Offer timeout",
  reminderMinutes: "Reminder minutes",
  escalationMinutes: "Escalation minutes",
  maxWaitS: "Max wait",
  replyTimeoutS: "Reply timeout",
  idleTimeoutS: "Idle timeout",
  priority: "Priority",
  timeZone: "Time zone",
  digestHour: "Daily digest",
};
