import knex, { type Knex } from "knex";
import pg from "pg";
import * as conversations from "../../migrations/001_conversations.ts";
import * as lanes from "../../migrations/002_lanes.ts";
import * as statistics from "../../migrations/003_statistics.ts";
import * as configuration from "../../migrations/004_configuration.ts";
import * as media from "../../migrations/005_media.ts";
import * as outboundMedia from "../../migrations/006_outbound_media.ts";
import * as acceptedTs from "../../migrations/007_accepted_ts.ts";
import * as home from "../../migrations/008_home.ts";
import * as dailyDigest from "../../migrations/009_daily_digest.ts";
import * as cannedReplies from "../../migrations/010_canned_replies.ts";
import * as transfers from "../../migrations/011_transfers.ts";
import * as formerThreads from "../../migrations/012_former_threads.ts";
import * as sentOnce from "../../migrations/013_sent_once.ts";
import * as shownMarks from "../../migrations/013_shown_marks.ts";
import * as sureMarks from "../../migrations/013_sure_marks.ts";
import * as heldTexts from "../../migrations/014_held_texts.ts";
import * as contactNames from "../../migrations/015_contact_names.ts";
import * as reopenAndIdleWarnings from "../../migrations/016_reopen_and_idle_warnings.ts";
import * as warningChannels from "../../migrations/020_warning_channels.ts";
import * as replyTimeout from "../../migrations/030_reply_timeout.ts";
import * as escalation from "../../migrations/031_escalation.ts";
import * as agentsLastAssignment from "../../migrations/032_agents_last_assignment.ts";
import * as turnsByUrgency from "../../migrations/060_turns_by_urgency.ts";
import * as filesInEachThread from "../../migrations/070_files_in_each_thread.ts";

interface Migration {
  readonly name: string;
  up(knex: Knex): Promise<void>;
  down(knex: Knex): Promise<void>;
}

/** In order. A migration that has been released is never changed, only followed by another. */
const MIGRATIONS: readonly Migration[] = [
  { name: "001_conversations", ...conversations },
  { name: "002_lanes", ...lanes },
  { name: "003_statistics", ...statistics },
  { name: "004_configuration", ...configuration },
  { name: "005_media", ...media },
  { name: "006_outbound_media", ...outboundMedia },
  { name: "007_accepted_ts", ...acceptedTs },
  { name: "008_home", ...home },
  { name: "009_daily_digest", ...dailyDigest },
  { name: "010_canned_replies", ...cannedReplies },
  { name: "011_transfers", ...transfers },
  { name: "012_former_threads", ...formerThreads },
  { name: "013_sent_once", ...sentOnce },
  { name: "013_shown_marks", ...shownMarks },
  { name: "013_sure_marks", ...sureMarks },
  { name: "014_held_texts", ...heldTexts },
  { name: "015_contact_names", ...contactNames },
  { name: "016_reopen_and_idle_warnings", ...reopenAndIdleWarnings },
  { name: "020_warning_channels", ...warningChannels },
  { name: "030_reply_timeout", ...replyTimeout },
  { name: "031_escalation", ...escalation },
  { name: "032_agents_last_assignment", ...agentsLastAssignment },
  { name: "060_turns_by_urgency", ...turnsByUrgency },
  { name: "070_files_in_each_thread", ...filesInEachThread },
];

/** Named in the code, so that the set does not depend on how files are found and compiled. */
export const migrationSource: Knex.MigrationSource<Migration> = {
  getMigrations: () => Promise.resolve([...MIGRATIONS]),
  getMigrationName: (migration) => migration.name,
  getMigration: (migration) => Promise.resolve(migration),
};

/** Any number; the same for all replicas of this product and nothing else. */
const MIGRATION_LOCK = 7_350_217_144;

/**
 * Brings the database to this version's schema. Safe with any number of replicas starting at
 * once: an advisory lock lets one migrate while the others wait, and it goes away with its
 * connection if that one dies. (knex's own lock row would outlive a killed replica, so a row
 * found locked while we hold the advisory lock is a dead one's.)
 *
 * @throws whatever PostgreSQL says: away, no rights, or a lock not had within its time-out
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const lock = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 3_000 });
  // It idles while the migrations run. When the database goes away they fail and tell; this
  // connection's own error must not end the process.
  lock.on("error", ignore);
  await lock.connect();
  try {
    await lock.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const db = knex({
      client: "pg",
      // A migration that can't have its lock at once must fail and be tried again: waiting for it
      // would make every ingest statement wait behind it.
      connection: databaseUrl,
      pool: { min: 0, max: 2, afterCreate: setLockTimeout },
      migrations: { migrationSource },
      // What it would write to the standard output, past the log, is in the error that it throws.
      log: { warn: ignore, error: ignore, deprecate: ignore, debug: ignore },
    });
    try {
      if (await db.schema.hasTable("knex_migrations_lock")) {
        await db.migrate.forceFreeMigrationsLock();
      }
      await db.migrate.latest();
    } finally {
      await db.destroy();
    }
  } finally {
    await lock.end();
  }
}

function ignore(): void {}

function setLockTimeout(
  connection: pg.Client,
  done: (error: Error | null, connection: pg.Client) => void,
): void {
  connection.query("set lock_timeout = '1s'", (error) => done(error, connection));
}
