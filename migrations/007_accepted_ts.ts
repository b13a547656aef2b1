import type { Knex } from "knex";

/**
 * When the owner pressed Accept, by Slack's own clock: what was written in the thread before is
 * talk among colleagues, however late it reaches us.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw("alter table sessions add column accepted_ts text;");
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table sessions drop column accepted_ts;");
}
