import type { ModalView } from "@slack/types";
import { z } from "zod";
import { offerId, type SessionId, sessionId, type UserId, userId } from "../../domain/ids.ts";
import type { AcceptTransferResult, OfferOutcome, OfferResult } from "../../domain/transfer.ts";
import type { OfferEnded } from "../../flows/offer-transfer.ts";
import { type Message, mention, time } from "../blocks/elements.ts";
import { readTarget, TARGET_BLOCK, transferFormView } from "../forms/transfer-form.ts";
import { inTime } from "../in-time.ts";
import { sentence } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { KNOWN_IN } from "./may-supervise.ts";
import { openForm, placeOfPress } from "./open-form.ts";
import { answerPress, type ButtonListener, readPress } from "./pressed.ts";
import { logRefusal } from "./refusals.ts";
import type { SubmitListener } from "./submitted.ts";

const NOT_YOURS = "Only the owner of a session or a supervisor can transfer it.";
const NOT_ACTIVE = "Nobody has this session any more: there is nothing to transfer.";
/** ms for a name in an answer that Slack waits for. */
const NAMED_IN = 500;
const NOBODY = "There is nobody else on duty in this queue.";

/** Transfer in a thread's header: asks to whom. */
export function openTransferForm(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const asked = { session: sessionId(press.value), by: press.by };
    await openForm(placeOfPress(args, press), () =>
      prepareForm(deps, asked, args.action.action_id),
    );
  };
}

/** @param what was pressed */
async function prepareForm(
  deps: ListenerDeps,
  asked: { readonly session: SessionId; readonly by: UserId },
  what: string,
): Promise<ModalView | Message> {
  const isSupervisor = await deps.flows.isSupervisor(asked.by);
  const targets = await deps.flows.transferTargets({ ...asked, isSupervisor });
  switch (targets.kind) {
    case "not_yours":
      logRefusal(deps, asked.by, what, "not the owner");
      return sentence(NOT_YOURS);
    case "not_active":
      return sentence(NOT_ACTIVE);
    case "already_offered":
      return sentence(
        `This session is on offer to ${mention(targets.to)} until ${time(targets.until)}. Press *Cancel offer* there first to transfer it otherwise.`,
      );
    case "targets": {
      if (targets.agents.length === 0) return sentence(NOBODY);
      const agents = await Promise.all(
        targets.agents.map(async (agent) => ({ ...agent, name: await nameOf(deps, agent.user) })),
      );
      return transferFormView({ agents }, { session: asked.session });
    }
    default:
      return targets satisfies never;
  }
}

async function nameOf(deps: ListenerDeps, user: UserId): Promise<string> {
  return (await deps.directory.displayName(user)) ?? user;
}

const memory = z.object({ session: z.string() });

/** Transfer in the form. What comes of it shows in the thread. */
export function submitTransfer(deps: ListenerDeps): SubmitListener {
  return async ({ ack, body, view }) => {
    const by = userId(body.user.id);
    const refuse = (why: string) =>
      ack({ response_action: "errors", errors: { [TARGET_BLOCK]: why } });
    const target = readTarget(view.state.values);
    if (target === null) return refuse("Choose to whom.");
    const result = await deps.flows.offerSession({
      session: sessionId(memory.parse(JSON.parse(view.private_metadata)).session),
      to: target.user,
      by,
      isSupervisor: await inTime(KNOWN_IN, deps.flows.isSupervisor(by), false),
    });
    if (result.kind === "may_offer") return ack();
    if (result.kind === "not_yours") logRefusal(deps, by, view.callback_id, "not the owner");
    const whom = result.kind === "already_offered" ? result.to : target.user;
    const name = await inTime(NAMED_IN, nameOf(deps, whom), "This agent");
    return refuse(notOffered(result, name));
  };
}

/** @param name of the agent whom the result is about */
function notOffered(result: Exclude<OfferResult, { kind: "may_offer" }>, name: string): string {
  switch (result.kind) {
    case "not_active":
      return NOT_ACTIVE;
    case "not_yours":
      return NOT_YOURS;
    case "already_offered":
      return `This session is on offer to ${name} already. Cancel that offer in the thread first.`;
    case "theirs":
      return `${name} has this session already.`;
    case "unavailable":
      return `${name} is off duty or no agent of this queue any more.`;
    case "at_max":
      return `${name} has ${result.load} of ${result.max} sessions. Choose somebody else.`;
    default:
      return result satisfies never;
  }
}

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
