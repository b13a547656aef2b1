import { type QueueId, queueId } from "../../domain/ids.ts";
import { historyMessage } from "../blocks/history.ts";
import { answerCommand, type CommandArgs, NOT_SUPERVISOR } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { maySupervise } from "./may-supervise.ts";
import { answerPress, type ButtonListener, readPress } from "./pressed.ts";

/** `/sms-queue history [queue]`; the caller has checked who is asking. */
export async function showHistory(
  deps: ListenerDeps,
  args: CommandArgs,
  queue: QueueId | null,
): Promise<void> {
  const history = await deps.flows.readHistory({ queue, before: null });
  await answerCommand(args, historyMessage(history));
}

/** Show more under a piece of the history. */
export function showMoreHistory(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    if (!(await maySupervise(deps, press.by, args.action.action_id))) {
      return answerPress(args, press, NOT_SUPERVISOR);
    }
    const [queue = "", before = ""] = press.value.split(":");
    const history = await deps.flows.readHistory({
      queue: queue === "" ? null : queueId(queue),
      before: Number(before),
    });
    await answerPress(args, press, historyMessage(history));
  };
}
