import type { Member } from "../../src/domain/agent.ts";
import {
  channelId,
  type PairId,
  type PhoneNumber,
  pairId,
  phoneNumber,
  type QueueId,
  queueId,
  type SessionId,
  sessionId,
  type UserId,
  userId,
} from "../../src/domain/ids.ts";
import { QUEUE_DEFAULTS, type Queue } from "../../src/domain/queue.ts";
import type { ActiveSession, EndedSession, WaitingSession } from "../../src/domain/session.ts";

/** Made-up people, lines and queues for the tests of the rules. */

export const LINE: PhoneNumber = phoneNumber("+15550100001");
export const OTHER_LINE: PhoneNumber = phoneNumber("+15550100002");
export const TEXTER: PhoneNumber = phoneNumber("+15550199001");

export const ANA: UserId = userId("UANA");
export const BEN: UserId = userId("UBEN");
export const CLEO: UserId = userId("UCLEO");

function uuid(group: string, number: number): string {
  return `${group}-0000-4000-8000-${String(number).padStart(12, "0")}`;
}
export const queueNumber = (number: number): QueueId => queueId(uuid("00000001", number));
export const sessionNumber = (number: number): SessionId => sessionId(uuid("00000002", number));
export const pairNumber = (number: number): PairId => pairId(uuid("00000003", number));

/** A moment of the day on which all examples play, as `10:05` or `10:05:30`, in UTC. */
export function at(time: string): Date {
  return new Date(`2026-11-23T${time.length === 5 ? `${time}:00` : time}.000Z`);
}

/** A queue on LINE with every keyword and message set. */
export function makeQueue(own: Partial<Queue> = {}): Queue {
  return {
    ...QUEUE_DEFAULTS,
    id: queueNumber(1),
    version: 1,
    paused: false,
    name: "Support",
    channel: channelId("CSUPPORT"),
    lines: [LINE],
    initiationKeyword: "support",
    initiationMessage: "Welcome!",
    initiationNeededMessage: "Please text one of: {keywords}",
    terminationKeyword: "done",
    terminationMessage: "Goodbye!",
    noAgentsMessage: "Nobody is here.",
    endedMessage: "Ended.",
    waitingMessage: "All are busy, you are number {position}.",
    ...own,
  };
}

/** On duty, idle, with room for two. */
export function makeMember(own: Partial<Member> = {}): Member {
  return { user: ANA, maxSessions: 2, onDuty: true, deactivated: false, load: 0, ...own };
}

const session = { id: sessionNumber(1), pair: pairNumber(1), queue: queueNumber(1) };

export function makeWaiting(own: Partial<WaitingSession> = {}): WaitingSession {
  return { ...session, waitingSince: at("10:00"), state: "waiting", offer: null, ...own };
}

export function makeActive(own: Partial<ActiveSession> = {}): ActiveSession {
  return {
    ...session,
    waitingSince: at("10:00"),
    state: "active",
    owner: ANA,
    acceptedAt: at("10:01"),
    ...own,
  };
}

export function makeEnded(own: Partial<EndedSession> = {}): EndedSession {
  return {
    ...session,
    waitingSince: at("10:00"),
    state: "ended",
    reason: "agent",
    endedAt: at("10:20"),
    owner: ANA,
    ...own,
  };
}
