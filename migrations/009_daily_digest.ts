import type { Knex } from "knex";

/** The hour at which a queue's channel gets yesterday's figures. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table queues
      -- In the queue's time zone. Null: no digest.
      add column digest_hour integer check (digest_hour between 0 and 23),
      -- When hour or time zone were last changed: an hour that had passed then begins a day later.
      add column digest_since timestamptz not null default now();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table queues drop column digest_since, drop column digest_hour");
}
