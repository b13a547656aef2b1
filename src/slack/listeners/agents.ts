import type { ModalView } from "@slack/types";
import { z } from "zod";
import { type QueueId, queueId, type UserId, userId } from "../../domain/ids.ts";
import type { Maxima } from "../../domain/membership-changes.ts";
import type { Leaving, Roster } from "../../flows/configure-agents.ts";
import { VIEWS } from "../actions.ts";
import { count, listOf, type Message, mention } from "../blocks/elements.ts";
import {
  type AgentsFormMemory,
  agentsFormView,
  handBackView,
  outdatedAgentsNotice,
  packMaxima,
  readAgentsForm,
  unpackMaxima,
} from "../forms/agents-form.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import { NOT_SUPERVISOR, QUEUE_DELETED, sentence } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { maySupervise, refuseSubmit } from "./may-supervise.ts";
import { FORM_PATIENCE, openForm, placeOfPress } from "./open-form.ts";
import { type ButtonListener, readPress } from "./pressed.ts";
import { type SubmitArgs, type SubmitListener, tellAfterSubmit } from "./submitted.ts";

/**
 * The Edit Agents form, or the word that the queue was deleted; the caller has checked who is
 * asking.
 *
 * @param channel where it was asked for
 */
export async function formOfAgents(
  deps: ListenerDeps,
  queue: QueueId,
  channel: string,
): Promise<ModalView | Message> {
  const roster = await deps.flows.getRoster(queue);
  if (!roster) return QUEUE_DELETED;
  const memory = { queue, channel, seen: roster.seen };
  return agentsFormView(roster, await namesIn(deps, roster, FORM_PATIENCE), memory);
}

/** ms for names in a form that is drawn again while Slack waits; ids stand for the others. */
const NAMES_IN = 700;

/** @param patience ms for which names are waited for */
async function namesIn(
  deps: ListenerDeps,
  roster: Roster,
  patience: number,
): Promise<Map<UserId, string>> {
  const named = roster.members.map(async ({ user }): Promise<[UserId, string]> => {
    return [user, (await deps.directory.displayName(user, patience)) ?? user];
  });
  return new Map(await Promise.all(named));
}

/** Agents in the list of queues and under what was saved. */
export function openAgentsFormByButton(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    await args.ack();
    const press = readPress(args);
    await openForm(placeOfPress(args, press), async () => {
      const may = await maySupervise(deps, press.by, args.action.action_id);
      return may ? formOfAgents(deps, queueId(press.value), press.channel ?? "") : NOT_SUPERVISOR;
    });
  };
}

const memory = z.object({ queue: z.string(), channel: z.string(), seen: z.number() });

const ONLY_SUPERVISORS = "Only supervisors may change a queue's agents.";
const DELETED = "This queue has been deleted meanwhile: there is nothing to save.";

/** Save in the Edit Agents form. */
export function saveAgentsForm(deps: ListenerDeps): SubmitListener {
  return async (args) => {
    const { ack, body, view } = args;
    const remembered = memory.parse(JSON.parse(view.private_metadata));
    const refuse = (errors: Record<string, string>) => ack({ response_action: "errors", errors });
    const by = userId(body.user.id);
    const refusal = await refuseSubmit(deps, by, VIEWS.agentsForm, ONLY_SUPERVISORS);
    if (refusal !== null) return refuse({ agents: refusal });
    const roster = await deps.flows.getRoster(queueId(remembered.queue));
    if (!roster) return refuse({ agents: DELETED });
    const read = readAgentsForm(view.state.values, roster.members);
    if (read.kind === "errors") return refuse(read.errors);
    const apps = await appsAmongNewcomers(deps, roster, read.members);
    if (apps.length > 0) {
      const verb = apps.length === 1 ? "is an app" : "are apps";
      return refuse({ agents: `${listOf(apps, 5)} ${verb}: only people can be agents.` });
    }
    await save(deps, args, remembered, roster, read.members, { handBack: false });
  };
}

/** The names of apps that were chosen: Slack's picker offers them among the people. */
async function appsAmongNewcomers(
  { directory }: ListenerDeps,
  { members }: Roster,
  wanted: Maxima,
): Promise<string[]> {
  const present = new Set(members.map(({ user }) => user));
  const newcomers = [...wanted.keys()].filter((user) => !present.has(user));
  const apps = await Promise.all(
    newcomers.map(async (user) => {
      if (!(await directory.isBot(user, NAMES_IN))) return [];
      return [(await directory.displayName(user)) ?? user];
    }),
  );
  return apps.flat();
}

/** Take out, after the question what becomes of open sessions. */
export function confirmHandBack(deps: ListenerDeps): SubmitListener {
  return async (args) => {
    const { ack, body, view } = args;
    const remembered = memory
      .extend({ wanted: z.string() })
      .parse(JSON.parse(view.private_metadata));
    const roster = await deps.flows.getRoster(queueId(remembered.queue));
    const by = userId(body.user.id);
    const refusal = await refuseSubmit(deps, by, VIEWS.handBackForm, ONLY_SUPERVISORS);
    if (refusal !== null || !roster) {
      await ack({ response_action: "clear" });
      const why = sentence(refusal ?? DELETED);
      return tellAfterSubmit(args.client, by, remembered.channel, why);
    }
    const wanted = unpackMaxima(remembered.wanted);
    await save(deps, args, remembered, roster, wanted, { handBack: true });
  };
}

async function save(
  deps: ListenerDeps,
  { ack, client, body }: SubmitArgs,
  { channel, seen }: AgentsFormMemory,
  { queue }: Roster,
  wanted: Maxima,
  { handBack }: { handBack: boolean },
): Promise<void> {
  const by = userId(body.user.id);
  const saved = await deps.flows.saveAgents(queue.id, wanted, { seen, handBack, by });
  switch (saved.kind) {
    case "deleted":
      await ack({ response_action: "clear" });
      return tellAfterSubmit(client, by, channel, sentence(DELETED));
    case "confirm": {
      const remembered = { queue: queue.id, channel, seen, wanted: packMaxima(wanted) };
      const view = handBackView(queue.name, saved.leaving, remembered);
      return ack({ response_action: "push", view });
    }
    case "outdated": {
      const { roster, merged, savedBy } = saved;
      const names = await namesIn(deps, roster, NAMES_IN);
      const remembered = { queue: queue.id, channel, seen: roster.seen };
      const extra = { wanted: merged, notice: outdatedAgentsNotice(savedBy) };
      const view = agentsFormView(roster, names, remembered, extra);
      return ack({ response_action: "update", view });
    }
    case "saved":
      await ack({ response_action: "clear" });
      return tellAfterSubmit(client, by, channel, savedAgents(queue.name, wanted, saved.leaving));
    default:
      return saved satisfies never;
  }
}

/** Names that fit into a section, with those whose sessions wait again. */
const MAX_NAMES = 40;

function savedAgents(queue: string, wanted: Maxima, leaving: readonly Leaving[]): Message {
  const list = [...wanted].map(([user, max]) => `${mention(user)} (max ${max})`);
  const lines = [
    `:white_check_mark: Agents of *${escapeMrkdwn(queue)}*: ${listOf(list, MAX_NAMES)}`,
    ...leaving
      .slice(0, 20)
      .map(
        ({ user, sessions }) =>
          `:leftwards_arrow_with_hook: ${count(sessions, "session")} of ${mention(user)} wait${sessions === 1 ? "s" : ""} again.`,
      ),
  ];
  return sentence(lines.join("\n"));
}
