import type { Knex } from "knex";

/** Whether a message surely has its one delivery mark: only then need it not be set again. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    "alter table thread_messages add column marks_sure boolean not null default false;",
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table thread_messages drop column marks_sure;");
}
