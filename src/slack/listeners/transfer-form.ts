import type { ModalView } from "@slack/types";
import { z } from "zod";
import { type QueueId, type SessionId, sessionId, type UserId, userId } from "../../domain/ids.ts";
import type { OfferResult, QueueObstacle, QueueTransferResult } from "../../domain/transfer.ts";
import { type Message, mention, time } from "../blocks/elements.ts";
import { readTarget, TARGET_BLOCK, transferFormView } from "../forms/transfer-form.ts";
import { inTime } from "../in-time.ts";
import { sentence } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { isKnownSupervisor, SLOW } from "./may-supervise.ts";
import { openForm, placeOfPress } from "./open-form.ts";
import { type ButtonListener, readPress } from "./pressed.ts";
import { logRefusal } from "./refusals.ts";
import type { SubmitListener } from "./submitted.ts";

const NOT_YOURS = "Only the owner of a session or a supervisor can transfer it.";
const NOT_ACTIVE = "Nobody has this session any more: there is nothing to transfer.";
/** ms for a name in an answer that Slack waits for. */
const NAMED_IN = 500;
const NOBODY = "There is nobody else on duty in this queue, and there is no other queue.";

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
      const { owner, queues } = targets;
      if (targets.agents.length + queues.length === 0) return sentence(NOBODY);
      const agents = await Promise.all(
        targets.agents.map(async (agent) => ({ ...agent, name: await nameOf(deps, agent.user) })),
      );
      return transferFormView({ agents, queues }, { session: asked.session, owner });
    }
    default:
      return targets satisfies never;
  }
}

async function nameOf(deps: ListenerDeps, user: UserId): Promise<string> {
  return (await deps.directory.displayName(user)) ?? user;
}

const memory = z.object({
  session: z.string().transform(sessionId),
  owner: z.string().transform(userId),
});

/** Who submits the form, about which session. */
interface Submitter {
  readonly session: SessionId;
  /** Who had it when the form was opened. */
  readonly owner: UserId;
  readonly by: UserId;
  readonly isSupervisor: boolean;
}

/** Transfer in the form. What comes of it shows in the thread. */
export function submitTransfer(deps: ListenerDeps): SubmitListener {
  return async ({ ack, body, view }) => {
    const by = userId(body.user.id);
    const refuse = (why: string) =>
      ack({ response_action: "errors", errors: { [TARGET_BLOCK]: why } });
    const target = readTarget(view.state.values);
    if (target === null) return refuse("Choose to whom.");
    const isSupervisor = await isKnownSupervisor(deps, by);
    const submitter = {
      ...memory.parse(JSON.parse(view.private_metadata)),
      by,
      isSupervisor: isSupervisor === true,
    };
    const notYours = () => {
      if (isSupervisor === null) return SLOW;
      logRefusal(deps, by, view.callback_id, "not the owner");
      return NOT_YOURS;
    };
    const problem =
      target.kind === "agent"
        ? await offerToAgent(deps, submitter, target.user, notYours)
        : await moveToQueue(deps, submitter, target.queue, notYours);
    return problem === null ? ack() : refuse(problem);
  };
}

/** @returns what is wrong; null: it is offered */
async function offerToAgent(
  deps: ListenerDeps,
  { session, by, isSupervisor }: Submitter,
  to: UserId,
  notYours: () => string,
): Promise<string | null> {
  const result = await deps.flows.offerSession({ session, to, by, isSupervisor });
  if (result.kind === "may_offer") return null;
  if (result.kind === "not_yours") return notYours();
  return notOffered(result, await soonNameOf(deps, aboutWhom(result) ?? to));
}

/** @returns what is wrong; null: it is there */
async function moveToQueue(
  deps: ListenerDeps,
  submitter: Submitter,
  to: QueueId,
  notYours: () => string,
): Promise<string | null> {
  const result = await deps.flows.moveToQueue({ ...submitter, to });
  if (result.kind === "may_move") return null;
  if (result.kind === "not_yours") return notYours();
  const whom = aboutWhom(result);
  return notMoved(result, whom === null ? "" : await soonNameOf(deps, whom));
}

/** Who else has to do with it. */
function aboutWhom(result: OfferResult | QueueTransferResult): UserId | null {
  if (result.kind === "already_offered") return result.to;
  return result.kind === "changed_hands" ? result.owner : null;
}

function soonNameOf(deps: ListenerDeps, user: UserId): Promise<string> {
  return inTime(NAMED_IN, nameOf(deps, user), "This agent");
}

function alreadyOffered(name: string): string {
  return `This session is on offer to ${name} already. Cancel that offer in the thread first.`;
}

/** @param name of the agent whom the result is about */
function notOffered(
  result: Exclude<OfferResult, { kind: "may_offer" | "not_yours" }>,
  name: string,
): string {
  switch (result.kind) {
    case "not_active":
      return NOT_ACTIVE;
    case "already_offered":
      return alreadyOffered(name);
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

/** @param name of the agent whom the result is about, if it is about one */
function notMoved(
  result: Exclude<QueueTransferResult, { kind: "may_move" | "not_yours" }>,
  name: string,
): string {
  switch (result.kind) {
    case "not_active":
      return NOT_ACTIVE;
    case "changed_hands":
      return `${name} has this session by now. Open the form again to transfer it all the same.`;
    case "already_offered":
      return alreadyOffered(name);
    case "same_queue":
      return "The session is in this queue already.";
    case "no_such_queue":
      return "This queue was deleted. Choose another one.";
    case "obstacle":
      return `${NOBODY_COMES[result.obstacle]} Choose another one.`;
    default:
      return result satisfies never;
  }
}

const NOBODY_COMES: Readonly<Record<QueueObstacle, string>> = {
  paused: "This queue is paused: it takes no sessions.",
  no_agents: "Nobody is on duty in this queue: nobody would come.",
  channel_closed: "I can't post into this queue's Slack channel: nobody would see the session.",
};
