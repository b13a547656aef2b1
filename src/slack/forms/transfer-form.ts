import type { ModalView, PlainTextOption } from "@slack/types";
import {
  isQueueId,
  isUserId,
  type QueueId,
  type SessionId,
  type UserId,
} from "../../domain/ids.ts";
import type { QueueObstacle } from "../../domain/transfer.ts";
import type { AgentTarget, QueueTarget } from "../../flows/transfer-targets.ts";
import { VIEWS } from "../actions.ts";
import { plain } from "../blocks/elements.ts";
import { type FormValues, readOption } from "./values.ts";

/** The input's block, for problems at it. */
export const TARGET_BLOCK = "target";
/** Options that a group of a menu of Slack's takes. */
const MAX_OPTIONS = 100;
/** Characters of a name, so that an option stays within Slack's 75. */
const MAX_NAME = 40;

/** An agent as a choice. */
export interface AgentChoice extends AgentTarget {
  readonly name: string;
}

/** What the form remembers: `owner` is who had the session when it was opened. */
export interface TransferMemory {
  readonly session: SessionId;
  readonly owner: UserId;
}

/** The form of Transfer: to whom. */
export function transferFormView(
  choices: { readonly agents: readonly AgentChoice[]; readonly queues: readonly QueueTarget[] },
  memory: TransferMemory,
): ModalView {
  const groups = [
    { label: plain("Agents on duty"), options: choices.agents.map(agentOption) },
    { label: plain("Other queues"), options: choices.queues.map(queueOption) },
  ];
  return {
    type: "modal",
    callback_id: VIEWS.transferForm,
    title: plain("Transfer session"),
    submit: plain("Transfer"),
    close: plain("Cancel"),
    private_metadata: JSON.stringify(memory),
    blocks: [
      {
        type: "input",
        block_id: TARGET_BLOCK,
        label: plain("To"),
        hint: plain(
          "An agent has a minute to accept; until then the session stays where it is. In another queue it waits from now on, at its original place, until somebody there accepts. The texter is not told.",
        ),
        element: {
          type: "static_select",
          action_id: TARGET_BLOCK,
          option_groups: groups
            .map(({ label, options }) => ({ label, options: options.slice(0, MAX_OPTIONS) }))
            .filter(({ options }) => options.length > 0),
        },
      },
    ],
  };
}

function agentOption({ name, load, max, user }: AgentChoice): PlainTextOption {
  const full = load < max ? "" : ", all taken";
  return {
    text: plain(`${name.slice(0, MAX_NAME)} (${load} of ${max} sessions${full})`),
    value: `agent:${user}`,
  };
}

function queueOption(target: QueueTarget): PlainTextOption {
  return {
    text: plain(`${target.name.slice(0, MAX_NAME)} (${queueWords(target)})`),
    value: `queue:${target.queue}`,
  };
}

const OBSTACLES: Readonly<Record<QueueObstacle, string>> = {
  paused: "paused",
  no_agents: "nobody on duty",
  channel_closed: "channel closed",
};

function queueWords({ obstacle, free, active, waiting }: QueueTarget): string {
  if (obstacle !== null) return OBSTACLES[obstacle];
  return `${free} of ${active} free${waiting > 0 ? `, ${waiting} waiting` : ""}`;
}

/** To whom a session is to go. */
export type ChosenTarget =
  | { readonly kind: "agent"; readonly user: UserId }
  | { readonly kind: "queue"; readonly queue: QueueId };

/** What was chosen; null: nothing that the form offers. */
export function readTarget(values: FormValues): ChosenTarget | null {
  const [kind, id = ""] = (readOption(values, TARGET_BLOCK) ?? "").split(":");
  if (kind === "agent" && isUserId(id)) return { kind, user: id };
  if (kind === "queue" && isQueueId(id)) return { kind, queue: id };
  return null;
}
