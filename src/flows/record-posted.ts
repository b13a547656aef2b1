import type { MessageTs, SessionId } from "../domain/ids.ts";
import { MAX_SHOWN_FILES } from "../domain/mms.ts";
import { finishFromOutside } from "../lanes/enqueue.ts";
import type { Tx } from "../store/database.ts";
import { setWarningMessage } from "../store/idle-warnings.ts";
import { loadInboundText } from "../store/inbound-texts.ts";
import { formerThreadsOf, setHeaderTs, setInviteTs } from "../store/session-threads.ts";
import { loadSession } from "../store/sessions.ts";
import { loadTransferOffer, setOfferMessage } from "../store/transfer-offers.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueLeft } from "./former-thread-jobs.ts";
import { idleWarningPayload } from "./idle-warning-jobs.ts";
import { JOB } from "./jobs.ts";
import { recordReplyPosted } from "./send-reply.ts";
import { enqueueMedia, entryPayload, sessionPayload } from "./session-jobs.ts";
import { textsOf } from "./transcript.ts";
import { offerPayload } from "./transfer-jobs.ts";

/** What is remembered of a post that Slack has taken. */

/**
 * Our own message has come back from Slack: whatever doubt there was about posting it is settled.
 *
 * @param key what `postKey` gave the message
 */
export async function recordEcho(deps: FlowDeps, key: string, ts: MessageTs): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const job = await finishFromOutside(tx, key.slice("job-".length), POSTS);
    if (job) await recordPosted(tx, job.kind, job.payload, ts);
  });
}

/** The kinds of job that post, and whose posts carry their keys. */
const POSTS = [
  JOB.showInvite,
  JOB.showHeader,
  JOB.postEntry,
  JOB.showIdleWarning,
  JOB.showOffer,
  JOB.showMedia,
  JOB.postDigest,
];

/** Records the ts of what a job of this kind has posted. */
export async function recordPosted(
  tx: Tx,
  kind: string,
  payload: unknown,
  ts: MessageTs,
): Promise<void> {
  switch (kind) {
    case JOB.showInvite: {
      const { session } = sessionPayload.parse(payload);
      await setInviteTs(tx, session, ts);
      return tellLeftThreads(tx, session);
    }
    case JOB.showHeader:
      return setHeaderTs(tx, sessionPayload.parse(payload).session, ts);
    case JOB.showIdleWarning: {
      const { session, warning } = idleWarningPayload.parse(payload);
      const { channel } = await loadSession(tx, session);
      return setWarningMessage(tx, warning, { channel, ts });
    }
    case JOB.postEntry: {
      const posted = entryPayload.parse(payload);
      if (posted.entry.kind === "reply") return recordReplyPosted(tx, posted.entry.outbound, ts);
      return showFilesOf(tx, posted);
    }
    case JOB.showOffer: {
      const { offer } = await loadTransferOffer(tx, offerPayload.parse(payload).offer);
      const { channel } = await loadSession(tx, offer.session);
      return setOfferMessage(tx, offer.id, { channel, ts });
    }
    default:
      // Posted and never touched again: nothing to remember.
      return;
  }
}

/** Threads that the session has left can say now where it goes on. */
async function tellLeftThreads(tx: Tx, session: SessionId): Promise<void> {
  for (const { channel, ts, headerTs, reason } of await formerThreadsOf(tx, session)) {
    const thread = { channel, ts };
    if (reason !== "thread_deleted") await enqueueLeft(tx, session, thread, "invite");
    // Nobody has read in a thread without a header.
    if (headerTs === null) continue;
    await enqueueLeft(tx, session, thread, "header");
    await enqueueLeft(tx, session, thread, "word");
  }
}

/** A text's files follow it, once it is in the thread, or in another one in which it goes on. */
async function showFilesOf(
  tx: Tx,
  { session, entry }: ReturnType<typeof entryPayload.parse>,
): Promise<void> {
  const { inviteTs: thread } = await loadSession(tx, session);
  // On its way into a new thread: there they come with the conversation so far.
  if (thread === null) return;
  const texts = entry.kind === "earlier_texts" ? entry.texts : textsOf(entry);
  for (const { kind, id: inbound } of texts) {
    if (kind === "outbound") continue;
    const { mediaCount } = await loadInboundText(tx, inbound);
    // One more says that there are more.
    const shown = Math.min(mediaCount, MAX_SHOWN_FILES + 1);
    for (let position = 0; position < shown; position += 1) {
      await enqueueMedia(tx, { id: session }, { inbound, position, thread });
    }
  }
}
