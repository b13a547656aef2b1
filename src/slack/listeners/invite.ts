import { sessionId } from "../../domain/ids.ts";
import { acceptAnswer, declineAnswer } from "../blocks/accept-answers.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { answerPress, type ButtonListener, readPress } from "./pressed.ts";
import { logRefusal } from "./refusals.ts";

/** Accept on an invite, and "Go on duty and accept" on the answer to it. */
export function accept(deps: ListenerDeps, options: { goOnDuty: boolean }): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const accepted = await deps.flows.acceptSession({
      session: sessionId(press.value),
      by: press.by,
      at: press.at,
      goOnDuty: options.goOnDuty,
      isSupervisor: await deps.flows.isSupervisor(press.by),
    });
    if (accepted.result.kind === "not_member") {
      logRefusal(deps, press.by, args.action.action_id, "not an agent of the queue");
    }
    const answer = acceptAnswer(accepted, sessionId(press.value), deps.workspaceUrl());
    if (answer) await answerPress(args, press, answer);
  };
}

/** Decline on an invite. */
export function decline(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const result = await deps.flows.declineSession({
      session: sessionId(press.value),
      by: press.by,
    });
    if (result === "not_member") {
      logRefusal(deps, press.by, args.action.action_id, "not an agent of the queue");
    }
    await answerPress(args, press, declineAnswer(result));
  };
}
