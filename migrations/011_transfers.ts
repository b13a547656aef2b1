import type { Knex } from "knex";

/**
 * Transfers. An accepted session may be on offer to another agent of its queue; its owner keeps it
 * until the offer is accepted. A session that is transferred to another queue enters that queue
 * when its last owner has left, also where the clocks of two replicas differ a little: what it was
 * handled in the old queue must lie before the entry into the new one.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table transfer_offers (
      id uuid primary key default gen_random_uuid(),
      session_id uuid not null references sessions (id),
      -- The owner, whom the offer is to relieve.
      from_agent text not null references agents (user_id),
      to_agent text not null references agents (user_id),
      -- Who made it: the owner or a supervisor.
      made_by text not null,
      made_at timestamptz not null,
      until timestamptz not null,
      -- Null while it is open.
      outcome text check (outcome in ('accepted', 'declined', 'cancelled', 'expired', 'unavailable',
                                      'withdrawn')),
      ended_at timestamptz,
      -- The message with its buttons; null until Slack has given it its ts.
      channel text,
      message_ts text,
      check ((outcome is null) = (ended_at is null)),
      check ((channel is null) = (message_ts is null)),
      check (from_agent <> to_agent)
    );
    create unique index transfer_offers_one_open on transfer_offers (session_id)
      where outcome is null;
    create index transfer_offers_of_session on transfer_offers (session_id);
  `);
  await knex.raw(noteEntriesFrom("greatest(now_here, owned_until)"));
}

/** The function of migration 003, with what an entry by transfer is dated. */
function noteEntriesFrom(moved: string): string {
  return `
    create or replace function note_queue_entry() returns trigger language plpgsql as $$
    declare
      now_here timestamptz :=
        coalesce(nullif(current_setting('sms.now', true), '')::timestamptz, now());
      owned_until timestamptz := (select max(to_at) from assignments where session_id = new.id);
    begin
      insert into queue_entries (session_id, queue_id, entered_at)
        values (new.id, new.queue_id,
                case tg_op when 'INSERT' then new.waiting_since else ${moved} end);
      return null;
    end $$;
  `;
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(noteEntriesFrom("now_here"));
  await knex.raw("drop table transfer_offers");
}
