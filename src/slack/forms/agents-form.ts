import { createHash } from "node:crypto";
import type { InputBlock, ModalView } from "@slack/types";
import type { Member } from "../../domain/agent.ts";
import { isUserId, type UserId } from "../../domain/ids.ts";
import type { Queue } from "../../domain/queue.ts";
import { VIEWS } from "../actions.ts";
import { plain } from "../blocks/elements.ts";
import { type FormValues, readText, readUsers } from "./values.ts";

/** The Edit Agents form: who belongs to a queue, and each one's Max SMS Sessions. */

export interface AgentsFormMemory {
  readonly queue: string;
  /** Where the form was asked for, to say there what was saved. */
  readonly channel: string;
  /** The members when the form was opened, as `digestMembers` gives them. */
  readonly seen: string;
}

/** Who is a member and with which max, as a short text: the same members give the same text. */
export function digestMembers(members: readonly Member[]): string {
  const list = members.map(({ user, maxSessions }) => `${user}:${maxSessions}`).sort();
  return createHash("sha256").update(list.join(" ")).digest("base64");
}

const DEFAULT_MAX = 3;
/** More than anybody can hold; a guard against slips of the finger. */
const HIGHEST_MAX = 100;
/** Slack takes 100 blocks in a view. */
const MAX_OWN_NUMBERS = 90;

const MAX_BLOCK = "max";

function ownBlock(user: UserId): string {
  return `max-${user}`;
}

/** @param names display names by user, for the labels */
export function agentsFormView(
  queue: Queue,
  members: readonly Member[],
  names: ReadonlyMap<UserId, string>,
  memory: AgentsFormMemory,
): ModalView {
  return {
    type: "modal",
    callback_id: VIEWS.agentsForm,
    title: plain("Edit agents"),
    submit: plain("Save"),
    close: plain("Cancel"),
    private_metadata: JSON.stringify(memory),
    blocks: [
      { type: "section", text: plain(`Agents of ${queue.name}`) },
      {
        type: "input",
        block_id: "agents",
        optional: true,
        label: plain("Agents"),
        hint: plain("New agents start on duty. Whoever you take out keeps open sessions."),
        element: {
          type: "multi_users_select",
          action_id: "agents",
          ...(members.length > 0 ? { initial_users: members.map((member) => member.user) } : {}),
        },
      },
      numberInput(
        MAX_BLOCK,
        "Max SMS Sessions",
        DEFAULT_MAX,
        "For the agents you add now. 0 keeps an agent out of this queue's texts.",
      ),
      ...members
        .slice(0, MAX_OWN_NUMBERS)
        .map((member) =>
          numberInput(
            ownBlock(member.user),
            `Max for ${(names.get(member.user) ?? member.user).slice(0, 100)}`,
            member.maxSessions,
            member.onDuty ? "On duty" : "Off duty",
          ),
        ),
    ],
  };
}

function numberInput(id: string, label: string, value: number, hint: string): InputBlock {
  return {
    type: "input",
    block_id: id,
    label: plain(label),
    hint: plain(hint),
    element: {
      type: "number_input",
      action_id: id,
      is_decimal_allowed: false,
      min_value: "0",
      max_value: String(HIGHEST_MAX),
      initial_value: String(value),
    },
  };
}

export type ReadAgents =
  | {
      readonly kind: "members";
      readonly members: readonly { readonly user: UserId; readonly maxSessions: number }[];
    }
  | { readonly kind: "errors"; readonly errors: Record<string, string> };

/** @param present the queue's members now: they have numbers of their own */
export function readAgentsForm(values: FormValues, present: readonly Member[]): ReadAgents {
  const errors: Record<string, string> = {};
  const known = new Map(present.map((member) => [member.user, member.maxSessions]));

  function readMax(block: string): number {
    const typed = readText(values, block);
    const max = Number(typed ?? Number.NaN);
    if (!Number.isInteger(max) || max < 0 || max > HIGHEST_MAX) {
      errors[block] = `Type a whole number from 0 to ${HIGHEST_MAX}.`;
    }
    return max;
  }

  const newcomersMax = readMax(MAX_BLOCK);
  const members = readUsers(values, "agents")
    .filter(isUserId)
    .map((user) => {
      const before = known.get(user);
      if (before === undefined) return { user, maxSessions: newcomersMax };
      const hasOwn = values[ownBlock(user)] !== undefined;
      return { user, maxSessions: hasOwn ? readMax(ownBlock(user)) : before };
    });
  return Object.keys(errors).length > 0 ? { kind: "errors", errors } : { kind: "members", members };
}
