import type { ModalView } from "@slack/types";
import { MAX_CONTACT_NAME } from "../../domain/contact-name.ts";
import type { PhoneNumber, SessionId } from "../../domain/ids.ts";
import { VIEWS } from "../actions.ts";
import { plain } from "../blocks/elements.ts";

/** The input's block, for problems at it. */
export const NAME_BLOCK = "name";

/** The form of Name: what to call a texter. */
export function nameFormView(
  texter: PhoneNumber,
  name: string | null,
  memory: { readonly session: SessionId },
): ModalView {
  return {
    type: "modal",
    callback_id: VIEWS.nameForm,
    title: plain("Name the texter"),
    submit: plain("Save"),
    close: plain("Cancel"),
    private_metadata: JSON.stringify(memory),
    blocks: [
      {
        type: "input",
        block_id: NAME_BLOCK,
        optional: true,
        label: plain(`Name of ${texter}`),
        hint: plain("Shown beside the number to everybody who deals with it. Blank: no name."),
        element: {
          type: "plain_text_input",
          action_id: NAME_BLOCK,
          max_length: MAX_CONTACT_NAME,
          ...(name === null ? {} : { initial_value: name }),
        },
      },
    ],
  };
}
