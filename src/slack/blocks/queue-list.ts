import type { KnownBlock } from "@slack/types";
import { isActive } from "../../domain/agent.ts";
import type { QueueOverview } from "../../flows/read-queues.ts";
import { ACTIONS } from "../actions.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import { channelRemedy, channelTrouble } from "./channel-trouble.ts";
import { button, context, count, header, listOf, type Message, section } from "./elements.ts";

/** Two blocks a queue, under Slack's 50 a message. */
const MAX_SHOWN = 23;

/** `/sms-queue list`. */
export function queueListMessage(overviews: readonly QueueOverview[]): Message {
  if (overviews.length === 0) {
    const text = "There are no queues yet. Make the first one with `/sms-queue new`.";
    return { text, blocks: [section(text)] };
  }
  const shown = overviews.slice(0, MAX_SHOWN);
  const blocks: KnownBlock[] = [header("SMS queues"), ...shown.flatMap(queueBlocks)];
  if (overviews.length > shown.length) {
    blocks.push(context(`and ${overviews.length - shown.length} more: \`/sms-queue edit <name>\``));
  }
  blocks.push({
    type: "actions",
    elements: [
      button("Try a text", ACTIONS.tryText, "all"),
      button("Refresh", ACTIONS.refreshList, "all"),
    ],
  });
  return { text: shown.map(summary).join("\n"), blocks };
}

function queueBlocks(overview: QueueOverview): KnownBlock[] {
  const { queue } = overview;
  return [
    section(summary(overview)),
    {
      type: "actions",
      elements: [
        button("Edit", ACTIONS.editQueue, queue.id),
        button("Agents", ACTIONS.editAgents, queue.id),
        button("Replies", ACTIONS.editReplies, queue.id),
        queue.paused
          ? button("Resume", ACTIONS.resumeQueue, queue.id)
          : button("Pause", ACTIONS.pauseQueue, queue.id),
      ],
    },
  ];
}

function summary({ queue, members, waiting, active, channelTrouble: why }: QueueOverview): string {
  const onDuty = members.filter(isActive).length;
  const keyword =
    queue.initiationKeyword === null
      ? "any text enters"
      : `keyword *${escapeMrkdwn(queue.initiationKeyword)}*`;
  const trouble =
    why === null
      ? []
      : [`:warning: ${channelTrouble(queue.channel, why)} ${channelRemedy(why, [queue.name])}`];
  return [
    `*${escapeMrkdwn(queue.name)}*${queue.paused ? " (paused)" : ""} in <#${queue.channel}> · ${keyword}`,
    `Lines: ${listOf(queue.lines, 10)}`,
    `Agents: ${onDuty} of ${count(members.length, "agent")} on duty · ${waiting} waiting, ${active} active`,
    ...trouble,
  ].join("\n");
}
