import type { AnswerKind } from "../domain/automatic-answers.ts";
import type { UserId } from "../domain/ids.ts";
import { REOPEN_MS } from "../domain/reopen.ts";
import { type EndReason, end } from "../domain/session.ts";
import type { Tx } from "../store/database.ts";
import { hasBeenAccepted } from "../store/hand-back.ts";
import type { Pair } from "../store/pairs.ts";
import { finishSession, type SessionRecord } from "../store/sessions.ts";
import { refuseHeldTexts } from "./held-texts.ts";
import { redrawHomes } from "./homes.ts";
import { retireIdleWarnings } from "./idle-warning-jobs.ts";
import { endOffer } from "./offer-transfer.ts";
import { refreshAfterOffer, refreshQueuesOf } from "./refresh-queues-of.ts";
import { queueAutomaticText } from "./send-sms.ts";
import { enqueueEntry, enqueueHeader, enqueueInvite } from "./session-jobs.ts";
import { enqueueSessionTimer } from "./timer-jobs.ts";

/** How a session is to be ended. */
export interface Closing {
  readonly reason: EndReason;
  /** Who pressed End; null where nobody did. */
  readonly by: UserId | null;
  /** The closing text; null: nothing is sent. */
  readonly text: { readonly kind: AnswerKind; readonly text: string } | null;
}

/**
 * Ends an open session: the guarded update, the closing text, and everything that Slack shows of
 * it. The pair must be locked. Of several ends at once the first one wins, and only its closing
 * text is sent.
 *
 * @returns false when the session had ended already
 */
export async function closeSession(
  tx: Tx,
  pair: Pair,
  record: SessionRecord,
  closing: Closing,
): Promise<boolean> {
  const { session } = record;
  const result = end(session, closing.reason, tx.now);
  if (result.kind === "already_ended") return false;
  // Guarded, should the session have been loaded before the pair was locked.
  if (!(await finishSession(tx, session.id, result.session.reason, closing.by))) return false;
  await endOffer(tx, session.id, "withdrawn");
  await refuseHeldTexts(tx, session.id, "ended");
  const place = { id: session.id };
  const hasThread = await hasBeenAccepted(tx, session.id);
  if (closing.text) {
    const outbound = await queueAutomaticText(tx, pair, {
      session: session.id,
      kind: closing.text.kind,
      text: closing.text.text,
    });
    if (hasThread) await enqueueEntry(tx, place, { kind: "automatic", outbound });
  }
  if (hasThread) {
    await enqueueEntry(tx, place, { kind: "ended", at: tx.now.toISOString() });
    await enqueueHeader(tx, place);
    // Its header offers to reopen it until then.
    const until = new Date(tx.now.getTime() + REOPEN_MS);
    await enqueueSessionTimer(tx, session.id, "reopen_over", tx.now, until);
  }
  await retireIdleWarnings(tx, place, null);
  await enqueueInvite(tx, place);
  if (session.state === "active") await refreshQueuesOf(tx, session.owner);
  else await refreshAfterOffer(tx, session);
  await redrawHomes(tx);
  return true;
}
