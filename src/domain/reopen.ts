import type { Member } from "./agent.ts";
import type { UserId } from "./ids.ts";
import { type AcceptResult, type EndedSession, type OpenSession, refuse } from "./session.ts";

/** ms after the end in which a session can be reopened (SPEC 8). */
export const REOPEN_MS = 10 * 60_000;

/** What an ended session's reopening depends on besides itself. */
export interface Aftermath {
  readonly now: Date;
  /** Its thread is open: somebody had accepted it. */
  readonly wasAccepted: boolean;
  /** The texter has begun another session with the line since. */
  readonly hasNewer: boolean;
  readonly isOptedOut: boolean;
  readonly isQueueDeleted: boolean;
}

/** Why nobody can reopen a session. */
export type ReopenObstacle =
  | "opted_out"
  | "newer_session"
  | "too_late"
  | "queue_deleted"
  | "never_accepted";

/** Until when the session can be reopened, other obstacles aside. */
export function reopenableUntil({ endedAt }: EndedSession): Date {
  return new Date(endedAt.getTime() + REOPEN_MS);
}

/** Why nobody can reopen the session now; null: somebody can. */
export function reopenObstacle(session: EndedSession, about: Aftermath): ReopenObstacle | null {
  if (session.reason === "opt_out" || about.isOptedOut) return "opted_out";
  if (about.hasNewer) return "newer_session";
  if (about.now >= reopenableUntil(session)) return "too_late";
  if (about.isQueueDeleted) return "queue_deleted";
  return about.wasAccepted ? null : "never_accepted";
}

/** What a press of Reopen comes to. */
export type ReopenResult =
  | { readonly kind: "reopened" }
  | { readonly kind: ReopenObstacle }
  /** Reopened before, and handed back. */
  | { readonly kind: "waiting" }
  | Exclude<AcceptResult, { kind: "accepted" | "ended" | "offered" }>;

/** Who presses Reopen: with their membership as for `accept`. */
interface Presser {
  readonly user: UserId;
  readonly member: Member | null;
  readonly isSupervisor: boolean;
}

/** What Reopen comes to where somebody was faster. */
export function reopenAgain(session: OpenSession, by: Presser): ReopenResult {
  if (isOutsider(by)) return { kind: "not_member" };
  if (session.state === "waiting") return { kind: "waiting" };
  return session.owner === by.user
    ? { kind: "already_yours" }
    : { kind: "taken", by: session.owner, at: session.acceptedAt };
}

/** Whether a person may reopen the session and own it: whoever could accept it if it waited. */
export function reopen(session: EndedSession, by: Presser, about: Aftermath): ReopenResult {
  if (isOutsider(by)) return { kind: "not_member" };
  const obstacle = reopenObstacle(session, about);
  if (obstacle !== null) return { kind: obstacle };
  return refuse(by.member, by) ?? { kind: "reopened" };
}

/** Has no business with the queue's sessions, and is told nothing of them. */
function isOutsider({ member, isSupervisor }: Presser): boolean {
  return member === null && !isSupervisor;
}
