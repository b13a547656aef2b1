import type { UserId } from "../domain/ids.ts";
import { type JudgedFiles, judgeFiles } from "../domain/mms.ts";
import { checkSmsText } from "../domain/sms-text.ts";
import { type EffectHandler, effect, lookAgain } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { forgetBody, loadEvent } from "../store/events.ts";
import { isOptedOut, lockPair, type Pair } from "../store/pairs.ts";
import {
  findSessionByThread,
  hasUnplacedInvite,
  type SessionThread,
} from "../store/session-threads.ts";
import { lockSession } from "../store/sessions.ts";
import {
  findThreadMessage,
  insertThreadMessage,
  wasRefused,
  wasSent,
} from "../store/thread-messages.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueMark, enqueueTell, receivedEventPayload, type WordReference } from "./jobs.ts";
import type { ThreadMessage } from "./ports.ts";
import { queueAgentText } from "./send-sms.ts";

/** ms; looking names up takes a Slack call or two. */
const TIMES = { leaseMs: 14_000, performMs: 11_000 };

/**
 * What a person wrote in a thread. Only the owner's own messages become SMS (SPEC 7); everything
 * else is recorded as what it is, and whoever may have thought otherwise is told.
 *
 * Looking up the names that the text mentions may take a call to Slack, so this is done outside
 * the transaction; it has no effect of its own and may be repeated at will.
 */
export function relayThreadMessage(deps: FlowDeps): EffectHandler {
  return effect(receivedEventPayload, TIMES, async (tx, job) => {
    const { body } = await loadEvent(tx, job.payload.event);
    const message = deps.threadMessages.read(body);
    if (!message) return null;
    if (!(await findSessionByThread(tx, message.channel, message.threadTs))) {
      // Somebody may answer an invite before Slack's answer to our posting it is recorded.
      if (await hasUnplacedInvite(tx, message.channel)) {
        return lookAgain(500, "an invite of this channel has no ts yet");
      }
      // What people say in threads that are none of ours is not ours to keep.
      await forgetBody(tx, job.payload.event);
      return null;
    }
    return async () => {
      const text = await deps.threadMessages.toSmsText(body);
      return async (settleTx) => {
        await relay(settleTx, message, text, deps.publicUrl !== null);
        return { kind: "done" };
      };
    };
  });
}

/** @param reachable whether Telnyx can fetch files from us */
async function relay(
  tx: Tx,
  message: ThreadMessage,
  text: string,
  reachable: boolean,
): Promise<void> {
  const found = await findSessionByThread(tx, message.channel, message.threadTs);
  if (!found) return;
  const pair = await lockPair(tx, found.record.session.pair);
  await lockSession(tx, found.record.session.id);
  if (await findThreadMessage(tx, message.channel, message.ts)) return;
  // Under the lock: the session may have left the thread meanwhile.
  const now = await findSessionByThread(tx, message.channel, message.threadTs);
  if (!now) throw new Error(`session ${found.record.session.id} has lost its thread`);
  const verdict = await judge(tx, pair, now, message, text, reachable);
  const place = { ...message, session: now.record.session.id };
  const thread = { channel: message.channel, ts: message.threadTs };
  switch (verdict.kind) {
    case "note":
      await insertThreadMessage(tx, place, { kind: "note" });
      return;
    case "refused": {
      const { word, oncePerSession } = verdict;
      const told =
        oncePerSession && (await wasRefused(tx, place.session, message.author, word.kind));
      await insertThreadMessage(tx, place, { kind: "refused", reason: word.kind });
      if (!told) await enqueueTell(tx, place.session, message.author, word, { thread });
      return;
    }
    case "sent": {
      const { sendable: files, reasons } = verdict.files;
      const outbound = await queueAgentText(tx, pair, {
        session: place.session,
        author: verdict.owner,
        text,
        files,
      });
      await insertThreadMessage(tx, place, { kind: "sent", outbound });
      await enqueueMark(tx, message, outbound);
      if (reasons.length > 0) {
        await enqueueTell(tx, place.session, message.author, {
          kind: "files_not_sent",
          textSent: true,
          reasons: [...reasons],
        });
      }
      return;
    }
    default:
      return verdict satisfies never;
  }
}

type Judgement =
  | { readonly kind: "sent"; readonly owner: UserId; readonly files: JudgedFiles }
  | { readonly kind: "note" }
  | { readonly kind: "refused"; readonly word: WordReference; readonly oncePerSession: boolean };

function refused(word: WordReference, oncePerSession = false): Judgement {
  return { kind: "refused", word, oncePerSession };
}

async function judge(
  tx: Tx,
  pair: Pair,
  { record: { session, acceptedTs }, isCurrent }: SessionThread,
  message: ThreadMessage,
  text: string,
  reachable: boolean,
): Promise<Judgement> {
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
  if (await wasSent(tx, session.id, message)) return refused({ kind: "not_sent_twice" });
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
  return { kind: "sent", owner: session.owner, files };
}
