import knex, { type Knex } from "knex";
import pg from "pg";

/** How far the application's clock runs ahead of the database's, in ms; 0 in production. */
export interface ClockOffset {
  ms: number;
}

/**
 * One transaction. Whatever must happen together takes a `Tx`, so that the type system asks for
 * a transaction where one is needed (enqueuing, most of all).
 */
export interface Tx {
  readonly sql: Knex.Transaction;
  /** The transaction's time, by the database's clock: the same on every replica. */
  readonly now: Date;
  /** Lanes that have new jobs; they are woken after the commit. */
  readonly lanesToWake: Set<string>;
}

/** The application's connections to PostgreSQL. */
export interface Database {
  /** Runs the body in one transaction and wakes the lanes that it touched after the commit. */
  transaction<Result>(body: (tx: Tx) => Promise<Result>): Promise<Result>;
  /**
   * The same, begun with a try for the lock of this name, which nobody else has until the
   * transaction ends, on any replica.
   *
   * @param body `locked`: whether it was had
   */
  lockedTransaction<Result>(
    name: string,
    body: (tx: Tx, locked: boolean) => Promise<Result>,
  ): Promise<Result>;
  /** For single statements that need no transaction: reads, ingest. */
  readonly sql: Knex;
  /** A small pool of its own, so that busy workers can't starve the answer to a webhook. */
  readonly ingest: pg.Pool;
  readonly url: string;
  readonly clockOffset: ClockOffset;
  /** Told after each commit which lanes got work. */
  onLanesTouched(listener: (lanes: ReadonlySet<string>) => void): void;
  /** Says that these lanes got work, for those who enqueue by a statement of their own. */
  lanesTouched(lanes: ReadonlySet<string>): void;
  close(): Promise<void>;
}

/** What goes wrong on idle connections; the pool replaces them by itself. */
export type ConnectionErrorListener = (error: Error) => void;

/** The database can't be reached or does not answer in time: try again later. */
export class DatabaseUnavailableError extends Error {
  override readonly name = "DatabaseUnavailableError";
}

/** ms; a statement of a flow that takes longer is a fault, and must not hold its locks. */
const STATEMENT_TIMEOUT = 10_000;
/** ms; Telnyx waits 2 s for its answer, so ingest says "later" before that. */
const INGEST_TIMEOUT = 1_200;
/** ms; a replica that was frozen inside a transaction must not keep its locks for ever. */
const IDLE_IN_TRANSACTION_TIMEOUT = 10_000;

interface PooledConnection {
  on(event: "error", listener: (error: Error) => void): void;
}

/**
 * Opens the pools. Nothing is contacted before the first statement.
 *
 * @param url a PostgreSQL connection URL
 * @param clockOffset shared with whoever moves the clock in tests and in the sandbox
 * @param connections of the pool for everything but ingest, at the most
 */
export function openDatabase(
  url: string,
  onConnectionError: ConnectionErrorListener,
  clockOffset: ClockOffset = { ms: 0 },
  connections = 20,
): Database {
  const tell = (message: unknown): void => onConnectionError(new Error(String(message)));
  const sql = knex({
    client: "pg",
    connection: {
      connectionString: url,
      statement_timeout: STATEMENT_TIMEOUT,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT,
      connectionTimeoutMillis: 3_000,
      keepAlive: true,
    },
    pool: {
      min: 0,
      max: connections,
      afterCreate(connection: PooledConnection, done: (error: Error | null) => void) {
        connection.on("error", onConnectionError);
        done(null);
      },
    },
    acquireConnectionTimeout: 5_000,
    // Errors would quote the statement with its values, which are texts and numbers of people.
    compileSqlOnError: false,
    // Without these, knex writes to the standard output, past the log.
    log: { warn: tell, error: tell, deprecate: tell, debug: () => undefined },
  });
  const ingest = new pg.Pool({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: 1_000,
    statement_timeout: INGEST_TIMEOUT,
    query_timeout: INGEST_TIMEOUT + 300,
    keepAlive: true,
  });
  ingest.on("error", onConnectionError);

  const listeners: ((lanes: ReadonlySet<string>) => void)[] = [];
  function lanesTouched(lanes: ReadonlySet<string>): void {
    if (lanes.size > 0) for (const listener of listeners) listener(lanes);
  }
  async function run<Result>(
    lock: string | null,
    body: (tx: Tx, locked: boolean) => Promise<Result>,
  ): Promise<Result> {
    const lanesToWake = new Set<string>();
    const result = await sql.transaction(async (trx) => {
      const { now, locked } = await begin(trx, clockOffset, lock);
      return body({ sql: trx, now, lanesToWake }, locked);
    });
    lanesTouched(lanesToWake);
    return result;
  }
  return {
    sql,
    ingest,
    url,
    clockOffset,
    onLanesTouched(listener) {
      listeners.push(listener);
    },
    transaction: (body) => run(null, body),
    lockedTransaction: run,
    lanesTouched,
    async close() {
      await sql.destroy();
      await ingest.end();
    },
  };
}

/** The database's time, moved by the clock offset. */
export async function readNow(sql: Knex, clockOffset: ClockOffset): Promise<Date> {
  return (await begin(sql, clockOffset, null)).now;
}

/**
 * The first statement of a transaction: its time, which stands still in it and which its triggers
 * know as `sms.now`, and a try for a lock.
 */
async function begin(
  sql: Knex,
  clockOffset: ClockOffset,
  lock: string | null,
): Promise<{ readonly now: Date; readonly locked: boolean }> {
  const tried = lock === null ? "true" : "pg_try_advisory_xact_lock(hashtextextended(?, 0))";
  const { rows } = await sql.raw<{ rows: { now: Date; locked: boolean }[] }>(
    `select now, set_config('sms.now', now::text, true), ${tried} as locked
       from date_trunc('milliseconds', now() + make_interval(secs => ?)) as now`,
    [...(lock === null ? [] : [lock]), clockOffset.ms / 1000],
  );
  const row = rows[0];
  if (!row) throw new Error("select now() gave no row");
  return row;
}

const UNAVAILABLE_CODES: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "ETIMEDOUT",
  "25006", // read-only: a failover is under way
  "53100", // disk full
  "53200", // out of memory
  "53300", // too many connections
  "55P03", // a lock could not be had in time
  "57014", // statement time-out
  "57P01", // terminated by an administrator
  "57P02", // crash recovery
  "57P03", // starting up
  "08000",
  "08003",
  "08006",
]);
const UNAVAILABLE_MESSAGES =
  /connection terminated|not currently accepting connections|timeout exceeded|query read timeout|acquiring a connection|not queryable|client was closed/i;

/** Whether the error says that the database is away or overloaded, not that a statement is wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof DatabaseUnavailableError) return true;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return UNAVAILABLE_CODES.has(code) || UNAVAILABLE_MESSAGES.test(error.message);
}

/** Whether running the same transaction again may well succeed (deadlock, serialization). */
export function isWorthRepeating(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "40P01" || error.code === "40001";
}
