import type { Knex } from "knex";

/**
 * Long texts of agents that wait for their author's word. The message in the thread is `held` as
 * long as its text stands here, and has its one outcome after that.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table thread_messages drop constraint thread_messages_outcome_check;
    alter table thread_messages add constraint thread_messages_outcome_check
      check (outcome in ('held', 'sent', 'note', 'refused'));
    create table held_texts (
      channel text not null,
      ts text not null,
      text text not null check (text <> ''),
      -- Files that can't go with it, a sentence each: told when the text goes out.
      left_out text[] not null,
      -- Which question it is: each edit of the message asks anew.
      question integer not null check (question > 0),
      primary key (channel, ts),
      foreign key (channel, ts) references thread_messages (channel, ts)
    );
    create index thread_messages_held on thread_messages (session_id) where outcome = 'held';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    update thread_messages set outcome = 'refused', reason = 'held' where outcome = 'held';
    drop index thread_messages_held;
    drop table held_texts;
    alter table thread_messages drop constraint thread_messages_outcome_check;
    alter table thread_messages add constraint thread_messages_outcome_check
      check (outcome in ('sent', 'note', 'refused'));
  `);
}
