import { type EffectHandler, effect, lookAgain } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { forgetBody, loadEvent } from "../store/events.ts";
import { lockPair } from "../store/pairs.ts";
import { findSessionByThread, lookForSession } from "../store/session-threads.ts";
import { lockSession } from "../store/sessions.ts";
import { findThreadMessage, insertThreadMessage } from "../store/thread-messages.ts";
import type { FlowDeps } from "./deps.ts";
import { receivedEventPayload } from "./jobs.ts";
import { carryOut, judgeThreadMessage } from "./judge-thread-message.ts";
import type { ThreadMessage } from "./thread-messages.ts";

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
    const found = await lookForSession(tx, message.channel, message.threadTs);
    // Somebody may answer an invite before Slack's answer to our posting it is recorded.
    if (found === "unplaced") return lookAgain(500, "an invite of this channel has no ts yet");
    if (found === null) {
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
  const verdict = await judgeThreadMessage(tx, pair, now, message, { text, reachable });
  const place = { ...message, session: now.record.session.id };
  await carryOut(tx, pair, place, { verdict, text }, (outcome) =>
    insertThreadMessage(tx, place, outcome),
  );
}
