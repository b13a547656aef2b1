import { type DeliveryState, reactionFor } from "../domain/delivery.ts";
import { type EffectHandler, effect } from "../lanes/job.ts";
import { loadOutboundText, type OutboundText } from "../store/outbound-texts.ts";
import { noteMark, settleMark, threadMessageOf } from "../store/thread-messages.ts";
import { whileClosed } from "./channel-troubles.ts";
import type { FlowDeps } from "./deps.ts";
import { RECEIPT_PATIENCE } from "./send-sms.ts";
import { isGivenUp, MARK_TIMES, settleRepeatable } from "./slack-posts.ts";
import { outboundPayload } from "./sms-jobs.ts";

/**
 * Shows the delivery state of an agent's SMS as one reaction on the agent's own message, drawn
 * from the state of the moment.
 */
export function markDelivery(deps: FlowDeps): EffectHandler {
  return effect(outboundPayload, MARK_TIMES, async (tx, job) => {
    const outbound = await loadOutboundText(tx, job.payload.outbound);
    const message = await threadMessageOf(tx, outbound.id);
    if (!message) return null;
    const reaction = reactionFor(shownState(outbound, tx.now));
    const closed = await whileClosed(tx, message.channel);
    if (closed) return closed;
    const others = await noteMark(tx, message, reaction);
    if (others === null) return null;
    return async () => {
      const outcome = await deps.desk.mark(message.channel, message.ts, reaction, others);
      return async (settleTx) => {
        // A message that is gone or closed to reactions has no mark.
        if (isGivenUp(job, outcome)) return { kind: "done" };
        if (outcome.kind === "done") await settleMark(settleTx, message, reaction);
        return settleRepeatable(deps, settleTx, job, message.channel, outcome);
      };
    };
  });
}

/** An unknown outcome looks like "on its way" as long as a receipt may well come. */
function shownState(outbound: OutboundText, now: Date): DeliveryState {
  const patient = now.getTime() - outbound.stateAt.getTime() < RECEIPT_PATIENCE;
  return outbound.state === "unknown" && patient ? "accepted" : outbound.state;
}
