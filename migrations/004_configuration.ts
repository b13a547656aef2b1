import type { Knex } from "knex";

/**
 * The queue's help text and reminder minutes, and the trail of who configured what.
 *
 * A deleted queue's row stays (`queues.deleted_at`): sessions, assignments and this trail refer to
 * it. Its name is free again, since `queues_name` only holds queues that are not deleted.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table queues
      alter column paused set default false,
      add column help_text text check (help_text <> ''),
      add column reminder_minutes integer[] not null default '{1,5,15}'
        check (0 < all (reminder_minutes));

    create table configuration_changes (
      id bigint generated always as identity primary key,
      -- Null: not about one queue (the supervisors).
      queue_id uuid references queues (id),
      what text not null check (what in ('queue_made', 'settings', 'agents', 'paused', 'resumed',
                                         'queue_deleted', 'supervisors')),
      by text not null,
      at timestamptz not null,
      -- What it was changed from and to; its shape is that of its "what".
      changes jsonb not null,
      -- The version that a queue's settings got by this change.
      version integer check (version is null or what in ('queue_made', 'settings')),
      check ((queue_id is null) = (what = 'supervisors'))
    );
    create index configuration_changes_of_queue on configuration_changes (queue_id, id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table configuration_changes;
    alter table queues
      drop column reminder_minutes,
      drop column help_text,
      alter column paused drop default;
  `);
}
