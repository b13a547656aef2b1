import { z } from "zod";
import { userId } from "../../domain/ids.ts";
import { VIEWS } from "../actions.ts";
import { listOf, mention, section } from "../blocks/elements.ts";
import { readSupervisorsForm, supervisorsFormView } from "../forms/supervisors-form.ts";
import { type CommandArgs, sentence } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { maySupervise } from "./may-supervise.ts";
import { redrawView } from "./redraw-view.ts";
import { type SubmitListener, tellAfterSubmit } from "./submitted.ts";

/** `/sms-queue supervisors`; the caller has checked who is asking. */
export async function openSupervisorsForm(
  deps: ListenerDeps,
  { client, command }: CommandArgs,
): Promise<void> {
  const supervisors = await deps.flows.getSupervisors();
  const memory = { channel: command.channel_id };
  const { view } = await client.views.open({
    trigger_id: command.trigger_id,
    view: supervisorsFormView(supervisors, null, memory),
  });
  // A large workspace takes longer to look through than Slack waits for a form.
  const admins = await deps.directory.workspaceAdmins();
  if (admins === null || view?.id === undefined || view.hash === undefined) return;
  const opened = { id: view.id, hash: view.hash };
  await redrawView(client, opened, supervisorsFormView(supervisors, admins, memory));
}

const memory = z.object({ seen: z.number(), channel: z.string() });

/** Save in the form of supervisors. */
export function saveSupervisorsForm(deps: ListenerDeps): SubmitListener {
  return async ({ ack, client, body, view }) => {
    const by = userId(body.user.id);
    const { seen, channel } = memory.parse(JSON.parse(view.private_metadata));
    if (!(await maySupervise(deps, by, VIEWS.supervisorsForm))) {
      const errors = { supervisors: "Only supervisors may name others." };
      return ack({ response_action: "errors", errors });
    }
    const wanted = readSupervisorsForm(view.state.values);
    const changes = await deps.flows.saveSupervisors(wanted, { seen, by });
    if (changes === null) {
      const present = await deps.flows.getSupervisors();
      const admins = await deps.directory.workspaceAdmins();
      const notice = [
        section(
          ":warning: *Nothing was saved:* somebody else has changed the supervisors since you opened the form. These are the present ones.",
        ),
      ];
      const shown = supervisorsFormView(present, admins, { channel }, notice);
      return ack({ response_action: "update", view: shown });
    }
    await ack();
    const text = `:white_check_mark: Further supervisors: ${listOf(wanted.map(mention), 50)}`;
    return tellAfterSubmit(client, by, channel, sentence(text));
  };
}
