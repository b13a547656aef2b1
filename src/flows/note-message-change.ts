import { type EffectHandler, effect, type Settle } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { forgetBody, loadEvent } from "../store/events.ts";
import { findHeldText, type HeldText, releaseText } from "../store/held-texts.ts";
import { lockPair, type Pair } from "../store/pairs.ts";
import { findSessionByThread } from "../store/session-threads.ts";
import { loadSession, lockSession } from "../store/sessions.ts";
import { findThreadMessage } from "../store/thread-messages.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueHeldMark } from "./held-text-jobs.ts";
import { refuseHeldText } from "./held-texts.ts";
import { receivedEventPayload } from "./jobs.ts";
import { carryOut, judgeThreadMessage } from "./judge-thread-message.ts";
import { tellOfChange } from "./tell-of-change.ts";
import type { ThreadMessage, ThreadMessageChange } from "./thread-messages.ts";

/** ms; looking names up takes a Slack call or two. */
const TIMES = { leaseMs: 14_000, performMs: 11_000 };

/**
 * A message was edited or deleted. One that is held is judged anew, as it reads now; of all others
 * nothing is sent by that.
 */
export function noteMessageChange(deps: FlowDeps): EffectHandler {
  return effect(receivedEventPayload, TIMES, async (tx, job) => {
    const { body } = await loadEvent(tx, job.payload.event);
    const changed = deps.threadMessages.readChange(body);
    if (!changed) return null;
    const message = await findThreadMessage(tx, changed.channel, changed.ts);
    if (!message) await forgetBody(tx, job.payload.event);
    if (message?.outcome !== "held") {
      await tellOfChange(tx, changed);
      return null;
    }
    const { change } = changed;
    return async () => {
      const text = change.kind === "edited" ? await deps.threadMessages.toSmsText(body) : "";
      return changeHeld(changed, { text, reachable: deps.publicUrl !== null });
    };
  });
}

function changeHeld(
  changed: ThreadMessageChange,
  said: { readonly text: string; readonly reachable: boolean },
): Settle {
  return async (tx) => {
    const message = await findThreadMessage(tx, changed.channel, changed.ts);
    if (!message) throw new Error(`no thread message ${changed.channel} ${changed.ts}`);
    const pair = await lockPair(tx, (await loadSession(tx, message.session)).session.pair);
    await lockSession(tx, message.session);
    const held = await findHeldText(tx, changed);
    if (!held) await tellOfChange(tx, changed);
    else if (changed.change.kind === "deleted") await refuseHeldText(tx, held, "deleted");
    else await judgeAgain(tx, pair, held, changed.change.now, said);
    return { kind: "done" };
  };
}

async function judgeAgain(
  tx: Tx,
  pair: Pair,
  held: HeldText,
  now: ThreadMessage,
  said: { readonly text: string; readonly reachable: boolean },
): Promise<void> {
  const place = await findSessionByThread(tx, now.channel, now.threadTs);
  if (!place) throw new Error(`session ${held.session} has lost its thread`);
  const verdict = await judgeThreadMessage(tx, pair, place, now, said);
  await carryOut(
    tx,
    pair,
    { ...held, threadTs: now.threadTs },
    { verdict, text: said.text },
    async (outcome) => {
      if (outcome.kind === "held") return;
      await releaseText(tx, held, outcome);
      await enqueueHeldMark(tx, held);
    },
  );
}
