import { sessionId, warningId } from "../../domain/ids.ts";
import { takeOverAnswer } from "../blocks/accept-answers.ts";
import { keepOpenAnswer } from "../blocks/idle-warning.ts";
import { privateMessage } from "../blocks/private-words.ts";
import { reopenAnswer } from "../blocks/reopen-answers.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { answerPress, type ButtonListener, readPress, replacePressed } from "./pressed.ts";
import { logRefusal } from "./refusals.ts";

/** End in a thread's header. What comes of it shows in the thread, or is told to whoever may not. */
export function end(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const refusal = await deps.flows.pressEnd({
      session: sessionId(press.value),
      by: press.by,
      bySupervisor: await deps.flows.isSupervisor(press.by),
      pressedAt: press.at,
    });
    if (refusal === null) return;
    logRefusal(deps, press.by, args.action.action_id, "not the owner");
    await answerPress(args, press, privateMessage(refusal, deps.workspaceUrl()));
  };
}

/** Take over, under the word that a message was not sent. What comes of it shows in the thread. */
export function takeOver(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const result = await deps.flows.takeSessionOver({
      session: sessionId(press.value),
      by: press.by,
      at: press.at,
      isSupervisor: await deps.flows.isSupervisor(press.by),
    });
    if (result.kind === "not_member") {
      logRefusal(deps, press.by, args.action.action_id, "not an agent of the queue");
    }
    const answer = result.kind === "taken_over" ? replacePressed : answerPress;
    await answer(args, press, takeOverAnswer(result));
  };
}

/** Reopen in the header of an ended session. What comes of it shows in the thread. */
export function reopen(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const result = await deps.flows.reopenSession({
      session: sessionId(press.value),
      by: press.by,
      at: press.at,
      isSupervisor: await deps.flows.isSupervisor(press.by),
    });
    if (result.kind === "not_member") {
      logRefusal(deps, press.by, args.action.action_id, "not an agent of the queue");
    }
    const answer = reopenAnswer(result);
    if (answer) await answerPress(args, press, answer);
  };
}

/** Keep open, under the warning to the owner of a silent session. */
export function keepOpen(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const result = await deps.flows.keepSessionOpen({
      warning: warningId(press.value),
      by: press.by,
      isSupervisor: await deps.flows.isSupervisor(press.by),
    });
    if (result.kind === "not_yours") {
      logRefusal(deps, press.by, args.action.action_id, "not the owner");
    }
    const answer = keepOpenAnswer(result);
    if (answer) await answerPress(args, press, answer);
  };
}
