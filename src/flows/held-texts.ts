import type { ChannelId, MessageTs, SessionId, UserId } from "../domain/ids.ts";
import { withPlainPunctuation } from "../domain/plain-punctuation.ts";
import type { Session } from "../domain/session.ts";
import { type EffectHandler, effect, transactional } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import {
  findHeldText,
  type HeldText,
  heldTextsOf,
  holdText,
  releaseText,
} from "../store/held-texts.ts";
import { isOptedOut, lockPair, type Pair } from "../store/pairs.ts";
import { loadSession, lockSession } from "../store/sessions.ts";
import { findThreadMessage, type ThreadMessagePlace } from "../store/thread-messages.ts";
import { whileClosed } from "./channel-troubles.ts";
import type { FlowDeps } from "./deps.ts";
import {
  enqueueHeldAnswered,
  enqueueHeldMark,
  type HeldAnswer,
  heldAnsweredPayload,
  heldMarkPayload,
} from "./held-text-jobs.ts";
import { queueAgentText, tellLeftOut } from "./send-sms.ts";
import { enqueueMark } from "./session-jobs.ts";
import { isGivenUp, MARK_TIMES, settleRepeatable } from "./slack-posts.ts";
import { enqueueTell, type WhyNeverSent } from "./tell-jobs.ts";

/**
 * A text of many SMS is held until its author, who still owns the session, has said that it may go
 * out. Other texts of the thread don't wait for it: it goes out behind those that were sent before
 * the answer. Everything here happens with the pair and the session locked.
 */

/** Holds a message that is recorded as held, and asks its author; after an edit anew. */
export async function askAboutText(
  tx: Tx,
  message: ThreadMessagePlace,
  held: { readonly text: string; readonly leftOut: readonly string[] },
): Promise<void> {
  const question = await holdText(tx, message, held);
  await enqueueHeldMark(tx, message);
  await ask(tx, { ...message, question });
}

async function ask(
  tx: Tx,
  { session, author, ts, question }: ThreadMessagePlace & { readonly question: number },
): Promise<void> {
  await enqueueTell(tx, session, author, { kind: "held", ts, question });
}

/** The session has lost its owner, or left its thread: what was held can't go out any more. */
export async function refuseHeldTexts(
  tx: Tx,
  session: SessionId,
  why: "ended" | "not_owner" | "moved",
): Promise<void> {
  for (const held of await heldTextsOf(tx, session)) await refuseHeldText(tx, held, why);
}

/** Refuses a held text and tells its author why. */
export async function refuseHeldText(tx: Tx, held: HeldText, why: WhyNeverSent): Promise<void> {
  await releaseText(tx, held, { kind: "refused", reason: `held_${why}` });
  await enqueueHeldMark(tx, held);
  const { channel, inviteTs: ts } = await loadSession(tx, held.session);
  // Where they wrote it, also if the session goes on elsewhere; unless that thread may be gone.
  const where = ts === null || why === "moved" ? {} : { thread: { channel, ts } };
  const word = { kind: "not_sent_held", ts: held.ts, why } as const;
  await enqueueTell(tx, held.session, held.author, word, where);
}

/** What came of pressing a button under the question. */
export type HeldAnswered = "taken" | "decided" | "not_yours";

/**
 * The author answers. The answer takes its turn in the thread's lane, so that an edit or an End
 * goes before or after it as it was done before or after it.
 *
 * @param pressed `pressedAt`: Slack's time of the press; a second delivery of it changes nothing
 */
export function answerHeldText(
  deps: FlowDeps,
  pressed: {
    channel: ChannelId;
    ts: MessageTs;
    question: number;
    by: UserId;
    answer: HeldAnswer;
    pressedAt: MessageTs;
  },
): Promise<HeldAnswered> {
  return deps.db.transaction(async (tx): Promise<HeldAnswered> => {
    const message = await findThreadMessage(tx, pressed.channel, pressed.ts);
    if (message?.author !== pressed.by) return "not_yours";
    if (message.outcome !== "held") return "decided";
    const { inviteTs } = await loadSession(tx, message.session);
    // On its way into another thread: what was held is refused.
    if (inviteTs === null) return "decided";
    await enqueueHeldAnswered(tx, inviteTs, pressed);
    return "taken";
  });
}

/** The answer itself. */
export const heldAnswered = transactional(heldAnsweredPayload, async (tx, job) => {
  const { answer, question } = job.payload;
  const message = await findThreadMessage(tx, job.payload.channel, job.payload.ts);
  if (!message) throw new Error(`no thread message ${job.payload.channel} ${job.payload.ts}`);
  const pair = await lockPair(tx, (await loadSession(tx, message.session)).session.pair);
  const { session } = await lockSession(tx, message.session);
  const held = await findHeldText(tx, job.payload);
  if (!held) return tellDecided(tx, job.payload);
  // The message was edited after this question was asked: the newer one is about what it says now.
  if (held.question !== question && answer !== "drop") return ask(tx, held);
  if (answer === "drop") return refuseHeldText(tx, held, "dropped");
  const why = whyNeverSent(session, held.author);
  if (why !== null) return refuseHeldText(tx, held, why);
  await send(tx, pair, held, answer === "send" ? held.text : withPlainPunctuation(held.text));
});

/** The question was answered before: said where this answer is another one. */
async function tellDecided(
  tx: Tx,
  {
    channel,
    ts,
    by,
    answer,
  }: { channel: ChannelId; ts: MessageTs; by: UserId; answer: HeldAnswer },
): Promise<void> {
  const message = await findThreadMessage(tx, channel, ts);
  if (!message) return;
  const sent = message.outcome === "sent";
  if (sent === (answer !== "drop")) return;
  await enqueueTell(tx, message.session, by, { kind: "held_decided", ts, sent });
}

function whyNeverSent(session: Session, author: UserId): WhyNeverSent | null {
  if (session.state === "ended") return "ended";
  return session.state === "active" && session.owner === author ? null : "not_owner";
}

async function send(tx: Tx, pair: Pair, held: HeldText, text: string): Promise<void> {
  if (await isOptedOut(tx, pair)) {
    await releaseText(tx, held, { kind: "refused", reason: "not_sent_opted_out" });
    await enqueueHeldMark(tx, held);
    return enqueueTell(tx, held.session, held.author, { kind: "not_sent_opted_out" });
  }
  const { session, author } = held;
  const outbound = await queueAgentText(tx, pair, { session, author, text, files: [] });
  await releaseText(tx, held, { kind: "sent", outbound });
  // The new mark first: at no moment does the message look as if nothing were known.
  await enqueueMark(tx, held, outbound);
  await enqueueHeldMark(tx, held);
  await tellLeftOut(tx, held, held.leftOut);
}

/** Shows on a message whether it is held, by the state of the moment. */
export function markHeld(deps: FlowDeps): EffectHandler {
  return effect(heldMarkPayload, MARK_TIMES, async (tx, job) => {
    const { channel, ts } = job.payload;
    const closed = await whileClosed(tx, channel);
    if (closed) return closed;
    const isHeld = (await findHeldText(tx, job.payload)) !== null;
    return async () => {
      const outcome = await deps.desk.markHeld(channel, ts, isHeld);
      return (settleTx) =>
        isGivenUp(job, outcome)
          ? Promise.resolve({ kind: "done" })
          : settleRepeatable(deps, settleTx, job, channel, outcome);
    };
  });
}
