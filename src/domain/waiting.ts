import type { QueueSettings } from "./queue.ts";

/** What happens to a session because it waits (SPEC 6). */

const MINUTE = 60_000;

/** Something to look at when a session has waited for a while. */
export type WaitingTimer =
  | { readonly kind: "reminder"; readonly minutes: number; readonly at: Date }
  | { readonly kind: "max_wait" | "escalation"; readonly at: Date };

type WaitingSettings = Pick<QueueSettings, "reminderMinutes" | "escalationMinutes" | "maxWaitS">;

/**
 * When a waiting session is to be looked at, and what for.
 *
 * @param since when the wait began: with the session, or with its last hand-back
 */
export function waitingTimers(settings: WaitingSettings, since: Date): readonly WaitingTimer[] {
  const timers: WaitingTimer[] = settings.reminderMinutes.map((minutes) => ({
    kind: "reminder",
    minutes,
    at: after(since, minutes * MINUTE),
  }));
  if (settings.escalationMinutes > 0) {
    timers.push({ kind: "escalation", at: after(since, settings.escalationMinutes * MINUTE) });
  }
  if (settings.maxWaitS > 0) {
    timers.push({ kind: "max_wait", at: after(since, settings.maxWaitS * 1000) });
  }
  return timers;
}

/**
 * Whether the reminder after so many minutes is given now: it is still wanted, and no later one is
 * due as well. After an outage all are due at once, and one says it all.
 */
export function givesReminder(
  minutes: number,
  reminderMinutes: readonly number[],
  since: Date,
  now: Date,
): boolean {
  const due = reminderMinutes.filter((one) => after(since, one * MINUTE) <= now);
  return due.includes(minutes) && Math.max(...due) === minutes;
}

/** What is to be done about a queue in which nobody has accepted for so long. */
export type EscalationPlan =
  | { readonly kind: "none" }
  | { readonly kind: "look_again"; readonly at: Date }
  | { readonly kind: "tell" };

/**
 * Whether supervisors are told now of a queue's waiting sessions. They are told of each wait once,
 * of a queue not more often than its escalation minutes: what falls due in between is told together.
 *
 * @param untold since when the longest wait runs of which they were not told; null: there is none
 * @param toldAt when they were last told of the queue
 * @param minutes the queue's escalation minutes; 0: never
 */
export function escalationPlan(
  untold: Date | null,
  toldAt: Date | null,
  minutes: number,
  now: Date,
): EscalationPlan {
  if (untold === null || minutes === 0) return { kind: "none" };
  const due = after(untold, minutes * MINUTE);
  const next = toldAt === null ? due : after(toldAt, minutes * MINUTE);
  const at = due > next ? due : next;
  return now < at ? { kind: "look_again", at } : { kind: "tell" };
}

function after(from: Date, ms: number): Date {
  return new Date(from.getTime() + ms);
}
