import type { Knex } from "knex";

/**
 * What statistics are read from (docs/decisions/0007). A month of a million sessions has ten
 * million texts; so the figures of each session are kept beside it, in one row for each queue that
 * it was in. The database writes these rows by itself at the end of a transaction, from the
 * sessions, assignments and texts as they then are: whatever ends, transfers, reopens or texts
 * later, no flow has to think of statistics, and nothing can go out of step.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- These tables are made of others that hold their rows to queues and agents; of foreign keys
    -- they have those that take them away with their sessions.

    -- Which queues a session has been in, and since when.
    create table queue_entries (
      id bigint generated always as identity primary key,
      session_id uuid not null references sessions (id) on delete cascade,
      queue_id uuid not null,
      entered_at timestamptz not null
    );
    create index queue_entries_of_session on queue_entries (session_id, id);

    -- A session's stay in one queue, once it is over: ended there, or gone on to another queue.
    create table queue_stays (
      session_id uuid not null references sessions (id) on delete cascade,
      -- 1 for the queue that it began in.
      position integer not null,
      queue_id uuid not null,
      -- The session has not been in any other queue.
      alone boolean not null,
      entered_at timestamptz not null,
      accepted_at timestamptz,
      left_at timestamptz not null,
      -- Null: it went on to another queue.
      end_reason text,
      wait_ms bigint,
      -- Whole seconds, to count how many waited how long.
      wait_s integer generated always as ((wait_ms + 500) / 1000) stored,
      handled_ms bigint,
      first_response_ms bigint,
      texts_in integer not null,
      texts_out integer not null,
      segments integer not null,
      primary key (session_id, position),
      check ((accepted_at is null) = (wait_ms is null)),
      check ((accepted_at is null) = (handled_ms is null))
    );
    create index queue_stays_left on queue_stays (left_at, session_id, position);
    create index queue_stays_moved on queue_stays (left_at) where not alone;

    -- An agent's part in a stay.
    create table agent_stays (
      session_id uuid not null references sessions (id) on delete cascade,
      position integer not null,
      queue_id uuid not null,
      agent text not null,
      alone boolean not null,
      left_at timestamptz not null,
      handled_ms bigint not null,
      texts_out integer not null,
      primary key (session_id, position, agent)
    );
    create index agent_stays_left on agent_stays (left_at);
    create index agent_stays_moved on agent_stays (left_at) where not alone;

    -- The queue whose refusal a text got: it matched the queue but found no agents, or it matched
    -- none and this queue's Initiation Needed Message is the line's. What was shown to an agent
    -- in a thread that had just ended was not refused.
    alter table inbound_texts add column refused_by uuid generated always as (
      case when session_id is null then
        case outcome
          when 'no_agents' then (explanation -> 'candidates' -> 0 ->> 'queue')::uuid
          when 'unkeyed' then (explanation ->> 'askingQueue')::uuid
        end
      end) stored;
    create index inbound_texts_refused on inbound_texts (refused_by, recorded_at, outcome)
      where refused_by is not null;
  `);
  await knex.raw(NOTE_ENTRIES);
  await knex.raw(RECORD_STAYS);
  await knex.raw(`
    insert into queue_entries (session_id, queue_id, entered_at)
      select id, queue_id, waiting_since from sessions order by waiting_since;
    select record_stays(id) from sessions where state = 'ended';
  `);
}

/** `sms.now` is the application's time, set by each of its transactions (see store/database.ts). */
const NOTE_ENTRIES = `
  create function note_queue_entry() returns trigger language plpgsql as $$
  begin
    insert into queue_entries (session_id, queue_id, entered_at)
      values (new.id, new.queue_id,
              case tg_op when 'INSERT' then new.waiting_since
                else coalesce(nullif(current_setting('sms.now', true), '')::timestamptz, now())
              end);
    return null;
  end $$;
  create trigger session_begins after insert on sessions
    for each row execute function note_queue_entry();
  create trigger session_changes_queue after update of queue_id on sessions
    for each row when (old.queue_id <> new.queue_id) execute function note_queue_entry();
`;

/**
 * The triggers are deferred: they run when everything else of their transaction is done, so that
 * they see its whole outcome, and the lock that keeps two of them from each other is always the
 * last one taken.
 */
const RECORD_STAYS = `
  create function record_stays(target uuid) returns void language plpgsql as $$
  begin
    perform pg_advisory_xact_lock(73502171, hashtext(target::text));
    delete from queue_stays where session_id = target;
    delete from agent_stays where session_id = target;
    insert into queue_stays (session_id, position, queue_id, alone, entered_at, accepted_at,
                             left_at, end_reason, wait_ms, handled_ms, first_response_ms,
                             texts_in, texts_out, segments)
      with stays as (
        select row_number() over in_order as position, count(*) over () = 1 as alone,
               e.queue_id, e.entered_at, lead(e.entered_at) over in_order as next_at
          from queue_entries e where e.session_id = target
        window in_order as (order by e.id)
      )
      select target, stay.position, stay.queue_id, stay.alone, stay.entered_at, hands.accepted_at,
             coalesce(stay.next_at, s.ended_at),
             case when stay.next_at is null then s.end_reason end,
             extract(epoch from hands.accepted_at - stay.entered_at) * 1000,
             case when hands.accepted_at is not null then hands.handled_ms end,
             extract(epoch from sent.first_at - stay.entered_at) * 1000,
             received.texts, sent.texts, sent.segments
        from stays stay
        join sessions s on s.id = target
        cross join lateral (
          select min(a.from_at) as accepted_at,
                 coalesce(sum(extract(epoch from a.to_at - a.from_at) * 1000), 0) as handled_ms
            from assignments a
           where a.session_id = target and a.queue_id = stay.queue_id
             and a.from_at >= stay.entered_at
             and (stay.next_at is null or a.from_at <= stay.next_at)
        ) hands
        cross join lateral (
          select count(*) as texts, coalesce(sum(t.parts), 0) as segments,
                 min(t.created_at) filter (where t.kind = 'agent') as first_at
            from outbound_texts t
           where t.session_id = target and t.state <> 'cancelled'
             and (stay.position = 1 or t.created_at >= stay.entered_at)
             and (stay.next_at is null or t.created_at < stay.next_at)
        ) sent
        cross join lateral (
          select count(*) as texts from inbound_texts t
           where t.session_id = target
             and (stay.position = 1 or t.recorded_at >= stay.entered_at)
             and (stay.next_at is null or t.recorded_at < stay.next_at)
        ) received
       where stay.next_at is not null or s.state = 'ended';
    insert into agent_stays (session_id, position, queue_id, agent, alone, left_at, handled_ms,
                             texts_out)
      select target, stay.position, stay.queue_id, a.agent, stay.alone, stay.left_at,
             coalesce(sum(extract(epoch from a.to_at - a.from_at) * 1000), 0),
             (select count(*) from outbound_texts t
               where t.session_id = target and t.author = a.agent and t.state <> 'cancelled'
                 and t.created_at >= stay.entered_at
                 and (stay.end_reason is not null or t.created_at < stay.left_at))
        from queue_stays stay
        join assignments a on a.session_id = target and a.queue_id = stay.queue_id
                          and a.from_at between stay.entered_at and stay.left_at
       where stay.session_id = target
       group by stay.position, stay.queue_id, stay.alone, stay.entered_at, stay.left_at,
                stay.end_reason, a.agent;
  end $$;

  create function record_stays_of_row() returns trigger language plpgsql as $$
  begin
    perform record_stays(new.id);
    return null;
  end $$;
  create function record_stays_of_part() returns trigger language plpgsql as $$
  begin
    -- Until a session ends or leaves a queue, there is nothing to record.
    if exists (select from sessions where id = new.session_id and state = 'ended')
       or exists (select from queue_stays where session_id = new.session_id) then
      perform record_stays(new.session_id);
    end if;
    return null;
  end $$;

  create constraint trigger session_recorded after insert on sessions
    deferrable initially deferred
    for each row when (new.state = 'ended') execute function record_stays_of_row();
  create constraint trigger session_change_recorded after update of state, queue_id on sessions
    deferrable initially deferred
    for each row when (old.queue_id <> new.queue_id
                       or (old.state = 'ended') <> (new.state = 'ended'))
    execute function record_stays_of_row();
  -- For assignments that are written down afterwards; those that end do so with their sessions.
  create constraint trigger assignment_recorded after insert on assignments
    deferrable initially deferred
    for each row when (new.to_at is not null) execute function record_stays_of_part();
  create constraint trigger inbound_text_recorded after insert on inbound_texts
    deferrable initially deferred
    for each row when (new.session_id is not null) execute function record_stays_of_part();
  create constraint trigger outbound_text_recorded after insert on outbound_texts
    deferrable initially deferred
    for each row when (new.session_id is not null) execute function record_stays_of_part();
  create constraint trigger delivery_recorded after update of state, parts on outbound_texts
    deferrable initially deferred
    for each row when (new.session_id is not null
                       and (old.parts is distinct from new.parts
                            or (old.state = 'cancelled') <> (new.state = 'cancelled')))
    execute function record_stays_of_part();
`;

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger delivery_recorded on outbound_texts;
    drop trigger outbound_text_recorded on outbound_texts;
    drop trigger inbound_text_recorded on inbound_texts;
    drop trigger assignment_recorded on assignments;
    drop trigger session_change_recorded on sessions;
    drop trigger session_recorded on sessions;
    drop trigger session_changes_queue on sessions;
    drop trigger session_begins on sessions;
    drop function record_stays_of_part, record_stays_of_row, record_stays, note_queue_entry;
    drop index inbound_texts_refused;
    alter table inbound_texts drop column refused_by;
    drop table agent_stays, queue_stays, queue_entries;
  `);
}
