import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startEmbeddedPostgres } from "../../src/store/embedded/postgres.ts";
import { migrate } from "../../src/store/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Of a database from which others may be made. */
    postgresUrl: string;
  }
}

/** The database that every test's own one is a copy of. */
export const TEMPLATE = "template_migrated";

/** One real PostgreSQL for the whole run, without fsync: nothing has to outlive it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "sms-test-postgres-"));
  // Root runs it as another user, who has to get in.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({
    dataDir,
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off" },
  });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  // Thousands of connections are made: none has to be hard to guess.
  await client.query("set scram_iterations = 1");
  await client.query(`alter role current_user password '${new URL(server.url).password}'`);
  await client.query(`create database ${TEMPLATE}`);
  await client.end();
  const template = new URL(server.url);
  template.pathname = `/${TEMPLATE}`;
  await migrate(template.href);
  project.provide("postgresUrl", server.url);
  return async () => {
    await server.stop();
    for (const folder of [server.folder, dataDir]) {
      await rm(folder, { recursive: true, force: true });
    }
  };
}
