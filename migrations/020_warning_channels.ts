import type { Knex } from "knex";

/**
 * A warning stays where it was posted when its session goes on in another channel: it is drawn
 * again there, and never as a message of the new channel with the same time stamp.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table idle_warnings add column channel text;
    update idle_warnings w
       set channel = coalesce(
             (select f.channel from former_threads f
               where f.session_id = w.session_id and f.left_at > w.warned_at
               order by f.left_at limit 1),
             (select s.channel from sessions s where s.id = w.session_id))
     where w.ts is not null;
    alter table idle_warnings add constraint idle_warnings_place check ((channel is null) = (ts is null));
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("alter table idle_warnings drop column channel");
}
