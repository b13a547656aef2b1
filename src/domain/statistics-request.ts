import { PERIOD_WORDS } from "./period.ts";

/** What is typed after `/sms-stats`: `[queue] [period] [csv] [chart]`. */
export interface StatisticsRequest {
  /** As the queue is called; null: all queues. */
  readonly queue: string | null;
  /** For `parsePeriod`; blank means today. */
  readonly period: string;
  /** Each session in a file. */
  readonly csv: boolean;
  /** A picture of how the period went. */
  readonly chart: boolean;
}

export type ParsedRequest =
  | { readonly kind: "request"; readonly request: StatisticsRequest }
  /** `phrase` is neither a queue nor anything else; `known` is what may have been meant. */
  | {
      readonly kind: "unknown";
      readonly phrase: string;
      /** What was typed after the phrase, as it was understood. */
      readonly rest: string;
      readonly known: readonly string[];
    };

const EXTRAS = ["csv", "chart"] as const;
const WORDS: readonly string[] = [...PERIOD_WORDS, ...EXTRAS];

/**
 * A queue's name comes first and may have blanks in it; the longest that fits is meant. Quotes
 * around it are dropped. Everything else may come in any order.
 *
 * @param queues the names of all queues
 */
export function parseStatisticsRequest(typed: string, queues: readonly string[]): ParsedRequest {
  const text = typed.trim().replaceAll(/["“”]/g, "").replaceAll(/\s+/g, " ");
  const lower = text.toLowerCase();
  const queue = queues
    .filter((name) => `${lower} `.startsWith(`${comparable(name)} `))
    .sort((a, b) => b.length - a.length)[0];
  const words = text
    .slice(queue === undefined ? 0 : comparable(queue).length)
    .split(" ")
    .filter((word) => word !== "");
  const last = words.findLastIndex((word) => !isKnown(word));
  if (last >= 0) {
    const first = words.findIndex((word) => !isKnown(word));
    return {
      kind: "unknown",
      phrase: words.slice(first, last + 1).join(" "),
      rest: [...words.slice(0, first), ...words.slice(last + 1)].join(" "),
      known: queue === undefined ? [...queues, ...WORDS] : WORDS,
    };
  }
  const has = (extra: string): boolean => words.some((word) => word.toLowerCase() === extra);
  return {
    kind: "request",
    request: {
      queue: queue ?? null,
      period: words.filter((word) => !isExtra(word)).join(" "),
      csv: has("csv"),
      chart: has("chart"),
    },
  };
}

function comparable(name: string): string {
  return name.trim().replaceAll(/["“”]/g, "").replaceAll(/\s+/g, " ").toLowerCase();
}

function isExtra(word: string): boolean {
  return EXTRAS.some((extra) => extra === word.toLowerCase());
}

/** Days are judged by `parsePeriod`, which says more about what is wrong with one. */
function isKnown(word: string): boolean {
  return WORDS.includes(word.toLowerCase()) || /^(\d|\.\.)/.test(word);
}
