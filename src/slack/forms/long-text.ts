import type { KnownBlock } from "@slack/types";
import type { LongText } from "../../domain/sms-text.ts";
import { plain, section } from "../blocks/elements.ts";
import { lengthOf, tooManySms } from "../blocks/held-text.ts";
import { escapeMrkdwn } from "../text/to-slack.ts";
import { type FormValues, readTicked } from "./values.ts";

/** In a form that sends a text: the question about a long one. Send, pressed again, answers it. */

const PLAIN_BLOCK = "plain";

/** What stands above the text. */
export function longTextBlocks(long: LongText): KnownBlock[] {
  const question = section(
    `:hand: *Not sent yet:* this is ${escapeMrkdwn(lengthOf(long))}.${tooManySms(long)} Press *Send* again if that is fine.`,
  );
  if (long.plainSegments === null) return [question];
  return [
    question,
    {
      type: "input",
      block_id: PLAIN_BLOCK,
      optional: true,
      label: plain("Punctuation"),
      element: {
        type: "checkboxes",
        action_id: PLAIN_BLOCK,
        options: [
          {
            text: plain(`Send with plain quotes, dashes and blanks: ${long.plainSegments} SMS`),
            value: PLAIN_BLOCK,
          },
        ],
      },
    },
  ];
}

/** Whether plain punctuation was chosen there. */
export function wantsPlain(values: FormValues): boolean {
  return readTicked(values, PLAIN_BLOCK);
}
