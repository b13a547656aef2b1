import { type UserId, userId } from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** The supervisors added with `/sms-queue supervisors`. */
export async function listSupervisors(tx: Tx): Promise<UserId[]> {
  const ids = await tx.sql<{ user_id: string }>("supervisors").orderBy("added_at").pluck("user_id");
  return ids.map(userId);
}

/** Makes the added supervisors exactly these. */
export async function setSupervisors(tx: Tx, users: readonly UserId[], by: UserId): Promise<void> {
  await tx
    .sql("supervisors")
    .whereNotIn("user_id", [...users])
    .delete();
  if (users.length === 0) return;
  await tx
    .sql("supervisors")
    .insert(users.map((user) => ({ user_id: user, added_by: by })))
    .onConflict("user_id")
    .ignore();
}
