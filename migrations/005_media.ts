import type { Knex } from "knex";

/** How far showing the files of inbound texts in Slack has come. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table shown_media (
      inbound_id uuid not null references inbound_texts (id),
      position integer not null check (position >= 0),
      slack_file text check (slack_file <> ''),
      refused text check (refused <> ''),
      primary key (inbound_id, position),
      check (num_nonnulls(slack_file, refused) = 1)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table shown_media;");
}
