import { sessionId } from "../../domain/ids.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { type ButtonListener, readPress } from "./pressed.ts";

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
