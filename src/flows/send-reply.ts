import { setTimeout as delay } from "node:timers/promises";
import { type CannedReply, fillIn, searchReplies } from "../domain/canned-replies.ts";
import type {
  ChannelId,
  MessageId,
  MessageTs,
  PhoneNumber,
  ReplyId,
  SessionId,
  UserId,
} from "../domain/ids.ts";
import {
  agreedText,
  checkSmsText,
  type LengthAgreed,
  type LongText,
  type SmsTextCheck,
} from "../domain/sms-text.ts";
import { findReply, repliesOf } from "../store/canned-replies.ts";
import { contactNameOf } from "../store/contact-names.ts";
import type { Tx } from "../store/database.ts";
import { hasOpenJobs } from "../store/jobs.ts";
import { findTextOfForm, loadOutboundText } from "../store/outbound-texts.ts";
import { isOptedOut, loadPair, lockPair } from "../store/pairs.ts";
import { loadQueue } from "../store/queues.ts";
import { findSessionByThread } from "../store/session-threads.ts";
import { loadSession, lockSession, type SessionRecord } from "../store/sessions.ts";
import { insertThreadMessage } from "../store/thread-messages.ts";
import type { FlowDeps } from "./deps.ts";
import { queueAgentText, showDeliveryAgain } from "./send-sms.ts";
import { enqueueEntry } from "./session-jobs.ts";
import { threadLane } from "./thread-jobs.ts";

/**
 * Canned replies: the owner of a session picks one, changes it as they like, and sends it. It goes
 * the way of a typed text, and the thread shows it as the owner's.
 */

/** ms that a reply waits for what was written in its thread before, to come after it. */
const PATIENCE_MS = 1_500;
const LOOK_EVERY_MS = 50;

/** Why somebody can't send replies into a session. */
export type NoReply =
  | { readonly kind: "ended"; readonly endedAt: Date }
  /** Somebody else's; null: it waits for an agent. */
  | { readonly kind: "not_owner"; readonly owner: UserId | null };

/** What the form is opened with. */
export interface ReplyForm {
  readonly kind: "open";
  readonly session: SessionId;
  readonly texter: PhoneNumber;
  readonly contactName: string | null;
  readonly queue: string;
  /** How many replies the queue has. */
  readonly replies: number;
}

function refusalOf({ session }: SessionRecord, by: UserId): NoReply | null {
  if (session.state === "ended") return { kind: "ended", endedAt: session.endedAt };
  const owner = session.state === "active" ? session.owner : null;
  return owner === by ? null : { kind: "not_owner", owner };
}

/** Opens the form, for the session's owner alone. */
export function openReplyForm(
  deps: FlowDeps,
  asked: { readonly session: SessionId; readonly by: UserId },
): Promise<ReplyForm | NoReply> {
  return deps.db.transaction(async (tx) =>
    open(tx, await loadSession(tx, asked.session), asked.by),
  );
}

/** The same from any message of a session's thread; null: the thread is none of ours. */
export function openReplyFormInThread(
  deps: FlowDeps,
  asked: { readonly channel: ChannelId; readonly ts: MessageTs; readonly by: UserId },
): Promise<ReplyForm | NoReply | null> {
  return deps.db.transaction(async (tx) => {
    const found = await findSessionByThread(tx, asked.channel, asked.ts);
    return found && open(tx, found.record, asked.by);
  });
}

async function open(tx: Tx, record: SessionRecord, by: UserId): Promise<ReplyForm | NoReply> {
  const refusal = refusalOf(record, by);
  if (refusal) return refusal;
  const { texter } = await loadPair(tx, record.session.pair);
  return {
    kind: "open",
    session: record.session.id,
    texter,
    contactName: await contactNameOf(tx, texter),
    queue: (await loadQueue(tx, record.session.queue)).name,
    replies: (await repliesOf(tx, record.session.queue)).length,
  };
}

/** The replies of the session's queue that fit; null for anybody but its owner. */
export function findReplies(
  deps: FlowDeps,
  asked: { readonly session: SessionId; readonly by: UserId; readonly typed: string },
): Promise<readonly CannedReply[] | null> {
  return deps.db.transaction(async (tx) => {
    const record = await loadSession(tx, asked.session);
    if (refusalOf(record, asked.by)) return null;
    return searchReplies(await repliesOf(tx, record.session.queue), asked.typed);
  });
}

export type FilledReply =
  | { readonly kind: "filled"; readonly text: string }
  | { readonly kind: "deleted" }
  | NoReply;

/** A reply's text for this texter. */
export async function fillReply(
  deps: FlowDeps,
  asked: { readonly session: SessionId; readonly by: UserId; readonly reply: ReplyId },
): Promise<FilledReply> {
  const agent = await deps.directory.displayName(asked.by);
  return deps.db.transaction(async (tx): Promise<FilledReply> => {
    const record = await loadSession(tx, asked.session);
    const refusal = refusalOf(record, asked.by);
    if (refusal) return refusal;
    const found = await findReply(tx, asked.reply);
    if (found?.queue !== record.session.queue) return { kind: "deleted" };
    const { texter } = await loadPair(tx, record.session.pair);
    const text = fillIn(found.reply.text, {
      name: await contactNameOf(tx, texter),
      agent,
      queue: (await loadQueue(tx, found.queue)).name,
    });
    return { kind: "filled", text };
  });
}

/** What came of sending. */
export type SendReplyResult =
  | { readonly kind: "sent" }
  | NoReply
  | { readonly kind: "opted_out" }
  /** What was written in the thread before is still on its way: nothing was sent. */
  | { readonly kind: "busy" }
  /** It is long: nothing is sent before the owner has said so. */
  | { readonly kind: "long"; readonly text: string; readonly long: LongText }
  | { readonly kind: "bad_text"; readonly check: Exclude<SmsTextCheck, { kind: "ok" }> };

interface Submitted {
  readonly session: SessionId;
  readonly by: UserId;
  readonly text: string;
  readonly agreed: LengthAgreed;
  /** Slack's name for the form: a second submission of it sends nothing. */
  readonly form: string;
}

/**
 * Sends what the form holds, behind everything that was written and pressed in the thread before,
 * if the person still owns the session then.
 */
export async function sendReply(deps: FlowDeps, submitted: Submitted): Promise<SendReplyResult> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const result = await deps.db.transaction((tx) => trySending(tx, submitted));
    if (result.kind !== "busy" || performance.now() > until) return result;
    await delay(LOOK_EVERY_MS);
  }
}

async function trySending(
  tx: Tx,
  { session: id, by, text, agreed, form }: Submitted,
): Promise<SendReplyResult> {
  const pair = await lockPair(tx, (await loadSession(tx, id)).session.pair);
  const record = await lockSession(tx, id);
  if (await findTextOfForm(tx, form)) return { kind: "sent" };
  const refusal = refusalOf(record, by);
  if (refusal) return refusal;
  const { channel, inviteTs } = record;
  // Without a ts, the session is on its way into a new thread.
  if (inviteTs === null || (await hasOpenJobs(tx, threadLane(channel, inviteTs)))) {
    return { kind: "busy" };
  }
  if (await isOptedOut(tx, pair)) return { kind: "opted_out" };
  const check = checkSmsText(text);
  if (check.kind !== "ok") return { kind: "bad_text", check };
  const said = agreedText(text, agreed);
  if (said.kind === "ask") return { kind: "long", text, long: said.long };
  const outbound = await queueAgentText(tx, pair, {
    session: id,
    author: by,
    text: said.text,
    files: [],
    form,
  });
  await enqueueEntry(tx, { id }, { kind: "reply", outbound });
  return { kind: "sent" };
}

/**
 * The reply stands in the thread: from now on that message stands for the SMS, as an agent's own
 * message does, and shows what becomes of it.
 */
export async function recordReplyPosted(tx: Tx, outbound: MessageId, ts: MessageTs): Promise<void> {
  const { session, author } = await loadOutboundText(tx, outbound);
  if (session === null || author === null) throw new Error(`${outbound} is not an agent's text`);
  const { channel } = await loadSession(tx, session);
  const message = { channel, ts, session, author, clientMsgId: null };
  await insertThreadMessage(tx, message, { kind: "sent", outbound });
  await showDeliveryAgain(tx, outbound);
}
