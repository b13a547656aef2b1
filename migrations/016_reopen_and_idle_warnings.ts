import type { Knex } from "knex";

/** Ends that were undone, and warnings that a silent session is about to end. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- A session has one end at the most, in its own row. When it is reopened, the end moves here:
    -- what was said of it stays known, and statistics count the session when it ends for good.
    create table reopenings (
      id bigint generated always as identity primary key,
      session_id uuid not null references sessions (id),
      ended_at timestamptz not null,
      end_reason text not null check (end_reason <> 'opt_out'),
      ended_by text,
      reopened_by text not null,
      reopened_at timestamptz not null check (reopened_at >= ended_at),
      unique (session_id, ended_at)
    );

    create table idle_warnings (
      id uuid primary key default gen_random_uuid(),
      session_id uuid not null references sessions (id),
      -- The last text before the silence, or what else it is counted from.
      silent_since timestamptz not null,
      warned_at timestamptz not null,
      ends_at timestamptz not null check (ends_at > warned_at),
      -- Null until Slack has given it.
      ts text,
      kept_by text,
      kept_at timestamptz,
      -- Nothing is left to be kept open: somebody wrote, or the owner has it no more.
      over_at timestamptz,
      unique (session_id, silent_since),
      check ((kept_by is null) = (kept_at is null)),
      check (num_nonnulls(kept_at, over_at) < 2)
    );
    create unique index idle_warnings_one_open on idle_warnings (session_id)
      where kept_at is null and over_at is null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table idle_warnings, reopenings;");
}
