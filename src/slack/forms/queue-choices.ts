import type { Dispatch, KeywordMatch } from "../../domain/queue.ts";

/** The words that the queue form shows for the settings with fixed choices. */

export const DISPATCHES: Readonly<Record<Dispatch, string>> = {
  ring_all: "Ring all",
  round_robin: "Round robin (longest idle)",
  linear: "Linear (fixed order)",
};

export const MATCHES: Readonly<Record<KeywordMatch, string>> = {
  word: "Anywhere in the text, as a word",
  exact: "Only as the whole text",
};
