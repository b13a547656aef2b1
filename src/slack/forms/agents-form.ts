import type { InputBlock, KnownBlock, ModalView } from "@slack/types";
import type { Member } from "../../domain/agent.ts";
import { isUserId, type UserId, userId } from "../../domain/ids.ts";
import type { Maxima } from "../../domain/membership-changes.ts";
import type { Leaving, Roster } from "../../flows/configure-agents.ts";
import { VIEWS } from "../actions.ts";
import { context, count, mention, plain, section } from "../blocks/elements.ts";
import { escapeMrkdwn, firstWords } from "../text/to-slack.ts";
import { type FormValues, readText, readUsers } from "./values.ts";

/** The Edit Agents form: who belongs to a queue, and each one's Max SMS Sessions. */

export interface AgentsFormMemory {
  readonly queue: string;
  /** Where the form was asked for, to say there what was saved. */
  readonly channel: string;
  /** The roster that the form shows (see `Roster`). */
  readonly seen: number;
}

const DEFAULT_MAX = 3;
/** More than anybody can hold; a guard against slips of the finger. */
const HIGHEST_MAX = 100;
/** Slack takes 100 blocks in a view. */
const MAX_OWN_NUMBERS = 90;
/** The confirmation remembers every agent in 3,000 characters. */
const MAX_AGENTS = 150;

const MAX_BLOCK = "max";

function ownBlock(user: UserId): string {
  return `max-${user}`;
}

/** What the form shows beside the queue's present agents. */
interface AgentsFormExtra {
  /** Who is chosen, with which max, where that is not what is saved. */
  readonly wanted?: Maxima;
  readonly notice?: readonly KnownBlock[];
}

/** @param names display names by user, for the labels */
export function agentsFormView(
  { queue, members, seen }: Roster,
  names: ReadonlyMap<UserId, string>,
  memory: AgentsFormMemory,
  { wanted, notice = [] }: AgentsFormExtra = {},
): ModalView {
  const chosen = wanted ? [...wanted.keys()] : members.map((member) => member.user);
  const maxOf = (member: Member): number => wanted?.get(member.user) ?? member.maxSessions;
  // Slack keeps what was put into an input of the same name: another roster has other inputs.
  const action = (block: string): string => `${block}@${seen}`;
  return {
    type: "modal",
    callback_id: VIEWS.agentsForm,
    title: plain("Edit agents"),
    submit: plain("Save"),
    close: plain("Cancel"),
    private_metadata: JSON.stringify(memory),
    blocks: [
      ...notice,
      section(`Agents of *${escapeMrkdwn(queue.name)}*`),
      {
        type: "input",
        block_id: "agents",
        optional: true,
        label: plain("Agents"),
        hint: plain(
          "New agents start on duty. The open sessions of whoever you take out wait again, for the others. Linear dispatch goes in this order: to move somebody to its end, take them out here and add them again.",
        ),
        element: {
          type: "multi_users_select",
          action_id: action("agents"),
          max_selected_items: MAX_AGENTS,
          ...(chosen.length > 0 ? { initial_users: chosen } : {}),
        },
      },
      numberInput(
        MAX_BLOCK,
        action(MAX_BLOCK),
        "Max SMS Sessions",
        DEFAULT_MAX,
        "For the agents you add now. 0 keeps an agent out of this queue's texts.",
      ),
      ...members
        .slice(0, MAX_OWN_NUMBERS)
        .map((member) =>
          numberInput(
            ownBlock(member.user),
            action(ownBlock(member.user)),
            `Max for ${firstWords(names.get(member.user) ?? member.user, 100)}`,
            maxOf(member),
            stateOf(member),
          ),
        ),
      ...(members.length > MAX_OWN_NUMBERS
        ? [
            context(
              `Slack shows no more numbers: ${count(members.length - MAX_OWN_NUMBERS, "more agent")} keep theirs. To change one, take the agent out, save, and add them again with the number above.`,
            ),
          ]
        : []),
    ],
  };
}

function stateOf(member: Member): string {
  const duty = member.deactivated ? "Deactivated in Slack" : member.onDuty ? "On duty" : "Off duty";
  return member.load === 0 ? duty : `${duty} · ${count(member.load, "open session")}`;
}

function numberInput(
  block: string,
  action: string,
  label: string,
  value: number,
  hint: string,
): InputBlock {
  return {
    type: "input",
    block_id: block,
    label: plain(label),
    hint: plain(hint),
    element: {
      type: "number_input",
      action_id: action,
      is_decimal_allowed: false,
      min_value: "0",
      max_value: String(HIGHEST_MAX),
      initial_value: String(value),
    },
  };
}

export type ReadAgents =
  | { readonly kind: "members"; readonly members: Maxima }
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
    .map((user): [UserId, number] => {
      if (values[ownBlock(user)] !== undefined) return [user, readMax(ownBlock(user))];
      return [user, known.get(user) ?? newcomersMax];
    });
  return Object.keys(errors).length > 0
    ? { kind: "errors", errors }
    : { kind: "members", members: new Map(members) };
}

/** What the later one of two supervisors is told about a form that was not saved. */
export function outdatedAgentsNotice(savedBy: UserId): KnownBlock[] {
  return [
    section(
      `:warning: *Nothing was saved yet:* ${mention(savedBy)} has changed the agents since you opened the form.`,
    ),
    context(
      "The form below has the agents who are saved now, with what you changed. Look at it and save again.",
    ),
  ];
}

/** What the confirmation has to remember: what is to be saved. */
export interface HandBackMemory extends AgentsFormMemory {
  /** As `packMaxima` gives it. */
  readonly wanted: string;
}

/** Agents and their max in little room: the confirmation has 3,000 characters for all. */
export function packMaxima(members: Maxima): string {
  return [...members].map(([user, max]) => `${user}:${max}`).join(" ");
}

/** The inverse of `packMaxima`. */
export function unpackMaxima(packed: string): Maxima {
  const pairs = packed.split(" ").filter((pair) => pair !== "");
  return new Map(
    pairs.map((pair) => {
      const [user = "", max = ""] = pair.split(":");
      return [userId(user), Number(max)];
    }),
  );
}

/** Asks before agents with open sessions are taken out. */
export function handBackView(
  queue: string,
  leaving: readonly Leaving[],
  memory: HandBackMemory,
): ModalView {
  const list = leaving
    .slice(0, 20)
    .map(({ user, sessions }) => `• ${mention(user)}: ${count(sessions, "open session")}`);
  if (leaving.length > list.length) list.push(`• and ${leaving.length - list.length} more agents`);
  return {
    type: "modal",
    callback_id: VIEWS.handBackForm,
    title: plain("Hand sessions back?"),
    submit: plain("Take out"),
    close: plain("Back"),
    private_metadata: JSON.stringify(memory),
    blocks: [
      section(
        `Agents whom you take out of *${escapeMrkdwn(queue)}* have open sessions there:\n${list.join("\n")}`,
      ),
      section(
        "These sessions go back to waiting, each at its original place and in its own thread. The invites go live again, and another agent can accept and go on.",
      ),
    ],
  };
}
