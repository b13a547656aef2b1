import type { Tx } from "../store/database.ts";
import { firstAcceptedAt } from "../store/hand-back.ts";
import { countTexts } from "../store/inbound-texts.ts";
import { undoneEnds } from "../store/reopenings.ts";
import type { SessionRecord } from "../store/sessions.ts";
import type { Ending } from "./session-views.ts";

/**
 * How the session ended.
 *
 * @param at which end: it may have been undone since
 * @throws when it has not ended then
 */
export async function loadEnding(
  tx: Tx,
  { session, endedBy }: SessionRecord,
  at: Date,
): Promise<Ending> {
  const ends = await undoneEnds(tx, session.id);
  const last =
    session.state === "ended" ? [{ at: session.endedAt, reason: session.reason, by: endedBy }] : [];
  const end = [...last, ...ends].find((one) => one.at.getTime() === at.getTime());
  if (!end) throw new Error(`session ${session.id} has not ended at ${at.toISOString()}`);
  const counts = await countTexts(tx, session.id);
  const acceptedAt = await firstAcceptedAt(tx, session.id);
  return {
    ...end,
    waitedMs: (acceptedAt ?? at).getTime() - session.waitingSince.getTime(),
    durationMs: acceptedAt && at.getTime() - acceptedAt.getTime(),
    textsIn: counts.in,
    textsOut: counts.out,
  };
}
