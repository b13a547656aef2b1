import type { Knex } from "knex";

/**
 * The files that go out with SMS. Telnyx fetches each by its token, which is the only way to it and
 * ends with `expires_at`.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table outbound_media (
      id uuid primary key default gen_random_uuid(),
      outbound_id uuid not null references outbound_texts (id),
      position integer not null check (position >= 0),
      name text not null,
      content_type text not null,
      slack_url text not null,
      bytes bytea,
      token text unique,
      expires_at timestamptz,
      unsent text check (unsent <> ''),
      unique (outbound_id, position),
      check ((token is null) = (expires_at is null)),
      check (token is null or unsent is null)
    );
    create index outbound_media_expiry on outbound_media (expires_at) where bytes is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop table outbound_media;");
}
