import type { MessageId } from "../domain/ids.ts";
import type { Tx } from "../store/database.ts";
import { loadOutboundText, lockOutboundText } from "../store/outbound-texts.ts";
import { lockPair } from "../store/pairs.ts";
import { findSessionByThread } from "../store/session-threads.ts";
import { loadSession } from "../store/sessions.ts";
import { findThreadMessage } from "../store/thread-messages.ts";
import { cancelText } from "./send-sms.ts";
import { enqueueTell, type WordReference } from "./tell-jobs.ts";
import type { ThreadMessageChange } from "./thread-messages.ts";

/**
 * A message in a thread was edited or deleted. Nothing is sent by that: the author is told, once a
 * change, that an SMS can't be recalled, or that an edit sends nothing. Only what has not left yet
 * and is no text for the texter any more is held back.
 */
export async function tellOfChange(tx: Tx, changed: ThreadMessageChange): Promise<void> {
  const { channel, threadTs, ts, at, change } = changed;
  const message = await findThreadMessage(tx, channel, ts);
  if (!message) return;
  const place = await findSessionByThread(tx, channel, threadTs);
  // With a thread's first message, Slack tells of all its replies as if somebody had edited them.
  if (place?.leftReason === "thread_deleted") return;
  const word = await wordOn(tx, changed, message, { isElsewhere: place?.isCurrent === false });
  if (word === null) return;
  const once = `changed:${channel}:${ts}:${change.kind === "edited" ? at : "deleted"}`;
  const thread = { channel, ts: threadTs };
  await enqueueTell(tx, message.session, message.author, word, { once, thread });
}

type FoundMessage = NonNullable<Awaited<ReturnType<typeof findThreadMessage>>>;

/**
 * @param isElsewhere the session has gone on in another thread
 * @returns null when the author need not be told anything
 */
async function wordOn(
  tx: Tx,
  { change, ts }: ThreadMessageChange,
  { session: id, author, outbound }: FoundMessage,
  { isElsewhere }: { readonly isElsewhere: boolean },
): Promise<WordReference | null> {
  const isText = change.kind === "edited" && change.now.note === "none";
  if (outbound === null) {
    // Others know that nothing of theirs is sent.
    const { session } = await loadSession(tx, id);
    const isOwners = session.state === "active" && session.owner === author;
    return isText && isOwners ? { kind: "edit_not_sent" } : null;
  }
  if (!isText) await holdBack(tx, outbound);
  if (isElsewhere && change.kind === "edited") return { kind: "not_sent_moved" };
  return { kind: "changed", change: change.kind, ts, outbound, isText };
}

/** Whoever deletes their message, or makes a note of it, does not want it sent. */
async function holdBack(tx: Tx, id: MessageId): Promise<void> {
  await lockPair(tx, (await loadOutboundText(tx, id)).pair);
  const outbound = await lockOutboundText(tx, id);
  if (outbound.state === "queued") await cancelText(tx, outbound);
}
