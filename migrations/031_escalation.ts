import type { Knex } from "knex";

/** When supervisors are told of sessions that nobody accepts, and that they were told. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table queues
      -- 0: never.
      add column escalation_minutes integer not null default 15
        check (escalation_minutes between 0 and 1440),
      -- When supervisors were last told of sessions of this queue.
      add column escalated_at timestamptz;
    -- When supervisors were told of this wait; null again when the session is handed back.
    alter table sessions add column escalated_at timestamptz;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table sessions drop column escalated_at;
    alter table queues drop column escalated_at, drop column escalation_minutes;
  `);
}
