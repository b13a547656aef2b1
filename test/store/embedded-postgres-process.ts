import { startEmbeddedPostgres } from "../../src/store/embedded/postgres.ts";

/** A process of its own that uses a data folder until it is killed. It tells where the database is. */
const [dataDir = ""] = process.argv.slice(2);
const server = await startEmbeddedPostgres({ dataDir, settings: { fsync: "off" } });
process.stdout.write(`${server.url}\n`);
// PostgreSQL alone keeps no process alive.
setInterval(() => {}, 60_000);
