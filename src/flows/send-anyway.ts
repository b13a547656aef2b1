import type { ChannelId, MessageTs, UserId } from "../domain/ids.ts";
import { judgeFiles } from "../domain/mms.ts";
import { checkSmsText, type SmsTextCheck } from "../domain/sms-text.ts";
import type { Tx } from "../store/database.ts";
import { isOptedOut, lockPair } from "../store/pairs.ts";
import { loadSession, lockSession } from "../store/sessions.ts";
import { findThreadMessage, markSentAnyway, wasTaken } from "../store/thread-messages.ts";
import type { FlowDeps } from "./deps.ts";
import { queueAgentText } from "./send-sms.ts";
import { enqueueEntry, enqueueMark } from "./session-jobs.ts";
import type { CurrentMessage } from "./thread-messages.ts";

/** What came of Send as supervisor. */
export type SendAnywayResult =
  /** `unsent`: a sentence for each file that stays. */
  | { readonly kind: "sent"; readonly unsent: readonly string[] }
  | { readonly kind: "sent_before" }
  /** Not this person's own message. */
  | { readonly kind: "not_yours" }
  /** Deleted meanwhile. */
  | { readonly kind: "gone" }
  | { readonly kind: "maybe_note" }
  | { readonly kind: "ended" }
  /** Handed back meanwhile: it waits. */
  | { readonly kind: "no_owner" }
  /** The session is this person's own by now. */
  | { readonly kind: "own_session" }
  | { readonly kind: "opted_out" }
  | { readonly kind: "bad_text"; readonly check: Exclude<SmsTextCheck, { kind: "ok" }> }
  | { readonly kind: "files_only"; readonly unsent: readonly string[] };

interface Pressed {
  readonly channel: ChannelId;
  readonly threadTs: MessageTs;
  /** The message that was refused before. */
  readonly ts: MessageTs;
  readonly by: UserId;
}

/**
 * Send as supervisor: a supervisor's own message goes to the texter of somebody else's session,
 * once, as it reads now. The session stays its owner's, who is told in the thread. The caller has
 * checked that a supervisor is asking.
 */
export async function sendAnyway(deps: FlowDeps, pressed: Pressed): Promise<SendAnywayResult> {
  const now = await deps.threadMessages.readCurrent(pressed);
  return deps.db.transaction((tx) => send(tx, pressed, now, deps.publicUrl !== null));
}

async function send(
  tx: Tx,
  { channel, ts, by }: Pressed,
  now: CurrentMessage | null,
  reachable: boolean,
): Promise<SendAnywayResult> {
  const refused = await findThreadMessage(tx, channel, ts);
  if (refused?.author !== by) return { kind: "not_yours" };
  const { pair: pairId } = (await loadSession(tx, refused.session)).session;
  const pair = await lockPair(tx, pairId);
  const { session } = await lockSession(tx, refused.session);
  // Under the lock: another press may have been faster.
  const message = await findThreadMessage(tx, channel, ts);
  if (message?.outcome === "sent") return { kind: "sent_before" };
  if (message?.outcome !== "refused") return { kind: "maybe_note" };
  if (session.state === "ended") return { kind: "ended" };
  if (session.state === "waiting") return { kind: "no_owner" };
  if (session.owner === by) return { kind: "own_session" };
  if (now === null) return { kind: "gone" };
  if (now.note !== "none") return { kind: "maybe_note" };
  const { clientMsgId } = now;
  if (await wasTaken(tx, session.id, { ts, author: by, clientMsgId }))
    return { kind: "sent_before" };
  if (await isOptedOut(tx, pair)) return { kind: "opted_out" };
  const files = judgeFiles(now.files, { texter: pair.texter, reachable });
  const check = checkSmsText(now.text);
  if (check.kind === "too_long") return { kind: "bad_text", check };
  if (check.kind === "empty" && files.sendable.length === 0) {
    return now.files.length > 0
      ? { kind: "files_only", unsent: files.reasons }
      : { kind: "bad_text", check };
  }
  const outbound = await queueAgentText(tx, pair, {
    session: session.id,
    author: by,
    text: now.text,
    files: files.sendable,
  });
  await markSentAnyway(tx, { channel, ts }, outbound);
  await enqueueMark(tx, { channel, ts }, outbound);
  const entry = { kind: "sent_anyway", outbound, owner: session.owner } as const;
  await enqueueEntry(tx, { id: session.id }, entry);
  return { kind: "sent", unsent: files.reasons };
}
