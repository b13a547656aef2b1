import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** A database of a test's own. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** @param template `template_migrated` (the default) or `template0` for an empty one */
export async function createTestDatabase(
  template: "template_migrated" | "template0" = "template_migrated",
): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(`create database ${name} template ${template}`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => administer(`drop database ${name} with (force)`),
  };
}

const spare: TestDatabase[] = [];

/**
 * A migrated and empty database: one that a test of this file has given back with `drop`, or a new
 * one. Making one costs more than a whole story takes.
 */
export async function borrowDatabase(): Promise<TestDatabase> {
  const database = spare.pop() ?? (await createTestDatabase());
  return {
    url: database.url,
    async drop() {
      await empty(database.url);
      spare.push(database);
    },
  };
}

async function empty(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );
    // Without triggers, foreign keys don't ask for an order.
    await client.query("set session_replication_role = replica");
    const { rows } = await client.query<{ deletions: string }>(
      `select string_agg(format('delete from %I', tablename), ';') as deletions
         from pg_tables where schemaname = 'public' and tablename not like 'knex%'`,
    );
    await client.query(rows[0]?.deletions ?? "");
  } finally {
    await client.end();
  }
}

/** Cuts everybody's connections to the database. */
export async function cutConnections(databaseUrl: string): Promise<void> {
  const name = new URL(databaseUrl).pathname.slice(1);
  await administer(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
}

/** Keeps everybody else out of a table until the returned function is called. */
export async function holdTable(databaseUrl: string, table: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("begin");
  await client.query(`lock table ${table} in access exclusive mode`);
  return async () => {
    await client.query("commit");
    await client.end();
  };
}

/** Takes the database away, cutting everybody's connections, or gives it back. */
export async function allowConnections(databaseUrl: string, allowed: boolean): Promise<void> {
  const name = new URL(databaseUrl).pathname.slice(1);
  await administer(`alter database ${name} allow_connections ${String(allowed)}`);
  if (!allowed) await cutConnections(databaseUrl);
}
