import type { MessageTs, OfferId, UserId } from "../domain/ids.ts";
import { type AcceptTransferResult, acceptTransfer } from "../domain/transfer.ts";
import { lockMember } from "../store/agents.ts";
import { lockPair } from "../store/pairs.ts";
import { changeOwner, loadSession, lockSession } from "../store/sessions.ts";
import { loadTransferOffer } from "../store/transfer-offers.ts";
import type { FlowDeps } from "./deps.ts";
import { refuseHeldTexts } from "./held-texts.ts";
import { redrawHomes } from "./homes.ts";
import { endOffer, failOffer } from "./offer-transfer.ts";
import { refreshQueuesOf } from "./refresh-queues-of.ts";
import { enqueueEntry, enqueueHeader, enqueueInvite } from "./session-jobs.ts";
import { startOwnerTimers } from "./start-timers.ts";

/**
 * Accept on an offer: the session is the agent's from now on. As with every Accept, the agent's row
 * is locked before the load is counted, so that nobody ever has more than the max; what the last
 * owner wrote goes out if its turn came before this.
 *
 * @param click `at`: by Slack's clock
 */
export function acceptOffer(
  deps: FlowDeps,
  click: { offer: OfferId; by: UserId; at: MessageTs },
): Promise<AcceptTransferResult> {
  return deps.db.transaction(async (tx) => {
    const { session: id } = (await loadTransferOffer(tx, click.offer)).offer;
    await lockPair(tx, (await loadSession(tx, id)).session.pair);
    const { session } = await lockSession(tx, id);
    const { offer } = await loadTransferOffer(tx, click.offer);
    const member = await lockMember(tx, session.queue, click.by);
    const result = acceptTransfer(session, offer, click.by, member, tx.now);
    if (result.kind === "expired") await failOffer(tx, offer, "expired");
    if (result.kind !== "transferred") return result;
    await changeOwner(tx, id, { owner: click.by, at: click.at });
    await endOffer(tx, id, "accepted");
    await refuseHeldTexts(tx, id, "not_owner");
    const place = { id };
    await enqueueInvite(tx, place);
    await enqueueHeader(tx, place);
    await enqueueEntry(tx, place, { kind: "transferred", to: click.by, from: result.from });
    await startOwnerTimers(tx, id, session.queue, tx.now);
    await refreshQueuesOf(tx, click.by);
    await refreshQueuesOf(tx, result.from);
    await redrawHomes(tx);
    return result;
  });
}
