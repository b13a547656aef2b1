import type { SectionBlock } from "@slack/types";
import { formatDuration } from "../../domain/duration.ts";
import type { Ending } from "../../flows/session-views.ts";
import { count, mention, section, time } from "./elements.ts";

/** How a session ended, in one sentence for the thread. */
export function endingSentence(ending: Ending): string {
  const parts = [`*${who(ending)}*`, time(ending.at)];
  if (ending.durationMs !== null) parts.push(`lasted ${formatDuration(ending.durationMs)}`);
  parts.push(`${count(ending.textsIn, "text")} in, ${ending.textsOut} out`);
  return parts.join(" · ");
}

/** The same as a card, in the place of the buttons that an ended session has no more. */
export function endingCard(ending: Ending): SectionBlock {
  const facts: [name: string, value: string][] = [
    ["Waited", formatDuration(ending.waitedMs)],
    ["Lasted", formatDuration(ending.durationMs)],
    ["Texts in", String(ending.textsIn)],
    ["Texts out", String(ending.textsOut)],
  ];
  return {
    ...section(`:checkered_flag: *${who(ending)}* · ${time(ending.at)}`),
    fields: facts.map(([name, value]) => ({
      type: "mrkdwn",
      text: `*${name}:* ${value}`,
      verbatim: true,
    })),
  };
}

function who(ending: Ending): string {
  const by = ending.by === null ? "an agent" : mention(ending.by);
  switch (ending.reason) {
    case "agent":
      return `Ended by ${by}`;
    case "supervisor":
      return `Ended by supervisor ${by}`;
    case "texter":
      return "Ended by the texter";
    case "abandoned":
      return "The texter left before anybody accepted";
    case "expired":
      return "Nobody accepted in time";
    case "idle":
      return "Ended after a long silence";
    case "no_agents":
      return "Ended: no agents were left";
    case "opt_out":
      return "The texter opted out; nothing more can be sent";
    default:
      return ending.reason satisfies never;
  }
}
