import type { MessageTs, SessionId, UserId } from "../domain/ids.ts";
import { type TakeOverResult, takeOver } from "../domain/session.ts";
import { ensureAgent, lockMember } from "../store/agents.ts";
import { lockPair } from "../store/pairs.ts";
import { changeOwner, loadSession, lockSession } from "../store/sessions.ts";
import type { FlowDeps } from "./deps.ts";
import { refuseHeldTexts } from "./held-texts.ts";
import { redrawHomes } from "./homes.ts";
import { endOffer } from "./offer-transfer.ts";
import { refreshQueuesOf } from "./refresh-queues-of.ts";
import { enqueueEntry, enqueueHeader, enqueueInvite } from "./session-jobs.ts";
import { startOwnerTimers } from "./start-timers.ts";

/**
 * Take over: an agent of the queue, or a supervisor, becomes the owner of somebody else's session.
 * What they wrote before stays unsent; the thread says who has it now.
 *
 * @param click `at`: by Slack's clock
 */
export function takeSessionOver(
  deps: FlowDeps,
  click: { session: SessionId; by: UserId; at: MessageTs; isSupervisor: boolean },
): Promise<TakeOverResult> {
  return deps.db.transaction(async (tx) => {
    await lockPair(tx, (await loadSession(tx, click.session)).session.pair);
    const { session } = await lockSession(tx, click.session);
    const member = await lockMember(tx, session.queue, click.by);
    const result = takeOver(session, click.by, member, click);
    if (result.kind !== "taken_over") return result;
    if (member === null) await ensureAgent(tx, click.by);
    await changeOwner(tx, session.id, { owner: click.by, at: click.at });
    await endOffer(tx, session.id, "withdrawn");
    await refuseHeldTexts(tx, session.id, "not_owner");
    const place = { id: session.id };
    await enqueueInvite(tx, place);
    await enqueueHeader(tx, place);
    await enqueueEntry(tx, place, { kind: "taken_over", by: click.by, from: result.from });
    await startOwnerTimers(tx, session.id, session.queue, tx.now);
    await refreshQueuesOf(tx, click.by);
    await refreshQueuesOf(tx, result.from);
    await redrawHomes(tx);
    return result;
  });
}
