import type { Knex } from "knex";

/**
 * Queues, agents, pairs, sessions and texts. What SPEC 3 forbids, the database refuses by itself:
 * two open sessions of a pair, a session without exactly the columns of its state, two running
 * assignments of a session, a text recorded twice.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table queues (
      id uuid primary key default gen_random_uuid(),
      name text not null check (name <> ''),
      channel text not null,
      initiation_keyword text check (initiation_keyword <> ''),
      keyword_match text not null check (keyword_match in ('word', 'exact')),
      initiation_message text check (initiation_message <> ''),
      initiation_needed_message text check (initiation_needed_message <> ''),
      termination_keyword text check (termination_keyword <> ''),
      termination_message text check (termination_message <> ''),
      no_agents_message text check (no_agents_message <> ''),
      ended_message text check (ended_message <> ''),
      waiting_message text check (waiting_message <> ''),
      dispatch text not null check (dispatch in ('ring_all', 'round_robin', 'linear')),
      offer_timeout_s integer not null check (offer_timeout_s > 0),
      max_wait_s integer not null check (max_wait_s >= 0),
      idle_timeout_s integer not null check (idle_timeout_s >= 0),
      priority integer not null,
      paused boolean not null,
      time_zone text not null,
      version integer not null default 1,
      -- Since when the queue has had no active agent; null while it has one.
      no_agents_since timestamptz,
      created_at timestamptz not null default now(),
      deleted_at timestamptz
    );
    create unique index queues_name on queues (lower(name)) where deleted_at is null;

    create table lines (
      number text primary key check (number ~ '^\\+[1-9][0-9]{6,14}$')
    );
    create table queue_lines (
      queue_id uuid not null references queues (id) on delete cascade,
      line text not null references lines (number),
      position integer not null,
      primary key (queue_id, line)
    );
    create index queue_lines_line on queue_lines (line);

    create table agents (
      user_id text primary key,
      on_duty boolean not null default true,
      deactivated boolean not null default false,
      created_at timestamptz not null default now()
    );
    create table memberships (
      queue_id uuid not null references queues (id) on delete cascade,
      user_id text not null references agents (user_id),
      max_sessions integer not null check (max_sessions >= 0),
      position integer not null,
      primary key (queue_id, user_id)
    );
    create index memberships_user on memberships (user_id);
    create table supervisors (
      user_id text primary key,
      added_by text not null,
      added_at timestamptz not null default now()
    );

    -- A pair exists from the texter's first text on and never otherwise, and an SMS can only be
    -- written to a pair: nobody who has not texted the line can be sent anything.
    create table pairs (
      id uuid primary key default gen_random_uuid(),
      line text not null,
      texter text not null check (texter ~ '^\\+[1-9][0-9]{6,14}$'),
      messaging_profile_id text not null default '',
      first_text_at timestamptz not null default now(),
      unique (line, texter)
    );
    create index pairs_texter on pairs (texter);
    create table opt_outs (
      messaging_profile_id text not null,
      texter text not null,
      opted_out_at timestamptz not null,
      primary key (messaging_profile_id, texter)
    );

    create table sessions (
      id uuid primary key default gen_random_uuid(),
      pair_id uuid not null references pairs (id),
      queue_id uuid not null references queues (id),
      state text not null check (state in ('waiting', 'active', 'ended')),
      owner text references agents (user_id),
      waiting_since timestamptz not null,
      accepted_at timestamptz,
      ended_at timestamptz,
      end_reason text check (end_reason in ('agent', 'texter', 'abandoned', 'expired', 'idle',
                                            'no_agents', 'opt_out', 'supervisor')),
      ended_by text,
      previous_session_id uuid references sessions (id),
      channel text not null,
      -- The invite is also the thread's parent. Null until Slack has given it its ts.
      invite_ts text,
      header_ts text,
      -- What the invite says: all agents are at their max.
      all_busy boolean not null,
      -- Round robin and linear: whose offer it is, until when, and who was tried in this round.
      offered_to text references agents (user_id),
      offered_until timestamptz,
      offer_tried text[] not null default '{}',
      check ((offered_to is null) = (offered_until is null)),
      constraint session_columns_of_state check (
        case state
          when 'waiting' then owner is null and accepted_at is null and ended_at is null
                              and end_reason is null
          when 'active' then owner is not null and accepted_at is not null and ended_at is null
                              and end_reason is null
          else ended_at is not null and end_reason is not null
        end)
    );
    create unique index sessions_one_open_per_pair on sessions (pair_id) where state <> 'ended';
    create unique index sessions_thread on sessions (channel, invite_ts);
    create index sessions_of_pair on sessions (pair_id, ended_at desc);
    create index sessions_load on sessions (owner) where state = 'active';
    create index sessions_open_of_queue on sessions (queue_id, waiting_since) where state <> 'ended';
    create index sessions_ended_of_queue on sessions (queue_id, ended_at) where state = 'ended';

    create table declines (
      session_id uuid not null references sessions (id),
      user_id text not null,
      declined_at timestamptz not null,
      primary key (session_id, user_id)
    );
    create table assignments (
      id bigint generated always as identity primary key,
      session_id uuid not null references sessions (id),
      queue_id uuid not null references queues (id),
      agent text not null references agents (user_id),
      from_at timestamptz not null,
      to_at timestamptz check (to_at >= from_at),
      unique (session_id, from_at)
    );
    create unique index assignments_one_running on assignments (session_id) where to_at is null;
    create index assignments_of_queue on assignments (queue_id, to_at);

    create table inbound_texts (
      id uuid primary key default gen_random_uuid(),
      provider_id text not null unique,
      pair_id uuid references pairs (id),
      session_id uuid references sessions (id),
      line text not null,
      sender text not null,
      text text not null,
      media jsonb not null default '[]',
      carrier_at timestamptz not null,
      recorded_at timestamptz not null,
      outcome text not null,
      spec_row integer not null,
      explanation jsonb not null
    );
    create index inbound_texts_of_pair on inbound_texts (pair_id, carrier_at desc);
    create index inbound_texts_of_session on inbound_texts (session_id, carrier_at);

    create table outbound_texts (
      id uuid primary key default gen_random_uuid(),
      pair_id uuid not null references pairs (id),
      session_id uuid references sessions (id),
      kind text not null check (kind in ('agent', 'initiation', 'initiation_needed', 'termination',
                                         'no_agents', 'waiting', 'ended', 'help')),
      author text,
      text text not null,
      state text not null,
      provider_id text unique,
      error_code text,
      parts integer,
      created_at timestamptz not null,
      state_at timestamptz not null,
      check ((kind = 'agent') = (author is not null))
    );
    create index outbound_texts_of_session on outbound_texts (session_id, created_at);
    create index outbound_texts_of_pair on outbound_texts (pair_id, created_at desc);

    -- What Telnyx said of an SMS; kept beside the text since a receipt may come before our own
    -- record of the send.
    create table receipts (
      event_id text primary key,
      provider_id text not null,
      state text not null,
      error_code text,
      occurred_at timestamptz not null
    );
    create index receipts_of_text on receipts (provider_id);

    create table thread_messages (
      channel text not null,
      ts text not null,
      session_id uuid not null references sessions (id),
      author text not null,
      outcome text not null check (outcome in ('sent', 'note', 'refused')),
      reason text,
      outbound_id uuid unique references outbound_texts (id),
      recorded_at timestamptz not null,
      primary key (channel, ts),
      check ((outcome = 'sent') = (outbound_id is not null)),
      check ((outcome = 'refused') = (reason is not null))
    );
    create index thread_messages_of_session on thread_messages (session_id);
    create table unrouted_warnings (
      line text primary key,
      warned_at timestamptz not null
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table unrouted_warnings, thread_messages, receipts, outbound_texts,
      inbound_texts, assignments, declines, sessions, opt_outs, pairs, supervisors, memberships, agents,
      queue_lines, lines, queues;
  `);
}
