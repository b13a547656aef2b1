import type { Knex } from "knex";

/**
 * What the writer's Slack calls a message, since Slack may deliver one message under two times; and
 * when a supervisor had a message of their own sent into somebody else's session.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table thread_messages
      add column client_msg_id text,
      add column sent_anyway_at timestamptz check (sent_anyway_at is null or outcome = 'sent');
    create unique index thread_messages_sent_once
      on thread_messages (session_id, author, client_msg_id) where outcome = 'sent';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index thread_messages_sent_once;
    alter table thread_messages drop column client_msg_id, drop column sent_anyway_at;
  `);
}
