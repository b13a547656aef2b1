import type { ModalView } from "@slack/types";
import { z } from "zod";
import { userId } from "../../domain/ids.ts";
import { VIEWS } from "../actions.ts";
import { listOf, mention, section } from "../blocks/elements.ts";
import { readSupervisorsForm, supervisorsFormView } from "../forms/supervisors-form.ts";
import { inTime } from "../in-time.ts";
import { type CommandArgs, sentence } from "./commands.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { refuseSubmit } from "./may-supervise.ts";
import { type OpenView, redrawView } from "./redraw-view.ts";
import { type SubmitListener, tellAfterSubmit } from "./submitted.ts";

/** `/sms-queue supervisors`; the caller has checked who is asking. */
export async function supervisorsForm(
  deps: ListenerDeps,
  { command }: CommandArgs,
): Promise<ModalView> {
  const memory = { channel: command.channel_id };
  return supervisorsFormView(await deps.flows.getSupervisors(), null, memory);
}

/**
 * Shows in the open form who supervises without being named: a large workspace takes longer to look
 * through than Slack waits for a form.
 */
export async function showAdmins(
  deps: ListenerDeps,
  { client, command }: CommandArgs,
  opened: OpenView,
): Promise<void> {
  const admins = await deps.directory.workspaceAdmins();
  if (admins === null) return;
  const supervisors = await deps.flows.getSupervisors();
  const memory = { channel: command.channel_id };
  await redrawView(client, opened, supervisorsFormView(supervisors, admins, memory));
}

/** ms; Slack waits for the form that is shown again. */
const ADMINS_IN = 700;

const memory = z.object({ seen: z.number(), channel: z.string() });

/** Save in the form of supervisors. */
export function saveSupervisorsForm(deps: ListenerDeps): SubmitListener {
  return async ({ ack, client, body, view }) => {
    const by = userId(body.user.id);
    const { seen, channel } = memory.parse(JSON.parse(view.private_metadata));
    const words = "Only supervisors may name others.";
    const refusal = await refuseSubmit(deps, by, VIEWS.supervisorsForm, words);
    if (refusal !== null) {
      return ack({ response_action: "errors", errors: { supervisors: refusal } });
    }
    const wanted = readSupervisorsForm(view.state.values);
    const changes = await deps.flows.saveSupervisors(wanted, { seen, by });
    if (changes === null) {
      const present = await deps.flows.getSupervisors();
      const admins = await inTime(ADMINS_IN, deps.directory.workspaceAdmins(), null);
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
