import { OPTED_OUT_CODE } from "../domain/delivery.ts";
import { reopenableUntil } from "../domain/reopen.ts";
import { transactional } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { hasBeenAccepted } from "../store/hand-back.ts";
import { lockOutboundText, setDelivery, unsentTextsOf } from "../store/outbound-texts.ts";
import { isOptedOut, lockPair, optOut, type Pair, pairsOfTexter } from "../store/pairs.ts";
import { lastEndedSessionOf, openSessionOf } from "../store/sessions.ts";
import { threadMessageOf } from "../store/thread-messages.ts";
import { closeSession } from "./close-session.ts";
import { enqueueEntry, enqueueHeader, enqueueMark } from "./session-jobs.ts";
import { enqueueOptOut, optOutPayload } from "./sms-jobs.ts";
import { enqueueTell } from "./tell-jobs.ts";

/**
 * The texter wants no more texts: nothing leaves for them any more from any line of the messaging
 * profile, and their open sessions end. The pair must be locked.
 *
 * Their pairs with our other lines are closed by jobs of their own, each under its own lock.
 */
export async function optOutEverywhere(tx: Tx, pair: Pair): Promise<void> {
  await optOut(tx, pair);
  await closePair(tx, pair);
  for (const other of await pairsOfTexter(tx, pair.texter, pair.messagingProfile)) {
    if (other.id !== pair.id) await enqueueOptOut(tx, other, "other_line");
  }
}

/** Cancels what has not left yet, ends the open session and says so in its thread. */
async function closePair(tx: Tx, pair: Pair): Promise<void> {
  for (const text of await unsentTextsOf(tx, pair.id)) {
    // Its lane may have just begun to send it.
    if ((await lockOutboundText(tx, text.id)).state !== "queued") continue;
    await setDelivery(tx, text.id, { state: "cancelled", errorCode: OPTED_OUT_CODE });
    const message = await threadMessageOf(tx, text.id);
    if (!message) continue;
    await enqueueMark(tx, message, text.id);
    await enqueueTell(tx, message.session, message.author, {
      kind: "delivery_failed",
      outbound: text.id,
    });
  }
  const record = await openSessionOf(tx, pair.id);
  if (!record) return withdrawReopen(tx, pair);
  if (await hasBeenAccepted(tx, record.session.id)) {
    await enqueueEntry(tx, { id: record.session.id }, { kind: "opted_out" });
  }
  await closeSession(tx, pair, record, { reason: "opt_out", by: null, text: null });
}

/** Nobody can reopen the session that ended last: its header does not offer it any more. */
async function withdrawReopen(tx: Tx, pair: Pair): Promise<void> {
  const last = await lastEndedSessionOf(tx, pair.id);
  if (last?.session.state !== "ended" || tx.now >= reopenableUntil(last.session)) return;
  await enqueueHeader(tx, { id: last.session.id });
}

/** The same for a pair whose texter opted out by another way: another line, or error 40300. */
export const closeOptedOutPair = transactional(optOutPayload, async (tx, job) => {
  const pair = await lockPair(tx, job.payload.pair);
  if (job.payload.source === "carrier") await optOut(tx, pair);
  // The texter may have opted in again before this job's turn came.
  else if (!(await isOptedOut(tx, pair))) return;
  await closePair(tx, pair);
});
