import { userId } from "../../domain/ids.ts";
import { statisticsMessage } from "../blocks/statistics.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import {
  answerCommand,
  type CommandListener,
  NOT_SUPERVISOR,
  sentence,
  splitCommand,
  typedText,
} from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";

const HELP = sentence(
  "*Statistics*\n`/sms-stats [queue] [today|yesterday|7d|30d|2026-11-01..2026-11-15]`: SMS_VOL and SMS_AHT, for one queue or all; today when no period is given",
);

/** `/sms-stats [queue] [period]` */
export function statsCommand(deps: ListenerDeps): CommandListener {
  return async (args) => {
    await args.ack();
    if (!(await deps.flows.isSupervisor(userId(args.command.user_id)))) {
      return answerCommand(args, NOT_SUPERVISOR);
    }
    const text = typedText(args.command);
    if (splitCommand(text).word === "help") return answerCommand(args, HELP);
    const answer = await deps.flows.readStatistics(text);
    return answerCommand(
      args,
      answer.kind === "report" ? statisticsMessage(answer) : sentence(escapeMrkdwn(answer.message)),
    );
  };
}
