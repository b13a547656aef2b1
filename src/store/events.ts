import type { Tx } from "./database.ts";

/**
 * The bytes of a received event and what its address said.
 *
 * @throws when it is not there: the job that asks was stored together with it
 */
export async function loadEvent(
  tx: Tx,
  key: string,
): Promise<{ body: Buffer; aboutText: string | null }> {
  const row = await tx
    .sql("received_events")
    .where({ key })
    .first<{ body: Buffer; about_text: string | null } | undefined>("body", "about_text");
  if (!row) throw new Error(`no received event with the key "${key}"`);
  return { body: row.body, aboutText: row.about_text };
}

/** Empties the event, keeping only that it came. */
export async function forgetBody(tx: Tx, key: string): Promise<void> {
  await tx
    .sql("received_events")
    .where({ key })
    .update({ body: Buffer.alloc(0) });
}

/** Deletes raw events that came before then and have no open job. */
export async function deleteReceivedEvents(tx: Tx, before: Date): Promise<void> {
  await tx
    .sql("received_events as e")
    .where("e.received_at", "<", before)
    .whereNotExists(
      tx
        .sql("jobs as j")
        .whereRaw("j.key = e.key")
        .whereIn("j.state", ["ready", "running", "dead"])
        .select("j.id"),
    )
    .delete();
}
