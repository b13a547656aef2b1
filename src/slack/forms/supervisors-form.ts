import type { KnownBlock, ModalView } from "@slack/types";
import { isUserId, type UserId } from "../../domain/ids.ts";
import type { Supervisors } from "../../flows/configure-supervisors.ts";
import { VIEWS } from "../actions.ts";
import { listOf, mention, plain, section } from "../blocks/elements.ts";
import { type FormValues, readUsers } from "./values.ts";

/** The form of `/sms-queue supervisors`. */

export interface SupervisorsFormMemory {
  /** What the form shows (see `Supervisors`). */
  readonly seen: number;
  readonly channel: string;
}

/** Names that are listed; a section takes 3,000 characters. */
const MAX_NAMES = 50;

/** @param admins the workspace's owners and admins; null while, or if, that is not known */
export function supervisorsFormView(
  { named, added, seen }: Supervisors,
  admins: readonly UserId[] | null,
  memory: Omit<SupervisorsFormMemory, "seen">,
  notice: readonly KnownBlock[] = [],
): ModalView {
  const names = admins === null ? "" : `: ${listOf(admins.map(mention), MAX_NAMES)}`;
  const fixed = [`• the owners and admins of this workspace${names}`];
  if (named.length > 0)
    fixed.push(`• named by whoever runs this app: ${listOf(named.map(mention), MAX_NAMES)}`);
  return {
    type: "modal",
    callback_id: VIEWS.supervisorsForm,
    title: plain("Supervisors"),
    submit: plain("Save"),
    close: plain("Cancel"),
    private_metadata: JSON.stringify({ ...memory, seen } satisfies SupervisorsFormMemory),
    blocks: [
      ...notice,
      section(`*Always supervisors*\n${fixed.join("\n")}`),
      {
        type: "input",
        block_id: "supervisors",
        optional: true,
        label: plain("Further supervisors"),
        hint: plain("They may configure queues and see statistics, just as those above."),
        element: {
          type: "multi_users_select",
          // Slack keeps what was put into an input of the same name.
          action_id: `supervisors@${seen}`,
          ...(added.length > 0 ? { initial_users: [...added] } : {}),
        },
      },
    ],
  };
}

export function readSupervisorsForm(values: FormValues): UserId[] {
  return readUsers(values, "supervisors").filter(isUserId);
}
