import type { Knex } from "knex";

/**
 * Channels that are closed to us, and sessions that go on in another thread: because theirs was deleted, their queue got another
 * channel, or they were transferred. What is posted into a session waits in a lane of the session,
 * whichever channel it is in, and posts take turns in each channel.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table former_threads (
      session_id uuid not null references sessions (id),
      channel text not null,
      thread_ts text not null,
      header_ts text,
      reason text not null check (reason in ('thread_deleted', 'queue_moved', 'transferred')),
      left_at timestamptz not null,
      primary key (channel, thread_ts)
    );
    create index former_threads_of_session on former_threads (session_id);

    -- What is posted into these channels waits until they are open again.
    create table channel_troubles (
      channel text primary key,
      -- Slack's word, such as is_archived.
      why text not null,
      since timestamptz not null
    );

    -- Posts take turns in a channel: the job's turn to come, and from when on turns are free.
    alter table channel_gates add column free_at timestamptz not null default now();
    create table channel_turns (
      job_id bigint primary key references jobs (id) on delete cascade,
      channel text not null,
      turn_at timestamptz not null
    );
    create index channel_turns_of_channel on channel_turns (channel);

    update jobs set lane = split_part(lane, ':', 1) || ':' || split_part(lane, ':', 3)
     where lane ~ '^(slack|media):[^:]+:[0-9a-f-]{36}$' and state in ('ready', 'running');
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    update jobs j set lane = split_part(j.lane, ':', 1) || ':' || s.channel || ':' || s.id
      from sessions s
     where j.lane in ('slack:' || s.id, 'media:' || s.id) and j.state in ('ready', 'running');
    alter table channel_gates drop column free_at;
    drop table channel_turns, channel_troubles, former_threads;
  `);
}
