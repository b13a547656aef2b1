import type { MessageTs, UserId } from "../domain/ids.ts";
import { type JudgedFiles, judgeFiles } from "../domain/mms.ts";
import { askBeforeSending, checkSmsText } from "../domain/sms-text.ts";
import type { Tx } from "../store/database.ts";
import { isOptedOut, type Pair } from "../store/pairs.ts";
import type { SessionThread } from "../store/session-threads.ts";
import {
  type ThreadMessageOutcome,
  type ThreadMessagePlace,
  wasRefused,
  wasTaken,
} from "../store/thread-messages.ts";
import { askAboutText } from "./held-texts.ts";
import { queueAgentText, tellLeftOut } from "./send-sms.ts";
import { enqueueMark } from "./session-jobs.ts";
import { enqueueTell, type WordReference } from "./tell-jobs.ts";
import type { ThreadMessage } from "./thread-messages.ts";

/** What is to become of a message in a thread. */
export type Judgement =
  | { readonly kind: "sent"; readonly owner: UserId; readonly files: JudgedFiles }
  /** Its author is asked first: it is long. */
  | { readonly kind: "held"; readonly leftOut: readonly string[] }
  | { readonly kind: "note" }
  | { readonly kind: "refused"; readonly word: WordReference; readonly oncePerSession: boolean };

function refused(word: WordReference, oncePerSession = false): Judgement {
  return { kind: "refused", word, oncePerSession };
}

/**
 * Judges what somebody wrote, by the state of things now: only the owner's own messages become SMS
 * (SPEC 7). Pair and session must be locked.
 *
 * @param said `text`: what the texter would get; `reachable`: whether Telnyx can fetch files from us
 */
export async function judgeThreadMessage(
  tx: Tx,
  pair: Pair,
  { record: { session, acceptedTs }, isCurrent }: SessionThread,
  message: ThreadMessage,
  said: { readonly text: string; readonly reachable: boolean },
): Promise<Judgement> {
  const { text, reachable } = said;
  if (session.state === "ended") return refused({ kind: "not_sent_ended" });
  if (message.note === "note") return { kind: "note" };
  if (!isCurrent) return refused({ kind: "not_sent_moved" });
  if (session.state === "waiting") return refused({ kind: "not_sent_waiting" }, true);
  if (session.owner !== message.author) {
    return refused({ kind: "not_sent_not_owner", owner: session.owner, ts: message.ts }, true);
  }
  // Delivered late, it may have been a word among colleagues.
  if (acceptedTs !== null && Number(message.ts) < Number(acceptedTs)) {
    return refused({ kind: "not_sent_before_accept" });
  }
  if (message.note === "doubtful") return refused({ kind: "not_sent_maybe_note" });
  if (await wasTaken(tx, session.id, message)) return refused({ kind: "not_sent_twice" });
  const files = judgeFiles(message.files, { texter: pair.texter, reachable });
  const checked = checkSmsText(text);
  switch (checked.kind) {
    case "ok":
      break;
    case "empty":
      if (files.sendable.length > 0) break;
      return refused(
        message.files.length > 0
          ? { kind: "files_not_sent", textSent: false, reasons: [...files.reasons] }
          : { kind: "not_sent_empty" },
      );
    case "too_long":
      return refused({ kind: "not_sent_too_long", length: checked.length, max: checked.max });
    default:
      return checked satisfies never;
  }
  if (await isOptedOut(tx, pair)) return refused({ kind: "not_sent_opted_out" });
  // With a file it is an MMS, which is one message however long its text is.
  return files.sendable.length === 0 && askBeforeSending(text) !== null
    ? { kind: "held", leftOut: files.reasons }
    : { kind: "sent", owner: session.owner, files };
}

/**
 * Carries a judgement out.
 *
 * @param record gives the message its outcome: its first one, or that of a held message
 */
export async function carryOut(
  tx: Tx,
  pair: Pair,
  message: ThreadMessagePlace & { readonly threadTs: MessageTs },
  judged: { readonly verdict: Judgement; readonly text: string },
  record: (outcome: ThreadMessageOutcome | { readonly kind: "held" }) => Promise<unknown>,
): Promise<void> {
  const { verdict, text } = judged;
  switch (verdict.kind) {
    case "note":
      await record({ kind: "note" });
      return;
    case "held":
      await record({ kind: "held" });
      await askAboutText(tx, message, { text, leftOut: verdict.leftOut });
      return;
    case "refused": {
      const { word, oncePerSession } = verdict;
      const thread = { channel: message.channel, ts: message.threadTs };
      const told =
        oncePerSession && (await wasRefused(tx, message.session, message.author, word.kind));
      await record({ kind: "refused", reason: word.kind });
      if (!told) await enqueueTell(tx, message.session, message.author, word, { thread });
      return;
    }
    case "sent": {
      const { sendable: files, reasons } = verdict.files;
      const outbound = await queueAgentText(tx, pair, {
        session: message.session,
        author: verdict.owner,
        text,
        files,
      });
      await record({ kind: "sent", outbound });
      await enqueueMark(tx, message, outbound);
      await tellLeftOut(tx, message, reasons);
      return;
    }
    default:
      return verdict satisfies never;
  }
}
