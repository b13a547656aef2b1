import type { ChannelId, MessageTs, SessionId } from "../domain/ids.ts";
import type { Urgency } from "../domain/pace.ts";
import { type Job, lookAgain, type Perform, type Settle, type Verdict } from "../lanes/job.ts";
import { closeGate, takeTurn, type WantedPost } from "../store/channel-gates.ts";
import type { Tx } from "../store/database.ts";
import { openPayloads } from "../store/jobs.ts";
import { CLOSED, noteRefusal, whileClosed } from "./channel-troubles.ts";
import type { FlowDeps } from "./deps.ts";
import { continuePayload } from "./former-thread-jobs.ts";
import { JOB } from "./jobs.ts";
import { isThreadGone, settleThreadGone } from "./lost-threads.ts";
import type { DeskOutcome, FindOutcome, Posting, ShareOutcome } from "./ports.ts";
import { recordPosted } from "./record-posted.ts";
import { SESSION_RANK } from "./session-jobs.ts";
import type { ThreadLink } from "./session-views.ts";

/**
 * Posting into Slack once, however often something dies on the way.
 *
 * Slack has no idempotency key. So every post carries the key of its job; and after an attempt
 * whose outcome is not known, nothing is posted again before the request can't land any more and
 * a look into the thread has not found it. Our own post's echo settles the doubt earlier.
 */

/** ms; a Slack call gives up after 10 s. */
const CALL_MS = 11_000;

/** ms that a request may still take effect after we have given it up. Part of correctness. */
export const LANDING_MARGIN = 15_000;

/**
 * A post that Slack does not like is made again at once as plain text; and before the first try a
 * name may be looked up. Both within this many ms more.
 */
const POST_MS = CALL_MS + 4_000;

export const POST_TIMES = {
  leaseMs: POST_MS + LANDING_MARGIN + 4_000,
  performMs: POST_MS + LANDING_MARGIN,
};

/** Redrawing is harmless to repeat, so no margin. */
export const UPDATE_TIMES = { leaseMs: CALL_MS + 2_000, performMs: CALL_MS };

/** A word to somebody may take a look-up of who they are, and a direct message in its place. */
export const TELL_TIMES = { leaseMs: 3 * CALL_MS + 2_000, performMs: 3 * CALL_MS };

/** A mark takes up to three calls. */
export const MARK_TIMES = { leaseMs: 3 * CALL_MS + 2_000, performMs: 3 * CALL_MS };

/** Tries, one in 15 s, while Slack refuses it: then what was to be said is old. */
const MAX_COURTESY_TRIES = 240;

/**
 * Whether it is no use any more to say something to a person or to mark a message: it is refused
 * for good, or has been for an hour for a reason that is not the channel's.
 */
export function isGivenUp(job: Job<unknown>, outcome: DeskOutcome): boolean {
  if (outcome.kind === "rejected") return true;
  if (outcome.kind !== "blocked" || CLOSED.has(outcome.why)) return false;
  return job.attempts >= MAX_COURTESY_TRIES;
}

/** ms between tries while Slack is away: 0.5 s doubling up to 30 s, spread by a quarter. */
function awayDelay(attempts: number): number {
  return Math.min(30_000, 500 * 2 ** Math.min(attempts, 10)) * (0.75 + Math.random() / 4);
}

/** ms between tries while something in Slack needs mending. */
const BLOCKED_DELAY = 15_000;

/** Looked for in vain so often where Slack won't let us look, a post is made (perhaps again). */
const MAX_BLIND_ATTEMPTS = 3;

/** ms by which Slack's clock and the database's may differ. */
const CLOCK_DIFFERENCE = 300_000;

/** What identifies a post to whoever looks for it. */
export function postKey(job: Job<unknown>): string {
  return `job-${job.key}`;
}

interface Post {
  /** In whose thread it is posted; it follows the session into another one. */
  readonly session?: SessionId;
  /** Left out where Slack does not take it. */
  readonly isCourtesy?: true;
  readonly channel: ChannelId;
  /** Null: into the channel. */
  readonly threadTs: MessageTs | null;
  readonly posting: Posting;
  /** Default: as urgent as a text. */
  readonly urgency?: Urgency;
  /**
   * Takes what waits behind it into this post, when its channel is behind.
   *
   * @returns null when there is nothing of that kind
   */
  readonly merge?: () => Promise<{ readonly job: Job<unknown>; readonly posting: Posting } | null>;
}

/**
 * Posts once. Where an earlier attempt is in doubt, this one only looks for its post; if it is not
 * there, the next attempt posts again, with a lease of its own: looking may have taken long, and a
 * post must have landed before anybody else looks for it.
 */
export async function performPost(
  deps: FlowDeps,
  tx: Tx,
  job: Job<unknown>,
  resolving: boolean,
  post: Post,
): Promise<Perform | null> {
  if (resolving) return async () => settleLook(job, post.channel, await look(deps, job, post));
  const closed = await whileClosed(tx, post.channel);
  if (closed) return post.isCourtesy ? null : closed;
  const turn = await takeTurn(tx, wanted(job, post), deps.pace);
  if (turn.kind === "later") return lookAgain(turn.inMs, "its turn in the channel comes then");
  const merged = turn.waited && post.merge ? await post.merge() : null;
  const { job: done, posting } = merged ?? { job, posting: post.posting };
  return async () => {
    const outcome = await deps.desk.post(post.channel, post.threadTs, posting, postKey(done));
    return (settleTx) => settlePost(deps, settleTx, done, post, outcome);
  };
}

function wanted({ id }: Job<unknown>, { channel, urgency = "text" }: Post): WantedPost {
  return { channel, job: id, urgency };
}

function look(deps: FlowDeps, job: Job<unknown>, post: Post): Promise<FindOutcome> {
  return deps.desk.find(post.channel, post.threadTs, postKey(job), earliest(job));
}

/** Nothing that the job did can be older, by Slack's clock. */
export function earliest(job: Job<unknown>): Date {
  return new Date(job.createdAt.getTime() - CLOCK_DIFFERENCE);
}

function settleLook(job: Job<unknown>, channel: ChannelId, found: FindOutcome): Settle {
  return async (tx) => {
    if (found.kind === "found") await recordPosted(tx, job.kind, job.payload, found.ts);
    const verdict = afterLook(job, found);
    // Nobody can look there any more, and the session leaves it: shown in its new thread.
    return found.kind === "refused" && (await isLeaving(tx, job.lane, channel))
      ? { kind: "retry", afterMs: 0, why: found.why }
      : verdict;
  };
}

/** Whether the lane's session is about to go on in another channel. */
async function isLeaving(tx: Tx, lane: string, channel: ChannelId): Promise<boolean> {
  const move = { lane, kind: JOB.continueInNewThread, rank: SESSION_RANK.move };
  const moves = await openPayloads(tx, move);
  return moves.some((payload) => continuePayload.parse(payload).to !== channel);
}

/** What becomes of a job whose doubtful effect was looked for. */
export function afterLook(job: Job<unknown>, found: FindOutcome): Verdict {
  switch (found.kind) {
    case "found":
      return { kind: "done" };
    case "absent":
      return { kind: "retry", afterMs: 0, why: "the doubtful post is not there" };
    case "away":
      return { kind: "doubt", afterMs: LANDING_MARGIN, why: found.why };
    case "refused":
      return job.attempts < MAX_BLIND_ATTEMPTS || CLOSED.has(found.why)
        ? { kind: "doubt", afterMs: LANDING_MARGIN, why: found.why }
        : { kind: "retry", afterMs: 0, why: `Slack does not let us look: ${found.why}` };
    default:
      return found satisfies never;
  }
}

async function settlePost(
  deps: FlowDeps,
  tx: Tx,
  job: Job<unknown>,
  post: Post,
  outcome: DeskOutcome,
): Promise<Verdict> {
  if (outcome.kind === "done") await recordPosted(tx, job.kind, job.payload, outcome.ts);
  if (outcome.kind === "limited") {
    await closeGate(tx, wanted(job, post), outcome.retryAfterMs, deps.pace);
  }
  const isRefused = outcome.kind === "blocked" || outcome.kind === "rejected";
  if (post.isCourtesy && isRefused) return { kind: "done" };
  if (post.session !== undefined && post.threadTs !== null && isThreadGone(outcome)) {
    return settleThreadGone(tx, post.session, { channel: post.channel, ts: post.threadTs });
  }
  return settleOnce(deps, tx, job, post.channel, outcome);
}

/** Settles what must not be done twice: an unknown outcome is looked into before it is repeated. */
export async function settleOnce(
  deps: FlowDeps,
  tx: Tx,
  job: Job<unknown>,
  channel: ChannelId,
  outcome: ShareOutcome,
): Promise<Verdict> {
  switch (outcome.kind) {
    case "done":
      return { kind: "done" };
    case "unknown":
      return { kind: "doubt", afterMs: LANDING_MARGIN, why: outcome.why };
    default:
      return settleRefusal(deps, tx, job, channel, outcome);
  }
}

/** Settles what is harmless to repeat: redraws, marks, private words. */
export function settleRepeatable(
  deps: FlowDeps,
  tx: Tx,
  job: Job<unknown>,
  channel: ChannelId,
  outcome: DeskOutcome,
): Promise<Verdict> {
  switch (outcome.kind) {
    case "done":
      return Promise.resolve({ kind: "done" });
    case "unknown":
      return Promise.resolve({
        kind: "retry",
        afterMs: awayDelay(job.attempts),
        why: outcome.why,
      });
    default:
      return settleRefusal(deps, tx, job, channel, outcome);
  }
}

/**
 * Draws a message again.
 *
 * @param whenGone what becomes of the job when somebody has deleted the message
 */
export async function performRedraw(
  deps: FlowDeps,
  tx: Tx,
  job: Job<unknown>,
  message: ThreadLink,
  posting: Posting,
  whenGone: (tx: Tx) => Promise<Verdict>,
): Promise<Perform> {
  const { channel, ts } = message;
  const closed = await whileClosed(tx, channel);
  if (closed) return closed;
  return async () => {
    const outcome = await deps.desk.update(channel, ts, posting);
    return (settleTx) =>
      isGone(outcome)
        ? whenGone(settleTx)
        : settleRepeatable(deps, settleTx, job, channel, outcome);
  };
}

/**
 * Draws a message again that the session may have left behind; left out where Slack does not take it:
 * somebody deleted it, or the channel is closed to us. Nothing waits for that.
 */
export function redrawWherePossible(
  deps: FlowDeps,
  job: Job<unknown>,
  { channel, ts }: ThreadLink,
  posting: Posting,
): Perform {
  return async () => {
    const outcome = await deps.desk.update(channel, ts, posting);
    return (settleTx) =>
      outcome.kind === "rejected" || outcome.kind === "blocked"
        ? Promise.resolve({ kind: "done" })
        : settleRepeatable(deps, settleTx, job, channel, outcome);
  };
}

/** Whether the message to be drawn again is not there any more: somebody deleted it. */
function isGone(outcome: DeskOutcome): boolean {
  return outcome.kind === "rejected" && GONE.has(outcome.why);
}

const GONE: ReadonlySet<string> = new Set(["message_not_found", "cant_update_message"]);

/** Settles what Slack surely did not do. */
export async function settleRefusal(
  deps: FlowDeps,
  tx: Tx,
  job: Job<unknown>,
  channel: ChannelId,
  outcome: Exclude<DeskOutcome, { kind: "done" | "unknown" }>,
): Promise<Verdict> {
  switch (outcome.kind) {
    case "limited":
      // Slack's pace is a method's: what may not be redrawn now may well be posted.
      return { kind: "retry", afterMs: outcome.retryAfterMs, why: "ratelimited" };
    case "away":
      return { kind: "retry", afterMs: awayDelay(job.attempts), why: outcome.why };
    case "blocked":
      await noteRefusal(deps, tx, channel, outcome.why);
      return { kind: "retry", afterMs: BLOCKED_DELAY, why: outcome.why };
    case "rejected":
      return { kind: "dead", why: outcome.why };
    default:
      return outcome satisfies never;
  }
}
