import { once } from "node:events";
import { migrate } from "../../src/store/migrate.ts";

/**
 * A process of its own that migrates a database, as a replica does when it starts. It says when it
 * is ready and waits to be told, so that several begin at the same moment.
 */
const [databaseUrl = ""] = process.argv.slice(2);
process.stdout.write("ready\n");
await once(process.stdin, "data");
await migrate(databaseUrl);
