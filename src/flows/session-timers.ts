import { idlePlan, warningDue } from "../domain/idle.ts";
import type { Queue } from "../domain/queue.ts";
import type { Session } from "../domain/session.ts";
import { givesReminder } from "../domain/waiting.ts";
import { transactional } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { waitsSince } from "../store/hand-back.ts";
import { findIdleWarning, insertIdleWarning, silentSince } from "../store/idle-warnings.ts";
import { hasOpenJobs } from "../store/jobs.ts";
import { lockPair, type Pair } from "../store/pairs.ts";
import { loadQueue } from "../store/queues.ts";
import { findReplyWarning, insertReplyWarning, unansweredSince } from "../store/reply-warnings.ts";
import { loadSession, lockSession, type SessionRecord } from "../store/sessions.ts";
import { closeSession } from "./close-session.ts";
import { handBackUnanswered } from "./hand-back.ts";
import { enqueueIdleWarning, retireIdleWarnings } from "./idle-warning-jobs.ts";
import { enqueueEntry, enqueueHeader } from "./session-jobs.ts";
import { threadLane } from "./thread-jobs.ts";
import { enqueueSessionTimer, sessionTimerPayload } from "./timer-jobs.ts";

/**
 * What happens in a session because time has passed: decided when its timer runs out, under the
 * lock, from the settings as they are then.
 */

const MINUTE = 60_000;
/** ms after which a session is looked at again in whose thread something was just written. */
const THREAD_BUSY = 1_000;

/** A timer has run out. */
export const sessionTimer = transactional(sessionTimerPayload, async (tx, job) => {
  const { session: id, timer, since, minutes } = job.payload;
  const pair = await lockPair(tx, (await loadSession(tx, id)).session.pair);
  const record = await lockSession(tx, id);
  if (!(await isAbout(tx, record.session, since))) {
    // It changed hands while its owner was warned.
    if (timer === "idle") await retireStaleWarnings(tx, record.session);
    return;
  }
  const queue = await loadQueue(tx, record.session.queue);
  switch (timer) {
    case "reminder":
      return remind(tx, record, queue, { since, minutes });
    case "max_wait":
      return expire(tx, pair, record, queue, since);
    case "idle":
      return lookAtSilence(tx, pair, record, queue);
    case "reply":
      return lookForReply(tx, record, queue);
    case "reopen_over":
      // Drawn from the state of the moment, without Reopen.
      return enqueueHeader(tx, { id });
    default:
      return timer satisfies never;
  }
});

async function retireStaleWarnings(tx: Tx, session: Session): Promise<void> {
  const since = session.state === "active" ? await silentSince(tx, session) : null;
  await retireIdleWarnings(tx, session, since);
}

/** Whether the session still waits, is still owned, or has ended, since then. */
async function isAbout(tx: Tx, session: Session, since: Date): Promise<boolean> {
  switch (session.state) {
    case "waiting":
      return (await waitsSince(tx, session)).getTime() === since.getTime();
    case "active":
      return session.acceptedAt.getTime() === since.getTime();
    case "ended":
      return session.endedAt.getTime() === since.getTime();
    default:
      return session satisfies never;
  }
}

async function remind(
  tx: Tx,
  { session }: SessionRecord,
  { reminderMinutes }: Queue,
  { since, minutes }: { readonly since: Date; readonly minutes: number | undefined },
): Promise<void> {
  if (session.state !== "waiting" || minutes === undefined) return;
  if (!givesReminder(minutes, reminderMinutes, since, tx.now)) return;
  const waited = Math.round((tx.now.getTime() - since.getTime()) / MINUTE);
  await enqueueEntry(tx, { id: session.id }, { kind: "reminder", minutes: waited });
}

/** The texter has waited as long as the queue allows: told as when there are no agents. */
async function expire(
  tx: Tx,
  pair: Pair,
  record: SessionRecord,
  queue: Queue,
  since: Date,
): Promise<void> {
  const { session } = record;
  if (session.state !== "waiting" || queue.maxWaitS === 0) return;
  const due = after(since, queue.maxWaitS * 1000);
  if (tx.now < due) return enqueueSessionTimer(tx, session.id, "max_wait", since, due);
  const { noAgentsMessage: text } = queue;
  await closeSession(tx, pair, record, {
    reason: "expired",
    by: null,
    text: text === null ? null : { kind: "no_agents", text },
  });
}

/** Nobody may have written for long: the owner is warned, and then the session ends. */
async function lookAtSilence(
  tx: Tx,
  pair: Pair,
  record: SessionRecord,
  queue: Queue,
): Promise<void> {
  const { session } = record;
  if (session.state !== "active") return;
  if (queue.idleTimeoutS === 0) return retireIdleWarnings(tx, session, null);
  const since = await silentSince(tx, session);
  await retireIdleWarnings(tx, session, since);
  const given = await findIdleWarning(tx, session.id, since);
  const plan = idlePlan(since, given, queue.idleTimeoutS * 1000, tx.now);
  const lookAt = (at: Date) => enqueueSessionTimer(tx, session.id, "idle", session.acceptedAt, at);
  switch (plan.kind) {
    case "look_again":
      return lookAt(plan.at);
    case "warn": {
      const { id } = session;
      const warning = { session: id, silentSince: since, endsAt: plan.endsAt };
      await enqueueIdleWarning(tx, { id }, await insertIdleWarning(tx, warning));
      return lookAt(plan.endsAt);
    }
    case "end":
      if (await isBeingWritten(tx, record)) return lookAt(after(tx.now, THREAD_BUSY));
      await closeSession(tx, pair, record, { reason: "idle", by: null, text: null });
      return;
    default:
      return plan satisfies never;
  }
}

/**
 * The texter may have waited for an answer for long: the owner is warned, and then the session
 * waits again, for the others.
 */
async function lookForReply(tx: Tx, record: SessionRecord, queue: Queue): Promise<void> {
  const { session } = record;
  if (session.state !== "active" || queue.replyTimeoutS === 0) return;
  const timeout = queue.replyTimeoutS * 1000;
  const since = await unansweredSince(tx, session);
  const lookAt = (at: Date) => enqueueSessionTimer(tx, session.id, "reply", session.acceptedAt, at);
  // Of whatever comes from now on nobody is warned before that.
  if (since === null) return lookAt(warningDue(tx.now, timeout));
  const warning = await findReplyWarning(tx, session.id, since);
  const given = warning && { silentSince: since, ...warning, endsAt: warning.backAt };
  const plan = idlePlan(since, given, timeout, tx.now);
  switch (plan.kind) {
    case "look_again":
      return lookAt(plan.at);
    case "warn":
      await insertReplyWarning(tx, session.id, { unansweredSince: since, backAt: plan.endsAt });
      await enqueueEntry(tx, session, {
        kind: "reply_warning",
        owner: session.owner,
        waitedMs: tx.now.getTime() - since.getTime(),
        backAt: plan.endsAt.toISOString(),
      });
      return lookAt(plan.endsAt);
    case "end":
      if (await isBeingWritten(tx, record)) return lookAt(after(tx.now, THREAD_BUSY));
      return handBackUnanswered(tx, session.owner, record);
    default:
      return plan satisfies never;
  }
}

/** What the owner wrote before its time was over may still be on its way through its lane. */
function isBeingWritten(tx: Tx, { channel, inviteTs }: SessionRecord): Promise<boolean> {
  return inviteTs === null
    ? Promise.resolve(false)
    : hasOpenJobs(tx, threadLane(channel, inviteTs));
}

function after(from: Date, ms: number): Date {
  return new Date(from.getTime() + ms);
}
