import type { Knex } from "knex";
import { migrationSource } from "./src/store/migrate.ts";

/** For knex' command line: NODE_OPTIONS="--import tsx" npx knex migrate:status */
const config: Knex.Config = {
  client: "pg",
  connection: process.env["DATABASE_URL"] ?? "",
  migrations: { migrationSource },
};

export default config;
