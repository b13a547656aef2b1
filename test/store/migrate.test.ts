import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import knex, { type Knex } from "knex";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isUnavailable } from "../../src/store/database.ts";
import { migrate, migrationSource } from "../../src/store/migrate.ts";
import {
  allowConnections,
  createTestDatabase,
  holdTable,
  type TestDatabase,
} from "../support/database.ts";
import { until } from "../support/until.ts";

const PROCESS = fileURLToPath(new URL("migrate-process.ts", import.meta.url));

function connect(url: string): Knex {
  return knex({
    client: "pg",
    connection: url,
    pool: { min: 0, max: 2 },
    migrations: { migrationSource },
    // Some tests take the database away, of which knex would write on the standard output.
    log: { warn: () => undefined, error: () => undefined },
  });
}

/** What a query of one column finds. */
async function column(sql: Knex, query: string): Promise<unknown[]> {
  const { rows } = await sql.raw<{ rows: Record<string, unknown>[] }>(query);
  return rows.flatMap((row) => Object.values(row));
}

/** Every column, constraint and index but knex' own, each in PostgreSQL's own words. */
function schemaOf(sql: Knex): Promise<unknown[]> {
  return column(
    sql,
    `select words from (
       select format('%s.%s %s null:%s default:%s', table_name, column_name, data_type,
                     is_nullable, column_default) from information_schema.columns
        where table_schema = 'public'
       union all
       select format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
         from pg_constraint where connamespace = 'public'::regnamespace
       union all
       select indexdef from pg_indexes where schemaname = 'public'
     ) as everything (words) where words not like '%knex_migrations%' order by words`,
  );
}

function migrationsRun(sql: Knex): Promise<string[]> {
  return sql("knex_migrations").orderBy("id").pluck<string[]>("name");
}

describe("the migrations", () => {
  let database: TestDatabase;
  let sql: Knex;
  let complete: { schema: unknown[]; run: string[] };
  let children: ChildProcess[];

  beforeAll(async () => {
    const migrated = await createTestDatabase("template_migrated");
    const reference = connect(migrated.url);
    complete = { schema: await schemaOf(reference), run: await migrationsRun(reference) };
    await reference.destroy();
    await migrated.drop();
  });
  beforeEach(async () => {
    database = await createTestDatabase("template0");
    sql = connect(database.url);
    children = [];
  });
  afterEach(async () => {
    for (const child of children) child.kill("SIGKILL");
    await sql.destroy();
    await database.drop();
  });

  async function expectComplete(): Promise<void> {
    expect({ schema: await schemaOf(sql), run: await migrationsRun(sql) }).toEqual(complete);
  }

  it("make the whole schema in an empty database", async () => {
    expect(await schemaOf(sql)).toEqual([]);
    await migrate(database.url);
    await expectComplete();
    expect(complete.run).toEqual(expect.arrayContaining(["001_conversations", "002_lanes"]));
    expect(complete.schema).not.toEqual([]);
  });

  it("run once when three begin at once", async () => {
    await Promise.all([1, 2, 3].map(() => migrate(database.url)));
    await expectComplete();
  });

  it("run once when three processes begin at once, and all three succeed", async () => {
    const ended = [1, 2, 3].map(async () => {
      const child = spawn(process.execPath, ["--import", "tsx", PROCESS, database.url], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      children.push(child);
      return once(child, "exit");
    });
    await Promise.all(children.flatMap(({ stdout }) => (stdout ? [once(stdout, "data")] : [])));
    for (const { stdin } of children) stdin?.end("go\n");
    expect(await Promise.all(ended)).toEqual([1, 2, 3].map(() => [0, null]));
    await expectComplete();
  });

  it("change nothing when they are there already", async () => {
    await migrate(database.url);
    await sql("supervisors").insert({ user_id: "U0SUE", added_by: "U0SUE" });
    const before = await sql("knex_migrations").select();
    await migrate(database.url);
    await expectComplete();
    expect(await sql("knex_migrations").select()).toEqual(before);
    expect(await sql("supervisors").pluck("user_id")).toEqual(["U0SUE"]);
  });

  it("go on where a process was killed that had locked them", async () => {
    await migrate(database.url);
    await sql.migrate.down();
    // As knex leaves it: its lock is a row, which nobody takes back for a dead process.
    await sql("knex_migrations_lock").update({ is_locked: 1 });
    await expect(sql.migrate.latest()).rejects.toThrow("already locked");
    await migrate(database.url);
    await expectComplete();
    expect(await sql("knex_migrations_lock").pluck("is_locked")).toEqual([0]);
  });

  it("can be taken back one by one, each leaving what was there before it, and run again", async () => {
    const before: unknown[][] = [];
    for (const _ of complete.run) {
      before.push(await schemaOf(sql));
      await sql.migrate.up();
    }
    await expectComplete();
    for (const schema of before.toReversed()) {
      await sql.migrate.down();
      expect(await schemaOf(sql)).toEqual(schema);
    }
    expect(await schemaOf(sql)).toEqual([]);
    expect(await migrationsRun(sql)).toEqual([]);
    await migrate(database.url);
    await expectComplete();
  });

  it("fail rather than hold up a running app when they can't have a table", async () => {
    await migrate(database.url);
    const release = await holdTable(database.url, "knex_migrations");
    try {
      await expect(migrate(database.url)).rejects.toMatchObject({ code: "55P03" });
    } finally {
      await release();
    }
    await migrate(database.url);
  });

  it("are worth another try when the database goes away under them, running or waiting", async () => {
    await migrate(database.url);
    await sql.migrate.down();
    const holder = await sql.transaction();
    await holder.raw("lock table knex_migrations_lock in access exclusive mode");
    try {
      const replicas = [1, 2].map(() => migrate(database.url).catch((error: unknown) => error));
      await until("one waits for the table, and the other for the one", async () => {
        const waiting = await column(
          sql,
          `select wait_event from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' order by 1`,
        );
        return waiting.join() === "advisory,relation";
      });
      await allowConnections(database.url, false);
      expect((await Promise.all(replicas)).map(isUnavailable)).toEqual([true, true]);
    } finally {
      await allowConnections(database.url, true);
      await holder.rollback().catch(() => undefined);
    }
    await migrate(database.url);
    await expectComplete();
  });
});
