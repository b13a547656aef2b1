import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { queueId, type UserId, userId } from "../../domain/ids.ts";
import type { Queue } from "../../domain/queue.ts";
import { mention } from "../blocks/elements.ts";
import { agentsFormView, digestMembers, readAgentsForm } from "../forms/agents-form.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import { NOT_SUPERVISOR, sentence } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { answerPress, type ButtonListener, readPress } from "./pressed.ts";
import { tellAfterSubmit } from "./submitted.ts";

/** Opens the Edit Agents form; the caller has checked who is asking. */
export async function openAgentsForm(
  deps: ListenerDeps,
  client: WebClient,
  queue: Queue,
  from: { readonly triggerId: string; readonly channel: string },
): Promise<void> {
  const members = await deps.flows.getMembers(queue.id);
  const named = await Promise.all(
    members.map(async ({ user }): Promise<[UserId, string]> => {
      return [user, (await deps.directory.displayName(user)) ?? user];
    }),
  );
  await client.views.open({
    trigger_id: from.triggerId,
    view: agentsFormView(queue, members, new Map(named), {
      queue: queue.id,
      channel: from.channel,
      seen: digestMembers(members),
    }),
  });
}

/** Agents in the list of queues. */
export function openAgentsFormByButton(deps: ListenerDeps): ButtonListener {
  return async (args) => {
    const { ack, client, body } = args;
    await ack();
    const press = readPress(args);
    if (!(await deps.flows.isSupervisor(press.by))) {
      return answerPress(args, press, NOT_SUPERVISOR);
    }
    const queue = await deps.flows.getQueue(queueId(press.value));
    await openAgentsForm(deps, client, queue, {
      triggerId: body.trigger_id,
      channel: press.channel ?? "",
    });
  };
}

const memory = z.object({ queue: z.string(), channel: z.string(), seen: z.string() });

const OUTDATED =
  "Somebody else has changed the agents since you opened the form. Nothing was saved: open it again to see who is there now.";

type SubmitArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Save in the Edit Agents form. */
export function saveAgentsForm(deps: ListenerDeps): (args: SubmitArgs) => Promise<void> {
  return async ({ ack, client, body, view }) => {
    const by = userId(body.user.id);
    const remembered = memory.parse(JSON.parse(view.private_metadata));
    if (!(await deps.flows.isSupervisor(by))) {
      await ack({
        response_action: "errors",
        errors: { agents: "Only supervisors may change a queue's agents." },
      });
      return;
    }
    const queue = await deps.flows.getQueue(queueId(remembered.queue));
    const read = readAgentsForm(view.state.values, await deps.flows.getMembers(queue.id));
    if (read.kind === "errors") {
      await ack({ response_action: "errors", errors: read.errors });
      return;
    }
    const saved = await deps.flows.saveAgents(
      queue.id,
      read.members,
      (present) => digestMembers(present) === remembered.seen,
    );
    if (!saved) {
      await ack({ response_action: "errors", errors: { agents: OUTDATED } });
      return;
    }
    await ack();
    const list = read.members
      .map(({ user, maxSessions }) => `${mention(user)} (max ${maxSessions})`)
      .join(", ");
    await tellAfterSubmit(
      client,
      by,
      remembered.channel,
      sentence(
        `:white_check_mark: Agents of *${escapeMrkdwn(queue.name)}*: ${list === "" ? "none" : list}`,
      ),
    );
  };
}
