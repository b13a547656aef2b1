import { type UserId, userId } from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** The supervisors added with `/sms-queue supervisors`. */
export async function listSupervisors(tx: Tx): Promise<UserId[]> {
  const ids = await tx.sql<{ user_id: string }>("supervisors").orderBy("added_at").pluck("user_id");
  return ids.map(userId);
}

/** Adds a supervisor. */
export async function insertSupervisor(tx: Tx, user: UserId, addedBy: UserId): Promise<void> {
  await tx
    .sql("supervisors")
    .insert({ user_id: user, added_by: addedBy, added_at: tx.now })
    .onConflict("user_id")
    .ignore();
}

/** Takes away what `/sms-queue supervisors` gave. */
export async function deleteSupervisors(tx: Tx, users: readonly UserId[]): Promise<void> {
  await tx
    .sql("supervisors")
    .whereIn("user_id", [...users])
    .delete();
}
