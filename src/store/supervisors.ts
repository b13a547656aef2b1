import { type UserId, userId } from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** The supervisors added with `/sms-queue supervisors`. */
export async function listSupervisors(tx: Tx): Promise<UserId[]> {
  const ids = await tx.sql<{ user_id: string }>("supervisors").orderBy("added_at").pluck("user_id");
  return ids.map(userId);
}
