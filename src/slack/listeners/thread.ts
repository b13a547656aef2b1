import { messageId, sessionId } from "../../domain/ids.ts";
import { retryAnswer } from "../blocks/accept-answers.ts";
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

/** Retry under a text that was not delivered. */
export function retrySms(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const result = await deps.flows.retrySms({
      outbound: messageId(press.value),
      by: press.by,
    });
    await answerPress(args, press, retryAnswer(result));
  };
}
