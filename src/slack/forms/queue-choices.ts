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

/** The block of the pause, which is no setting of a version: commands switch it too. */
export const PAUSED_BLOCK = "paused";
export const PAUSES = { no: "No", yes: "Yes" } as const;

/** The choice that stands for a queue that is paused or not. */
export function pauseChoice(paused: boolean): keyof typeof PAUSES {
  return paused ? "yes" : "no";
}

const NO_DIGEST = "off";
const HOURS = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:00`);

/** Hours by what the form calls them; `off` for none. */
export const DIGESTS: Readonly<Record<string, string>> = Object.fromEntries<string>([
  [NO_DIGEST, "Off"],
  ...HOURS.map((hour): [string, string] => [hour, hour]),
]);

/** The choice that stands for an hour. */
export function digestChoice(hour: number | null): string {
  return (hour === null ? null : HOURS[hour]) ?? NO_DIGEST;
}

/** The hour that a choice stands for; null: none. */
export function digestHour(choice: string | null): number | null {
  const hour = choice === null ? -1 : HOURS.indexOf(choice);
  return hour < 0 ? null : hour;
}
