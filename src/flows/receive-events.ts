import { type ChannelId, isPhoneNumber, type MessageTs } from "../domain/ids.ts";
import type { Json } from "../lanes/job.ts";
import type { FlowDeps } from "./deps.ts";
import { JOB } from "./jobs.ts";
import { pairLane, unreadableLane } from "./sms-jobs.ts";
import type { TelnyxEvent } from "./telnyx-ports.ts";
import { slackRank, threadLane } from "./thread-jobs.ts";

/**
 * Making events durable, which is all that happens before they are answered. What they mean is
 * decided later, by the jobs that are stored with them.
 */

/** What became of a webhook; `not_json` is the sender's fault and is not stored. */
export type Received = "stored" | "known" | "not_json";

/**
 * Stores a Telnyx webhook whose signature has been checked.
 *
 * @param aboutText the id of our text that the address named (a UUID), or null
 * @throws DatabaseUnavailableError when it could not be stored in time
 */
export async function receiveTelnyxWebhook(
  deps: FlowDeps,
  body: Buffer,
  aboutText: string | null,
): Promise<Received> {
  const event = deps.parseTelnyxEvent(body);
  if (event.kind === "not_json") return "not_json";
  const key = telnyxKey(event);
  const isNew = await deps.inbox.store({ key, body, aboutText, job: telnyxJob(event, key) });
  return isNew ? "stored" : "known";
}

/** A text is known by its message's id, since primary and failover address get events of their own. */
function telnyxKey(event: Exclude<TelnyxEvent, { kind: "not_json" }>): string {
  return event.kind === "received"
    ? `telnyx:text:${event.payloadId}`
    : `telnyx:event:${event.eventId}`;
}

function telnyxJob(event: Exclude<TelnyxEvent, { kind: "not_json" }>, key: string) {
  const kind = JOB.telnyxEvent;
  const payload: Json = { event: key };
  switch (event.kind) {
    case "received":
      return {
        lane: pairLane(event.to, event.from),
        kind,
        rank: event.receivedAt.getTime(),
        payload,
      };
    case "receipt":
      if (!isPhoneNumber(event.from) || !isPhoneNumber(event.to)) return null;
      return {
        lane: pairLane(event.from, event.to),
        kind,
        rank: event.occurredAt.getTime(),
        payload,
      };
    case "unreadable":
      return { lane: unreadableLane(event.eventId), kind, rank: 0, payload };
    case "other":
      return null;
    default:
      return event satisfies never;
  }
}

/** A message event of Slack's that concerns a thread. */
export interface ThreadEvent {
  /** `deleted`: the thread's first message is gone. */
  readonly kind: "written" | "changed" | "deleted";
  readonly channel: ChannelId;
  readonly threadTs: MessageTs;
  /** Orders the thread: the message's ts, or the change's. */
  readonly at: MessageTs;
  /** What Slack calls it: the same message delivered twice has the same. */
  readonly key: string;
  readonly body: Buffer;
}

const THREAD_JOBS = {
  written: JOB.threadMessage,
  changed: JOB.threadMessageChanged,
  deleted: JOB.threadDeleted,
} as const;

/**
 * Stores what a person did in a thread, before Slack is told that we have it.
 *
 * @throws DatabaseUnavailableError when it could not be stored in time; Slack repeats it then
 */
export async function receiveThreadEvent(deps: FlowDeps, event: ThreadEvent): Promise<void> {
  const key = `slack:${event.key}`;
  await deps.inbox.store({
    key,
    body: event.body,
    aboutText: null,
    job: {
      lane: threadLane(event.channel, event.threadTs),
      kind: THREAD_JOBS[event.kind],
      rank: slackRank(event.at),
      payload:
        event.kind === "deleted"
          ? { thread: { channel: event.channel, ts: event.threadTs } }
          : { event: key },
    },
  });
}
