import { z } from "zod";
import type { UserId } from "../domain/ids.ts";
import { enqueue } from "../lanes/enqueue.ts";
import type { Tx } from "../store/database.ts";
import { asUser, JOB, laneName } from "./jobs.ts";

/** The jobs about homes. */

export const homePayload = z.object({ user: asUser });

/**
 * Draws the person's App Home, not before that time.
 *
 * @param once a name for the drawing, where one of that name is enough
 */
export async function enqueueDrawHome(
  tx: Tx,
  user: UserId,
  runAt: Date,
  once?: string,
): Promise<void> {
  await enqueue(tx, {
    lane: laneName("home", user),
    // Drawings are alike: the one that is due first goes first.
    rank: runAt.getTime(),
    kind: JOB.drawHome,
    payload: { user },
    runAt,
    ...(once === undefined ? {} : { key: once }),
  });
}
