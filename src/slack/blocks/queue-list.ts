import type { KnownBlock } from "@slack/types";
import { isActive } from "../../domain/agent.ts";
import type { QueueId } from "../../domain/ids.ts";
import type { QueueOverview } from "../../flows/read-queues.ts";
import { ACTIONS } from "../actions.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import { channelRemedy, channelTrouble } from "./channel-trouble.ts";
import {
  button,
  context,
  count,
  header,
  linesWithin,
  listOf,
  MAX_SECTION,
  type Message,
  section,
} from "./elements.ts";

/** Queues on a page, of three blocks each: with long names and keywords, more are too long for a message of Slack's. */
const PAGE = 10;

/** The page, from 0, on which a queue stands; the first one when it is not there. */
export function pageOf(overviews: readonly QueueOverview[], id: QueueId): number {
  return Math.floor(
    Math.max(
      0,
      overviews.findIndex(({ queue }) => queue.id === id),
    ) / PAGE,
  );
}

/** `/sms-queue list`. */
export function queueListMessage(overviews: readonly QueueOverview[], wanted: number): Message {
  if (overviews.length === 0) {
    const text = "There are no queues yet. Make the first one with `/sms-queue new`.";
    return { text, blocks: [section(text)] };
  }
  const pages = Math.ceil(overviews.length / PAGE);
  const page = Math.min(wanted, pages - 1);
  const shown = overviews.slice(page * PAGE, (page + 1) * PAGE);
  const blocks: KnownBlock[] = [header("SMS queues"), ...shown.flatMap(queueBlocks)];
  if (pages > 1) {
    blocks.push(
      context(`Page ${page + 1} of ${pages}, ${count(overviews.length, "queue")} by their names.`),
    );
  }
  blocks.push({
    type: "actions",
    elements: [
      ...(page > 0 ? [button("Back", ACTIONS.listBack, String(page - 1))] : []),
      ...(page < pages - 1 ? [button("More", ACTIONS.listMore, String(page + 1))] : []),
      button("Try a text", ACTIONS.tryText, "all"),
      button("Refresh", ACTIONS.refreshList, String(page)),
    ],
  });
  return { text: linesWithin(shown.map(summary), MAX_SECTION), blocks };
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
    { type: "divider" },
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
