import type { Knex } from "knex";

/**
 * A texter's file is shown in each thread in which its session goes on, so how far that has come is
 * kept for each. A version before this one names no thread.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table shown_media add column thread_ts text not null default '';
    update shown_media m set thread_ts = s.invite_ts
      from inbound_texts t join sessions s on s.id = t.session_id
     where t.id = m.inbound_id and s.invite_ts is not null;
    alter table shown_media
      drop constraint shown_media_pkey,
      add primary key (inbound_id, position, thread_ts);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    delete from shown_media m using shown_media other
     where other.inbound_id = m.inbound_id and other.position = m.position
       and other.thread_ts > m.thread_ts;
    alter table shown_media
      drop constraint shown_media_pkey,
      drop column thread_ts,
      add primary key (inbound_id, position);
  `);
}
