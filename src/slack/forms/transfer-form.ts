import type { ModalView, PlainTextOption } from "@slack/types";
import { isUserId, type SessionId, type UserId } from "../../domain/ids.ts";
import type { TargetAgent } from "../../flows/transfer-targets.ts";
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
export interface AgentChoice extends TargetAgent {
  readonly name: string;
}

/** The form of Transfer: to whom. */
export function transferFormView(
  choices: { readonly agents: readonly AgentChoice[] },
  memory: { readonly session: SessionId },
): ModalView {
  const groups = [
    {
      label: plain("Agents on duty"),
      options: choices.agents.slice(0, MAX_OPTIONS).map(agentOption),
    },
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
        hint: plain("An agent has a minute to accept; until then the session stays where it is."),
        element: {
          type: "static_select",
          action_id: TARGET_BLOCK,
          option_groups: groups.filter(({ options }) => options.length > 0),
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

/** What was chosen; null: nothing that the form offers. */
export function readTarget(
  values: FormValues,
): { readonly kind: "agent"; readonly user: UserId } | null {
  const [kind, id = ""] = (readOption(values, TARGET_BLOCK) ?? "").split(":");
  if (kind === "agent" && isUserId(id)) return { kind, user: id };
  return null;
}
