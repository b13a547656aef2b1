import { normalize } from "./keywords.ts";

/** Words that carriers and the law give a meaning (SPEC 4 rows 4 to 6). Whole texts only. */
export type ReservedWord = "stop" | "start" | "help";

const WORDS: ReadonlyMap<string, ReservedWord> = new Map([
  ["stop", "stop"],
  ["stopall", "stop"],
  ["stop all", "stop"],
  ["unsubscribe", "stop"],
  ["cancel", "stop"],
  ["end", "stop"],
  ["quit", "stop"],
  ["revoke", "stop"],
  ["opt out", "stop"],
  ["optout", "stop"],
  ["opt-out", "stop"],
  ["start", "start"],
  ["unstop", "start"],
  ["help", "help"],
  ["info", "help"],
]);

/** The reserved meaning of a whole text; null when it has none. */
export function reservedWord(text: string): ReservedWord | null {
  return WORDS.get(normalize(text)) ?? null;
}

/**
 * The same for a text from the carrier, whose own mark counts too.
 *
 * @param autoresponseType Telnyx's `autoresponse_type`, such as `STOP`; null when it has none
 */
export function classifyReserved(
  text: string,
  autoresponseType: string | null,
): ReservedWord | null {
  switch (autoresponseType?.toUpperCase()) {
    case "STOP":
      return "stop";
    case "START":
      return "start";
    default:
      return reservedWord(text);
  }
}
