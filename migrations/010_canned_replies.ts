import type { Knex } from "knex";

/** What a queue's agents often answer, and by which form an SMS was sent. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table canned_replies (
      id uuid primary key default gen_random_uuid(),
      queue_id uuid not null references queues (id),
      name text not null check (name <> ''),
      text text not null check (text <> ''),
      version integer not null default 1
    );
    create unique index canned_replies_name on canned_replies (queue_id, lower(name));
    -- Slack's name for the form; a second submission of it sends nothing.
    alter table outbound_texts add column form text unique check (form is null or kind = 'agent');
    alter table configuration_changes drop constraint configuration_changes_what_check;
    alter table configuration_changes add constraint configuration_changes_what_check
      check (what in ('queue_made', 'settings', 'agents', 'replies', 'paused', 'resumed',
                      'queue_deleted', 'supervisors'));
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    delete from configuration_changes where what = 'replies';
    alter table configuration_changes drop constraint configuration_changes_what_check;
    alter table configuration_changes add constraint configuration_changes_what_check
      check (what in ('queue_made', 'settings', 'agents', 'paused', 'resumed',
                      'queue_deleted', 'supervisors'));
    alter table outbound_texts drop column form;
    drop table canned_replies;
  `);
}
