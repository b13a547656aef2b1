import type { KnownBlock, ModalView } from "@slack/types";
import type { MessageId } from "../../domain/ids.ts";
import { VIEWS } from "../actions.ts";
import { plain } from "../blocks/elements.ts";

/** The input's block, for problems at it. */
export const TEXT_BLOCK = "text";

/**
 * The form of Edit and retry: the words that failed, to be changed and sent.
 *
 * @param notice what has to be said about the text before it is sent
 */
export function retryFormView(
  text: string,
  memory: { readonly outbound: MessageId; readonly channel: string; readonly agreed?: number },
  notice: readonly KnownBlock[] = [],
): ModalView {
  return {
    type: "modal",
    callback_id: VIEWS.retryForm,
    title: plain("Edit and retry"),
    submit: plain("Send"),
    close: plain("Cancel"),
    private_metadata: JSON.stringify(memory),
    blocks: [
      ...notice,
      {
        type: "input",
        block_id: TEXT_BLOCK,
        label: plain("Text"),
        hint: plain("Sent to the texter in the place of the text that failed."),
        element: {
          type: "plain_text_input",
          action_id: TEXT_BLOCK,
          multiline: true,
          max_length: 3000,
          ...(text === "" ? {} : { initial_value: text }),
        },
      },
    ],
  };
}
