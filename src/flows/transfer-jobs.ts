import { z } from "zod";
import { offerId } from "../domain/ids.ts";
import type { TransferOffer } from "../domain/transfer.ts";
import { enqueue } from "../lanes/enqueue.ts";
import type { Tx } from "../store/database.ts";
import { JOB, laneName } from "./jobs.ts";
import { sessionLane } from "./session-jobs.ts";

/** The jobs about an accepted session that is on offer to another agent. */

export const offerPayload = z.object({ offer: z.string().transform(offerId) });

/** Posts the offer into the session's thread, or draws it again. */
export async function enqueueShowOffer(tx: Tx, { id, session }: TransferOffer): Promise<void> {
  await enqueue(tx, {
    lane: sessionLane({ id: session }),
    kind: JOB.showOffer,
    payload: { offer: id },
  });
}

/** Tells the agent of the offer in a direct message. */
export async function enqueueTellOffer(tx: Tx, { id }: TransferOffer): Promise<void> {
  await enqueue(tx, {
    lane: laneName("offer", id),
    kind: JOB.tellOffer,
    payload: { offer: id },
  });
}

/** Looks at the offer when its time is over. */
export async function enqueueTransferOfferEnd(tx: Tx, { id, until }: TransferOffer): Promise<void> {
  await enqueue(tx, {
    lane: laneName("timer", "transfer", id),
    kind: JOB.checkOffer,
    payload: { offer: id },
    runAt: until,
  });
}

/** Looks at the offer now: the agent's duty or membership has changed. */
export async function enqueueCheckOffer(tx: Tx, { id }: TransferOffer): Promise<void> {
  await enqueue(tx, {
    lane: laneName("transfer", id),
    kind: JOB.checkOffer,
    payload: { offer: id },
  });
}
