import type { Knex } from "knex";

/**
 * Which delivery marks a message may have, so that a new one takes the place of exactly those. What
 * is there already may have any.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table thread_messages add column marks text[] not null
      default '{hourglass_flowing_sand,warning,white_check_mark}';
    alter table thread_messages alter column marks set default '{}';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table thread_messages drop column marks;");
}
