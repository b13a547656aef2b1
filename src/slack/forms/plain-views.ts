import type { ModalView } from "@slack/types";
import { plain, section } from "../blocks/elements.ts";

/** Views that only say something. */

/** In the place of a form that is still being made. */
export function loadingView(): ModalView {
  return {
    type: "modal",
    title: plain("One moment"),
    close: plain("Cancel"),
    blocks: [section(":hourglass_flowing_sand: One moment, please: Slack takes its time…")],
  };
}

/** In the place of a form that somebody does not get. */
export function wordsView(words: string): ModalView {
  return {
    type: "modal",
    title: plain("SMS queues"),
    close: plain("Close"),
    blocks: [section(words)],
  };
}
