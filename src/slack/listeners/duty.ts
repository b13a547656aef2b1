import { userId } from "../../domain/ids.ts";
import { dutyMessage } from "../blocks/duty.ts";
import {
  answerCommand,
  type CommandListener,
  didYouMean,
  sentence,
  splitCommand,
  typedText,
} from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { answerPress, type ButtonListener, readPress } from "./pressed.ts";

const HELP = sentence(
  "*On and off duty*\n`/sms-duty on`: texts may come to you\n`/sms-duty off`: no new texts; open sessions stay with you\n`/sms-duty status`: where you stand, and your open sessions",
);

const NO_AGENT = sentence(
  "You are not an agent of any SMS queue. A supervisor can add you with `/sms-queue agents`.",
);

/** `/sms-duty [on|off|status]` */
export function dutyCommand(deps: ListenerDeps): CommandListener {
  return async (args) => {
    await args.ack();
    const { word } = splitCommand(typedText(args.command));
    const onDuty = WORDS.get(word === "" ? "status" : word);
    if (onDuty === undefined) {
      const answer = word === "help" ? HELP : didYouMean("/sms-duty", word, [...WORDS.keys()]);
      return answerCommand(args, answer);
    }
    const status = await deps.flows.setDuty(userId(args.command.user_id), onDuty);
    const answer = status ? dutyMessage(status, deps.workspaceUrl()) : NO_AGENT;
    return answerCommand(args, answer);
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
    // The home shows it by itself.
    if (press.channel === null) return;
    await answerPress(args, press, status ? dutyMessage(status, deps.workspaceUrl()) : NO_AGENT);
  };
}
