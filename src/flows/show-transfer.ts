import { type EffectHandler, effect } from "../lanes/job.ts";
import { contactNameOf } from "../store/contact-names.ts";
import { loadPair } from "../store/pairs.ts";
import { loadQueue } from "../store/queues.ts";
import { loadSession } from "../store/sessions.ts";
import { loadTransferOffer } from "../store/transfer-offers.ts";
import type { FlowDeps } from "./deps.ts";
import type { Posting } from "./ports.ts";
import { settleDirectMessage } from "./send-alert.ts";
import { linkTo } from "./show-session.ts";
import { POST_TIMES, performPost, redrawWherePossible } from "./slack-posts.ts";
import { offerPayload } from "./transfer-jobs.ts";

/** Posts an offer into the session's thread the first time, draws it again after that. */
export function showOffer(deps: FlowDeps): EffectHandler {
  return effect(offerPayload, POST_TIMES, async (tx, job, resolving) => {
    const { offer, message } = await loadTransferOffer(tx, job.payload.offer);
    const view = { ...offer, offer: offer.id };
    const posting: Posting = { kind: "transfer_offer", view };
    if (message === null) {
      // Over before anybody could see it.
      if (offer.outcome !== null && !resolving) return null;
      const { channel, inviteTs } = await loadSession(tx, offer.session);
      if (inviteTs === null) throw new Error(`session ${offer.session} has no thread yet`);
      const post = { session: offer.session, channel, threadTs: inviteTs, posting };
      return performPost(deps, tx, job, resolving, post);
    }
    return redrawWherePossible(deps, job, message, posting);
  });
}

/** Tells an agent of an offer in a direct message, while it is open. */
export function tellOffer(deps: FlowDeps): EffectHandler {
  return effect(offerPayload, { leaseMs: 14_000, performMs: 11_000 }, async (tx, job) => {
    const { offer } = await loadTransferOffer(tx, job.payload.offer);
    if (offer.outcome !== null) return null;
    const record = await loadSession(tx, offer.session);
    const { texter } = await loadPair(tx, record.session.pair);
    const offered = {
      by: offer.by,
      until: offer.until,
      queue: (await loadQueue(tx, record.session.queue)).name,
      texter,
      contactName: await contactNameOf(tx, texter),
      thread: linkTo(record),
    };
    return async () => {
      const outcome = await deps.desk.tellOffer(offer.to, offered);
      return () => Promise.resolve(settleDirectMessage(outcome));
    };
  });
}
