import type { Knex } from "knex";

/**
 * Turns into a channel go by urgency: how urgent a post is (0 first), and since when it waits. What
 * waits when this is done keeps its place in front: it has waited before everything that comes.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table channel_turns
      add column urgency integer not null default 0,
      add column asked_at timestamptz not null default now();
    alter table channel_turns
      alter column urgency drop default,
      alter column asked_at drop default;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table channel_turns drop column urgency, drop column asked_at");
}
