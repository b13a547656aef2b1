import { userId } from "../../domain/ids.ts";
import { dutyMessage } from "../blocks/duty.ts";
import {
  answerCommand,
  type CommandListener,
  didYouMean,
  NO_AGENT,
  sentence,
  splitCommand,
  typedText,
} from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { answerPress, type ButtonListener, readPress } from "./pressed.ts";
import { logRefusal } from "./refusals.ts";

const HELP = sentence(
  "*On and off duty* (for the agents of queues)\n`/sms-duty on`: texts may come to you\n`/sms-duty off`: no new texts; open sessions stay with you\n`/sms-duty status`: where you stand, and your open sessions",
);

/** `/sms-duty [on|off|status]` */
export function dutyCommand(deps: ListenerDeps): CommandListener {
  return async (args) => {
    await args.ack();
    const { word } = splitCommand(typedText(args.command));
    if (word === "help") return answerCommand(args, HELP);
    const user = userId(args.command.user_id);
    const onDuty = WORDS.get(word === "" ? "status" : word);
    const status = await deps.flows.setDuty(user, onDuty ?? null);
    if (status === null) {
      logRefusal(deps, user, "/sms-duty", "not an agent");
      return answerCommand(args, NO_AGENT);
    }
    if (onDuty === undefined) {
      return answerCommand(args, didYouMean("/sms-duty", word, [...WORDS.keys(), "help"]));
    }
    return answerCommand(args, dutyMessage(status, deps.workspaceUrl()));
  };
}

/** What each word does: on, off, or only look. */
const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ["on", true],
  ["off", false],
  ["status", null],
]);

/** The button under `/sms-duty`. */
export function switchDuty(deps: ListenerDeps, onDuty: boolean): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    const status = await deps.flows.setDuty(press.by, onDuty);
    if (status === null) {
      logRefusal(deps, press.by, args.action.action_id, "not an agent");
      return answerPress(args, press, NO_AGENT);
    }
    // The home shows it by itself.
    if (press.channel === null) return;
    await answerPress(args, press, dutyMessage(status, deps.workspaceUrl()));
  };
}
