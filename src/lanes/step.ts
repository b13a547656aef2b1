import { setTimeout as delay } from "node:timers/promises";
import { type Database, isUnavailable, isWorthRepeating, type Tx } from "../store/database.ts";
import type {
  EffectHandler,
  Handler,
  Job,
  Perform,
  Settle,
  TransactionalHandler,
  Verdict,
} from "./job.ts";

/** What one look at a lane came to. */
export type StepResult =
  /** A job was worked on; look again. */
  | { readonly kind: "worked" }
  /** No open job. */
  | { readonly kind: "empty" }
  /** Another worker has the lane; it will go on with it. */
  | { readonly kind: "busy" }
  /** The head is not due before this many ms. */
  | { readonly kind: "later"; readonly inMs: number };

/** What happens to jobs that somebody should know of. */
export interface StepEvents {
  failed(job: Job<unknown>, error: unknown, failures: number): void;
  /** The job was set aside in this transaction. */
  setAside(tx: Tx, job: Job<unknown>, why: string): Promise<void>;
  settled(job: Job<unknown>, verdict: Verdict, ms: number): void;
}

/** ms before a job that this version has no handler for is looked at again: a newer replica may. */
const UNKNOWN_KIND_DELAY = 5_000;
/** A job whose handler throws is tried this often before it is set aside. */
const MAX_FAILURES = 6;
/** ms before the next try, after the first, second … failure. */
const FAILURE_DELAYS = [100, 500, 2_000, 5_000, 10_000];

interface HeadRow {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly payload: unknown;
  readonly state: "ready" | "running";
  readonly attempts: number;
  readonly failures: number;
  readonly created_at: Date;
  readonly due_in_ms: number;
}

/**
 * The head of the lane, locked; a running job is always the head. The inner select finds it, the
 * outer one locks that very row and no other, and checks again that it is still open: so a worker
 * never takes the second job because the first is in somebody's hands.
 */
const LOCK_HEAD = `
  select id, kind, key, payload, state, attempts, failures, created_at,
         extract(epoch from run_at - ?::timestamptz)::float8 * 1000 as due_in_ms
    from jobs
   where id = (select id from jobs
                where lane = ? and state in ('ready', 'running')
                order by state = 'running' desc, rank, id
                limit 1)
     and state in ('ready', 'running')
     for update skip locked`;

interface Head {
  readonly job: Job<unknown>;
  readonly failures: number;
  /** It was found running, its lease over: an earlier attempt may have had its effect. */
  readonly inDoubt: boolean;
}

type Claim =
  | { readonly kind: "result"; readonly result: StepResult }
  | { readonly kind: "failed"; readonly head: Head; readonly error: unknown }
  | {
      readonly kind: "perform";
      readonly head: Head;
      readonly handler: EffectHandler;
      readonly perform: Perform;
    };

/** Carries the head out of a transaction that is to be rolled back. */
class HandlerFailure extends Error {
  override readonly name = "HandlerFailure";
  readonly head: Head;
  constructor(head: Head, cause: unknown) {
    super(`job ${head.job.id} (${head.job.kind}) failed`, { cause });
    this.head = head;
  }
}

/**
 * Works on the head of one lane, if it is due and nobody else has it.
 *
 * @throws only when the database is away: nothing has been decided then, and the job is still there
 */
export async function stepLane(
  db: Database,
  handlers: ReadonlyMap<string, Handler>,
  lane: string,
  events: StepEvents,
): Promise<StepResult> {
  const begun = performance.now();
  const claim = await claimHead(db, handlers, lane, events);
  switch (claim.kind) {
    case "result":
      return claim.result;
    case "failed":
      return recordFailure(db, claim.head, claim.error, asFound(claim.head), events);
    case "perform":
      return performJob(db, claim, begun, events);
    default:
      return claim satisfies never;
  }
}

async function claimHead(
  db: Database,
  handlers: ReadonlyMap<string, Handler>,
  lane: string,
  events: StepEvents,
): Promise<Claim> {
  try {
    // Two replicas in one lane at once are kept apart by this lock, which dies with its holder.
    return await db.lockedTransaction(lane, async (tx, locked): Promise<Claim> => {
      if (!locked) return { kind: "result", result: { kind: "busy" } };
      const found = await tx.sql.raw<{ rows: HeadRow[] }>(LOCK_HEAD, [tx.now, lane]);
      const row = found.rows[0];
      if (!row) return { kind: "result", result: { kind: "empty" } };
      if (row.due_in_ms > 0) {
        return { kind: "result", result: { kind: "later", inMs: row.due_in_ms } };
      }
      const head = toHead(row, lane);
      const handler = handlers.get(row.kind);
      if (!handler) {
        events.failed(head.job, new Error(`no handler for jobs of kind "${row.kind}"`), 0);
        return { kind: "result", result: { kind: "later", inMs: UNKNOWN_KIND_DELAY } };
      }
      try {
        return handler.sort === "transactional"
          ? await runTransactional(tx, handler, head.job)
          : await beginEffect(tx, handler, head);
      } catch (error) {
        throw new HandlerFailure(head, error);
      }
    });
  } catch (error) {
    if (!(error instanceof HandlerFailure) || isUnavailable(error.cause)) throw error;
    if (isWorthRepeating(error.cause)) return { kind: "result", result: { kind: "worked" } };
    return { kind: "failed", head: error.head, error: error.cause };
  }
}

function toHead(row: HeadRow, lane: string): Head {
  return {
    job: {
      id: Number(row.id),
      lane,
      kind: row.kind,
      key: row.key,
      payload: row.payload,
      attempts: row.attempts,
      createdAt: row.created_at,
    },
    failures: row.failures,
    inDoubt: row.state === "running",
  };
}

async function runTransactional(
  tx: Tx,
  handler: TransactionalHandler,
  job: Job<unknown>,
): Promise<Claim> {
  await handler.run(tx, job);
  await finish(tx, job, "done");
  return { kind: "result", result: { kind: "worked" } };
}

async function beginEffect(tx: Tx, handler: EffectHandler, head: Head): Promise<Claim> {
  const { job } = head;
  const perform = await handler.prepare(tx, job, head.inDoubt);
  if (perform === null) {
    await finish(tx, job, "done");
    return { kind: "result", result: { kind: "worked" } };
  }
  await openJob(tx, job).update({
    state: "running",
    attempts: job.attempts + 1,
    run_at: after(tx, handler.leaseMs),
  });
  return { kind: "perform", head, handler, perform };
}

/** @param claimedAt monotonic ms, before the claim: the lease is over at most so long after it */
async function performJob(
  db: Database,
  claim: Claim & { kind: "perform" },
  claimedAt: number,
  events: StepEvents,
): Promise<StepResult> {
  const { head, handler } = claim;
  const leaseEnd = claimedAt + handler.leaseMs;
  const begun = performance.now();
  // A slow claim, or frozen since: somebody else could be at it before the effect has landed.
  if (begun + handler.performMs > leaseEnd) return letGo(db, head);
  let settle: Settle;
  try {
    settle = await claim.perform();
  } catch (error) {
    return recordFailure(db, head, error, notPerformed(head), events);
  }
  const ms = performance.now() - begun;
  let verdict: Verdict | null;
  try {
    verdict = await repeatUntil(leaseEnd, () =>
      db.transaction(async (tx) => {
        if (!(await holdsAttempt(tx, head.job))) return null;
        const said = await settle(tx);
        await applyVerdict(tx, head.job, said, events);
        return said;
      }),
    );
  } catch (error) {
    if (isUnavailable(error)) throw error;
    // It was performed, but what came of it can't be recorded: it stays in doubt.
    return recordFailure(db, head, error, performed(head), events);
  }
  if (verdict) events.settled(head.job, verdict, ms);
  return { kind: "worked" };
}

/**
 * Gives a claimed job back that was not performed. Nothing was done, so nothing is in doubt that
 * was not so before.
 */
async function letGo(db: Database, head: Head): Promise<StepResult> {
  await db.transaction(async (tx) => {
    if (!(await holdsAttempt(tx, head.job))) return;
    await openJob(tx, head.job).update({
      state: head.inDoubt ? "running" : "ready",
      run_at: tx.now,
    });
  });
  return { kind: "worked" };
}

/** The fence: an attempt whose lease ran out finds that the job has gone on without it. */
async function holdsAttempt(tx: Tx, job: Job<unknown>): Promise<boolean> {
  const rows = await tx
    .sql("jobs")
    .where({ id: job.id, state: "running", attempts: job.attempts + 1 })
    .forUpdate()
    .select<{ id: string }[]>("id");
  return rows.length > 0;
}

async function applyVerdict(
  tx: Tx,
  job: Job<unknown>,
  verdict: Verdict,
  events: StepEvents,
): Promise<void> {
  switch (verdict.kind) {
    case "done":
      await finish(tx, job, "done");
      return;
    case "retry":
    case "wait":
      await openJob(tx, job).update({
        state: "ready",
        run_at: after(tx, verdict.afterMs),
        last_error: verdict.why,
        // Waiting was no attempt.
        ...(verdict.kind === "wait" ? { attempts: job.attempts } : {}),
      });
      return;
    case "doubt":
      await openJob(tx, job).update({
        run_at: after(tx, verdict.afterMs),
        last_error: verdict.why,
      });
      return;
    case "dead":
      await finish(tx, job, "dead", verdict.why);
      return events.setAside(tx, job, verdict.why);
    default:
      return verdict satisfies never;
  }
}

/** A job as it must still be for a failure to be recorded, and the state that it gets. */
interface FailedAttempt {
  readonly found: { readonly state: "ready" | "running"; readonly attempts: number };
  readonly next: "ready" | "running";
}

/** It failed before it was claimed. What was in doubt stays so: nothing was settled. */
function asFound({ job, inDoubt }: Head): FailedAttempt {
  const state = inDoubt ? "running" : "ready";
  return { found: { state, attempts: job.attempts }, next: state };
}

/** It failed after the claim, without an effect. */
function notPerformed({ job, inDoubt }: Head): FailedAttempt {
  return {
    found: { state: "running", attempts: job.attempts + 1 },
    next: inDoubt ? "running" : "ready",
  };
}

/** It had its effect, or may have. */
function performed({ job }: Head): FailedAttempt {
  return { found: { state: "running", attempts: job.attempts + 1 }, next: "running" };
}

/**
 * Counts a failure; after too many the job is set aside. If somebody else has the job by now (an
 * older version of us failed where a newer one does not), it is theirs.
 */
async function recordFailure(
  db: Database,
  head: Head,
  error: unknown,
  attempt: FailedAttempt,
  events: StepEvents,
): Promise<StepResult> {
  const { job } = head;
  const failures = head.failures + 1;
  events.failed(job, error, failures);
  const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  await db.transaction(async (tx) => {
    const still = await tx
      .sql("jobs")
      .where({ id: job.id, ...attempt.found })
      .forUpdate()
      .first<{ id: string } | undefined>("id");
    if (still === undefined) return;
    if (failures >= MAX_FAILURES) {
      if (await finish(tx, job, "dead", why)) await events.setAside(tx, job, why);
      return;
    }
    await openJob(tx, job).update({
      state: attempt.next,
      failures,
      run_at: after(tx, FAILURE_DELAYS[failures - 1] ?? 0),
      last_error: why,
    });
  });
  return { kind: "worked" };
}

function openJob(tx: Tx, job: Job<unknown>) {
  return tx.sql("jobs").where({ id: job.id }).whereIn("state", ["ready", "running"]);
}

/** @returns false when the job was closed already */
async function finish(
  tx: Tx,
  job: Job<unknown>,
  state: "done" | "dead",
  why: string | null = null,
): Promise<boolean> {
  const count = await openJob(tx, job).update({ state, finished_at: tx.now, last_error: why });
  return count > 0;
}

function after(tx: Tx, ms: number): Date {
  return new Date(tx.now.getTime() + ms);
}

/**
 * Settling is as safe to repeat as any transaction; what was done outside is not. So as long as
 * the lease lasts, a database that is away for a moment must not turn an outcome into a doubt.
 */
async function repeatUntil<Result>(
  deadline: number,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const passing = isUnavailable(error) || isWorthRepeating(error);
      if (!passing || performance.now() > deadline) throw error;
      await delay(100);
    }
  }
}
