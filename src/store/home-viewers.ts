import { type UserId, userId } from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** The people who look at the app's home in Slack. */

/** Somebody whose home is to be drawn again. */
export interface DueHome {
  readonly user: UserId;
  readonly drawnAt: Date | null;
}

/** Somebody has opened the home. */
export async function noteOpened(tx: Tx, user: UserId): Promise<void> {
  await tx
    .sql("home_viewers")
    .insert({ user_id: user, opened_at: tx.now, is_due: true })
    .onConflict("user_id")
    .merge({ opened_at: tx.now, is_due: true });
}

/** Marks the homes that were opened since then as due, and gives those that were not so already. */
export async function markDue(tx: Tx, openedSince: Date): Promise<DueHome[]> {
  const { rows } = await tx.sql.raw<{ rows: { user_id: string; drawn_at: Date | null }[] }>(
    `update home_viewers set is_due = true
      where user_id in (select user_id from home_viewers
                         where opened_at >= ? and not is_due order by user_id for update)
        and not is_due
     returning user_id, drawn_at`,
    [openedSince],
  );
  return rows.map((row) => ({ user: userId(row.user_id), drawnAt: row.drawn_at }));
}

/** When somebody opened the home last, and when it was drawn last; null when it never was opened. */
export async function lockHomeViewer(
  tx: Tx,
  user: UserId,
): Promise<{ readonly openedAt: Date; readonly drawnAt: Date | null } | null> {
  const row = await tx
    .sql("home_viewers")
    .where({ user_id: user })
    .forUpdate()
    .first<{ opened_at: Date; drawn_at: Date | null } | undefined>("opened_at", "drawn_at");
  return row ? { openedAt: row.opened_at, drawnAt: row.drawn_at } : null;
}

/** The home is being drawn now. */
export async function noteDrawn(tx: Tx, user: UserId): Promise<void> {
  await tx.sql("home_viewers").where({ user_id: user }).update({ drawn_at: tx.now, is_due: false });
}
