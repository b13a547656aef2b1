import { z } from "zod";
import {
  channelId,
  messageId,
  messageTs,
  pairId,
  queueId,
  sessionId,
  userId,
} from "../domain/ids.ts";

/**
 * Every lane and every kind of job that there is. Payloads and the functions that enqueue are in
 * `*-jobs.ts`, a file for each subject; the handlers are the flows of the same names (see
 * handlers.ts).
 *
 * | lane | its jobs |
 * |---|---|
 * | `pair:<line>:<texter>` | inbound texts and receipts, as Telnyx sent them |
 * | `thread:<channel>:<ts>` | what people write and press in a thread |
 * | `sms:<line>:<texter>` | outbound SMS |
 * | `slack:<session>` | posts and redraws of a session's invite and thread, whichever it is by then |
 * | `slack:<channel>:digest` | the daily digests of a channel's queues |
 * | `media:<session>` | files that came with texts |
 * | `left:<channel>:<ts>` | what a thread says that its session has left |
 * | `channel:<channel>` | looks whether a channel that is closed to us is open again |
 * | `mark:<channel>:<ts>` | the marks on an agent's message |
 * | `home:<user>` | the person's App Home |
 * | `tell:<user>` | words to one person |
 * | `queue:<queue>` | what changes for all waiting sessions of a queue |
 * | `agent:<user>` | the hand-back of an agent's sessions |
 * | `offer:<offer>`, `transfer:<offer>` | a direct message about an offer; whether it still stands |
 * | `timer:<what>:<id>` | what happens after a time |
 */

export const asSession = z.string().transform(sessionId);
export const asQueue = z.string().transform(queueId);
export const asMessage = z.string().transform(messageId);
export const asPair = z.string().transform(pairId);
export const asUser = z.string().transform(userId);
export const asTs = z.string().transform(messageTs);
export const asChannel = z.string().transform(channelId);
export const asTime = z.iso.datetime().transform((at) => new Date(at));
/** A thread, by its first message. */
export const asThread = z.object({ channel: asChannel, ts: asTs });

/** A lane's name travels in notifications, where a blank separates names. */
export function laneName(...parts: readonly string[]): string {
  return parts.map((part) => encodeURIComponent(part).replaceAll("%2B", "+")).join(":");
}

export const JOB = {
  telnyxEvent: "telnyx.event",
  threadMessage: "thread.message",
  threadMessageChanged: "thread.changed",
  threadDeleted: "thread.deleted",
  endPressed: "thread.end",
  heldAnswered: "thread.held",
  prepareMedia: "sms.media",
  sendSms: "sms.send",
  settleSms: "sms.settle",
  optedOut: "pair.opted_out",
  continueInNewThread: "slack.continue",
  showLeft: "slack.left",
  showInvite: "slack.invite",
  showHeader: "slack.header",
  postEntry: "slack.entry",
  showIdleWarning: "slack.idle",
  showMedia: "slack.media",
  showOffer: "slack.offer",
  tellOffer: "slack.tell_offer",
  checkOffer: "session.offer",
  markDelivery: "slack.mark",
  markHeld: "slack.held",
  checkChannel: "slack.channel",
  tellPerson: "slack.tell",
  alertSupervisors: "slack.alert",
  handBack: "agent.hand_back",
  refreshQueue: "queue.refresh",
  noAgentsGrace: "queue.grace",
  restartTimers: "queue.timers",
  escalate: "queue.escalate",
  sessionTimer: "session.timer",
  drawHome: "slack.home",
  postDigest: "slack.digest",
} as const;

/** For jobs that are stored together with a received event. */
export const receivedEventPayload = z.object({ event: z.string() });
