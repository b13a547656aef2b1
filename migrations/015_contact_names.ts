import type { Knex } from "knex";

/**
 * What staff call a texter. Each naming is kept with who and when; the last one holds, and a null
 * takes the name away.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table contact_names (
      id bigint generated always as identity primary key,
      texter text not null check (texter ~ '^\\+[1-9][0-9]{6,14}$'),
      name text check (name <> ''),
      named_by text not null,
      named_at timestamptz not null
    );
    create index contact_names_of_texter on contact_names (texter, id desc);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table contact_names;");
}
