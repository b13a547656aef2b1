import type {
  AllMiddlewareArgs,
  SlackEventMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from "@slack/bolt";
import type { ModalView } from "@slack/types";
import { z } from "zod";
import { messageTs, type SessionId, sessionId, userId } from "../../domain/ids.ts";
import type { AssignOutcome } from "../../flows/assign-session.ts";
import type { HandedBack } from "../../flows/hand-back.ts";
import { type Message, mention } from "../blocks/elements.ts";
import {
  AGENT_BLOCK,
  type AssignChoice,
  assignFormView,
  MAX_CHOICES,
} from "../forms/assign-form.ts";
import { readOption } from "../forms/values.ts";
import { NO_AGENT, NOT_SUPERVISOR, sentence } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { maySupervise, refuseSubmit } from "./may-supervise.ts";
import { FORM_PATIENCE, openForm, placeOfPress } from "./open-form.ts";
import { answerPress, type ButtonListener, readPress } from "./pressed.ts";
import { logRefusal } from "./refusals.ts";

type OpenedArgs = SlackEventMiddlewareArgs<"app_home_opened"> & AllMiddlewareArgs;

/** Somebody looks at the app's home. */
export function homeOpened(deps: ListenerDeps): (args: OpenedArgs) => Promise<void> {
  return async ({ event }) => {
    if (event.tab === "home") await deps.flows.openHome(userId(event.user));
  };
}

/** Assign beside a waiting session: asks to whom. */
export function openAssignForm(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    await openForm(placeOfPress(args, press), async () => {
      const may = await maySupervise(deps, press.by, args.action.action_id);
      return may ? assignForm(deps, sessionId(press.value)) : NOT_SUPERVISOR;
    });
  };
}

async function assignForm(deps: ListenerDeps, session: SessionId): Promise<ModalView | Message> {
  const agents = await deps.flows.assignableAgents(session);
  if (agents === null) return sentence(OUTCOMES.not_waiting);
  if (agents.length === 0) return sentence("The queue has no agents.");
  // Who could take it first; a menu of Slack's does not take everybody.
  const shown = agents.toSorted(byReadiness).slice(0, MAX_CHOICES);
  const choices = await Promise.all(
    shown.map(async (agent) => ({
      ...agent,
      name: (await deps.directory.displayName(agent.user, FORM_PATIENCE)) ?? agent.user,
    })),
  );
  return assignFormView(choices, { session });
}

type Assignable = Omit<AssignChoice, "name">;

/** On duty before off duty, free before busy, the least loaded first. */
function byReadiness(a: Assignable, b: Assignable): number {
  const isFull = ({ load, max }: Assignable) => load >= max;
  return (
    Number(b.onDuty) - Number(a.onDuty) || Number(isFull(a)) - Number(isFull(b)) || a.load - b.load
  );
}

const OUTCOMES: Readonly<Record<Exclude<AssignOutcome, "assigned">, string>> = {
  not_waiting: "This session does not wait any more.",
  not_member: "This person is no agent of the queue any more.",
  deactivated: "This person's account is deactivated.",
};

const memory = z.object({ session: z.string() });
type SubmitArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Assign in the form. */
export function assignToAgent(deps: ListenerDeps): (args: SubmitArgs) => Promise<void> {
  return async ({ ack, body, client, view }) => {
    const by = userId(body.user.id);
    const refuse = (message: string) =>
      ack({ response_action: "errors", errors: { [AGENT_BLOCK]: message } });
    const words = "Only supervisors may assign sessions.";
    const refusal = await refuseSubmit(deps, by, view.callback_id, words);
    if (refusal !== null) return refuse(refusal);
    const agent = userId(readOption(view.state.values, AGENT_BLOCK) ?? "");
    const outcome = await deps.flows.assignSession({
      session: sessionId(memory.parse(JSON.parse(view.private_metadata)).session),
      agent,
      by,
      // Slack gives submissions no time of their own; its clock and ours are close enough.
      at: messageTs((Date.now() / 1_000).toFixed(6)),
    });
    if (outcome !== "assigned") return refuse(OUTCOMES[outcome]);
    await ack();
    await client.chat.postMessage({
      channel: agent,
      ...sentence(`${mention(by)} assigned a session to you; it is in its queue's channel.`),
    });
  };
}

const HANDED_BACK: Readonly<Record<HandedBack, string>> = {
  handed_back: "The session waits again, at its original place.",
  not_active: "Nobody has this session any more.",
  not_yours: "Only the owner of a session or a supervisor can hand it back.",
};

/** Hand back beside a session. */
export function handBack(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const result = await deps.flows.handBackSession({
      session: sessionId(press.value),
      by: press.by,
      isSupervisor: await deps.flows.isSupervisor(press.by),
    });
    if (result === "not_yours") {
      logRefusal(deps, press.by, args.action.action_id, "not the owner");
    }
    await answerPress(args, press, sentence(HANDED_BACK[result]));
  };
}

/** Hand all back, after going off duty. */
export function handAllBack(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const count = await deps.flows.handBackAll(press.by);
    if (count === null) {
      logRefusal(deps, press.by, args.action.action_id, "not an agent");
      return answerPress(args, press, NO_AGENT);
    }
    const what = count === 1 ? "1 session waits" : `${count} sessions wait`;
    await answerPress(args, press, sentence(`${what} again, at the original place.`));
  };
}
