import { offerId, type UserId } from "../../domain/ids.ts";
import type { AcceptTransferResult, OfferOutcome } from "../../domain/transfer.ts";
import type { OfferEnded } from "../../flows/offer-transfer.ts";
import { mention } from "../blocks/elements.ts";
import { sentence } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { answerPress, type ButtonListener, readPress } from "./pressed.ts";
import { logRefusal } from "./refusals.ts";

/** Accept on an offer. What comes of it shows in the thread. */
export function acceptOffer(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const result = await deps.flows.acceptOffer({
      offer: offerId(press.value),
      by: press.by,
      at: press.at,
    });
    if (result.kind === "not_yours") {
      logRefusal(deps, press.by, args.action.action_id, "not whom it was offered to");
    }
    await answerPress(args, press, sentence(acceptAnswer(result)));
  };
}

function acceptAnswer(result: AcceptTransferResult): string {
  switch (result.kind) {
    case "transferred":
      return "The session is yours: what you write here from now on goes to the texter.";
    case "already_yours":
      return "You have this session already.";
    case "not_yours":
      return onlyTheirs(result);
    case "expired":
      return IS_OVER.expired;
    case "over":
      return IS_OVER[result.outcome];
    case "at_max":
      return `You have ${result.load} of ${result.max} sessions. End one to accept this one.`;
    case "off_duty":
      return "You are off duty, so this session can't come to you.";
    case "not_member":
      return "You are no agent of this queue any more.";
    case "max_zero":
      return "Your Max SMS Sessions in this queue is 0.";
    case "deactivated":
      return "Your account is deactivated.";
    default:
      return result satisfies never;
  }
}

const IS_OVER: Readonly<Record<OfferOutcome, string>> = {
  accepted: "This offer is over: it was accepted.",
  declined: "This offer is over: it was declined.",
  cancelled: "This offer is over: it was cancelled.",
  expired: "This offer is over: its time has passed.",
  unavailable: "This offer is over: you were off duty, or no agent of this queue.",
  withdrawn: "This offer is over: the session has ended or gone elsewhere.",
};

function onlyTheirs({ to }: { readonly to: UserId }): string {
  return `Only ${mention(to)} can accept or decline this offer.`;
}

/** Decline on an offer. */
export function declineOffer(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const result = await deps.flows.declineTransfer({ offer: offerId(press.value), by: press.by });
    if (result.kind === "not_yours") {
      logRefusal(deps, press.by, args.action.action_id, "not whom it was offered to");
    }
    const answer = endAnswer(result, onlyTheirs);
    if (answer !== null) await answerPress(args, press, sentence(answer));
  };
}

/** Cancel offer, for who owns the session, who made the offer, and supervisors. */
export function cancelOffer(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const result = await deps.flows.cancelTransfer({
      offer: offerId(press.value),
      by: press.by,
      isSupervisor: await deps.flows.isSupervisor(press.by),
    });
    if (result.kind === "not_yours") {
      logRefusal(deps, press.by, args.action.action_id, "not the owner");
    }
    const answer = endAnswer(
      result,
      () => "Only the owner of the session or a supervisor can cancel this offer.",
    );
    if (answer !== null) await answerPress(args, press, sentence(answer));
  };
}

/** Null: the thread says it. */
function endAnswer(
  result: OfferEnded,
  notYours: (result: OfferEnded & { kind: "not_yours" }) => string,
): string | null {
  switch (result.kind) {
    case "ended":
      return null;
    case "over":
      return IS_OVER[result.outcome];
    case "not_yours":
      return notYours(result);
    default:
      return result satisfies never;
  }
}
