import { sessionId } from "../../domain/ids.ts";
import { takeOverAnswer } from "../blocks/accept-answers.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { answerPress, type ButtonListener, readPress } from "./pressed.ts";

/** End in a thread's header. What comes of it shows in the thread, or is told to whoever may not. */
export function end(deps: ListenerDeps): ButtonListener {
  return async ({ ack, ...args }) => {
    await ack();
    const press = readPress(args);
    await deps.flows.pressEnd({
      session: sessionId(press.value),
      by: press.by,
      bySupervisor: await deps.flows.isSupervisor(press.by),
      pressedAt: press.at,
    });
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
    await answerPress(args, press, takeOverAnswer(result));
  };
}
