import type { Knex } from "knex";

/** Who looked at the App Home lately, and who assigned a session to somebody. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table home_viewers (
      user_id text primary key,
      opened_at timestamptz not null,
      drawn_at timestamptz,
      -- A redraw is queued: the next change needs none of its own.
      is_due boolean not null default false
    );
    -- A supervisor's forced assignment: the recorded exception to an agent's max.
    alter table assignments add column assigned_by text;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table assignments drop column assigned_by;
    drop table home_viewers;
  `);
}
