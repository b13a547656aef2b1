import type { z } from "zod";
import type { Tx } from "../store/database.ts";

/** What a job may carry: ids and small facts. Texts stay in their tables. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** A job as its handler sees it. */
export interface Job<Payload> {
  readonly id: number;
  readonly lane: string;
  readonly kind: string;
  /** Unique for ever, also beyond this database: a UUID unless whoever enqueued it named it. */
  readonly key: string;
  readonly payload: Payload;
  /** How often it was begun before, whatever came of it but a `wait`. */
  readonly attempts: number;
  readonly createdAt: Date;
}

/**
 * A job that only touches the database. It is done in the transaction of its effects: exactly
 * once, however often it is begun. Throwing rolls everything back and retries it, in order.
 */
export interface TransactionalHandler {
  readonly sort: "transactional";
  run(tx: Tx, job: Job<unknown>): Promise<void>;
}

/** Records what came of an attempt and says what becomes of the job. */
export type Settle = (tx: Tx) => Promise<Verdict>;
/** Does the outside work, with no transaction open. A throw means: surely nothing was done. */
export type Perform = () => Promise<Settle>;

/**
 * A job with an effect outside the database, in three steps: `prepare` in the transaction that
 * claims the job, the `Perform` that it returns after that, and the `Settle` that this returns in
 * the transaction that records the outcome.
 */
export interface EffectHandler {
  readonly sort: "effect";
  /**
   * ms for which one attempt owns the job. After that the job is in doubt and is begun again with
   * `resolving`. It covers performing and, where an effect can land late, that margin too.
   */
  readonly leaseMs: number;
  /**
   * ms of the lease that must be left when performing begins: what it takes at most, and the
   * margin in which an effect can land late. A claim that took too long lets go.
   */
  readonly performMs: number;
  /**
   * The last look at the state of things; null when there is nothing to do any more.
   *
   * @param resolving an earlier attempt may or may not have had its effect
   */
  prepare(tx: Tx, job: Job<unknown>, resolving: boolean): Promise<Perform | null>;
}

export type Handler = TransactionalHandler | EffectHandler;

/** What becomes of an effect job after an attempt. */
export type Verdict =
  | { readonly kind: "done" }
  /** Surely not done: again after a while, as often as it takes. */
  | { readonly kind: "retry"; readonly afterMs: number; readonly why: string }
  /** Not tried: its time has not come. Looked at again after a while. */
  | { readonly kind: "wait"; readonly afterMs: number; readonly why: string }
  /** Not known whether done: begun again with `resolving` after a while. */
  | { readonly kind: "doubt"; readonly afterMs: number; readonly why: string }
  /** Will never work: set aside, the lane goes on, supervisors are told. */
  | { readonly kind: "dead"; readonly why: string };

/**
 * Nothing can be done now, and nothing was: the job is looked at again after so many ms.
 *
 * @param resolving what an earlier attempt has done stays in doubt
 */
export function lookAgain(afterMs: number, why: string, resolving = false): Perform {
  const kind = resolving ? "doubt" : "wait";
  return () => Promise.resolve(() => Promise.resolve({ kind, afterMs, why }));
}

/** A transactional handler whose payloads are checked against the schema before it sees them. */
export function transactional<Payload>(
  schema: z.ZodType<Payload>,
  run: (tx: Tx, job: Job<Payload>) => Promise<void>,
): TransactionalHandler {
  return {
    sort: "transactional",
    run: (tx, job) => run(tx, { ...job, payload: schema.parse(job.payload) }),
  };
}

/** An effect handler whose payloads are checked against the schema before it sees them. */
export function effect<Payload>(
  schema: z.ZodType<Payload>,
  times: { readonly leaseMs: number; readonly performMs: number },
  prepare: (tx: Tx, job: Job<Payload>, resolving: boolean) => Promise<Perform | null>,
): EffectHandler {
  return {
    sort: "effect",
    ...times,
    prepare: (tx, job, resolving) =>
      prepare(tx, { ...job, payload: schema.parse(job.payload) }, resolving),
  };
}
