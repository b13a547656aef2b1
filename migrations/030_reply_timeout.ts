import type { Knex } from "knex";

/** A queue's reply timeout, and the warnings to owners whose texter waits for an answer. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table queues
      -- 0: an accepted session stays its owner's, however long its texter waits for an answer.
      add column reply_timeout_s integer not null default 0 check (reply_timeout_s >= 0);

    create table reply_warnings (
      session_id uuid not null references sessions (id),
      -- The first text that was not answered, or since when its owner has had it.
      unanswered_since timestamptz not null,
      warned_at timestamptz not null,
      back_at timestamptz not null check (back_at > warned_at),
      primary key (session_id, unanswered_since)
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table reply_warnings; alter table queues drop column reply_timeout_s;");
}
