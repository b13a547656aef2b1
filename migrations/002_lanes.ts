import type { Knex } from "knex";

/**
 * The raw events as they came, and the jobs of the lanes.
 *
 * `jobs.run_at` is "not before" while a job is ready and "the lease ends" while it runs, so that
 * one index finds everything that is due. `rank` orders a lane before `id` where the sender's own
 * clock is known (Telnyx's received_at, Slack's ts).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The bytes as they came, before anything is made of them. The key is what the sender calls
    -- the event; a second delivery finds it taken.
    create table received_events (
      key text primary key,
      body bytea not null,
      -- Telnyx receipts on an SMS's own address: which of our texts they are of.
      about_text uuid,
      received_at timestamptz not null default now()
    );
    create index received_events_age on received_events (received_at);

    create table jobs (
      id bigint generated always as identity primary key,
      lane text not null,
      rank bigint not null default 0,
      kind text not null,
      key text not null default gen_random_uuid()::text unique,
      payload jsonb not null,
      state text not null default 'ready' check (state in ('ready', 'running', 'done', 'dead')),
      attempts integer not null default 0,
      failures integer not null default 0,
      run_at timestamptz not null,
      last_error text,
      created_at timestamptz not null default now(),
      finished_at timestamptz,
      check ((state in ('done', 'dead')) = (finished_at is not null))
    );
    create index jobs_lane on jobs (lane, rank, id) where state in ('ready', 'running');
    create unique index jobs_one_running_per_lane on jobs (lane) where state = 'running';
    create index jobs_due on jobs (run_at) where state in ('ready', 'running');
    create index jobs_dead on jobs (finished_at) where state = 'dead';
    create index jobs_finished on jobs (finished_at) where state = 'done';

    -- A channel to which Slack answered 429 takes no posts before open_at, from any replica.
    create table channel_gates (
      channel text primary key,
      open_at timestamptz not null
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table channel_gates, jobs, received_events;");
}
