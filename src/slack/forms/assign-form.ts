import type { ModalView } from "@slack/types";
import type { SessionId, UserId } from "../../domain/ids.ts";
import { VIEWS } from "../actions.ts";
import { plain } from "../blocks/elements.ts";
import { firstWords } from "../text/to-slack.ts";

/** The input's block, for problems at it. */
export const AGENT_BLOCK = "agent";
/** Options that a menu of Slack's takes. */
export const MAX_CHOICES = 100;

/** An agent as a choice. */
export interface AssignChoice {
  readonly user: UserId;
  readonly name: string;
  readonly load: number;
  readonly max: number;
  readonly onDuty: boolean;
}

/**
 * The form of Assign: to whom.
 *
 * @param choices at most `MAX_CHOICES`
 */
export function assignFormView(
  choices: readonly AssignChoice[],
  memory: { readonly session: SessionId },
): ModalView {
  return {
    type: "modal",
    callback_id: VIEWS.assignForm,
    title: plain("Assign session"),
    submit: plain("Assign"),
    close: plain("Cancel"),
    private_metadata: JSON.stringify(memory),
    blocks: [
      {
        type: "input",
        block_id: AGENT_BLOCK,
        label: plain("Agent"),
        hint: plain("Also beyond their Max SMS Sessions, and off duty: it is recorded as yours."),
        element: {
          type: "static_select",
          action_id: AGENT_BLOCK,
          options: choices.map((one) => ({
            text: plain(
              `${firstWords(one.name, 50)} (${one.load} of ${one.max}${one.onDuty ? "" : ", off duty"})`,
            ),
            value: one.user,
          })),
        },
      },
    ],
  };
}
