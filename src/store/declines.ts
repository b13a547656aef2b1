import { type SessionId, type UserId, userId } from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** Who has declined which invite. */

/** @returns true the first time that this person declines the session's invite */
export async function insertDecline(tx: Tx, id: SessionId, user: UserId): Promise<boolean> {
  const rows = await tx
    .sql("declines")
    .insert({ session_id: id, user_id: user, declined_at: tx.now })
    .onConflict()
    .ignore()
    .returning<{ user_id: string }[]>("user_id");
  return rows.length > 0;
}

/** Who has declined the session's invite. */
export async function declinersOf(tx: Tx, id: SessionId): Promise<ReadonlySet<UserId>> {
  const users = await tx
    .sql<{ session_id: string; user_id: string }>("declines")
    .where({ session_id: id })
    .pluck("user_id");
  return new Set(users.map(userId));
}
