import type { Knex } from "knex";

/** Round robin asks at each offer since when the queue's agents have been idle. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    "create index assignments_of_agent on assignments (agent, (coalesce(to_at, from_at)))",
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw("drop index assignments_of_agent");
}
