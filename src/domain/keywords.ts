import type { QueueId } from "./ids.ts";
import type { KeywordMatch } from "./queue.ts";

/** Keywords (SPEC 5): how texts and keywords are compared, and which of several queues wins. */

/** Zero-width characters, joiners, direction marks, the soft hyphen, variation selectors. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const WHITE_SPACE = /[\s\u0085]+/gu;
/** What is stripped from both ends: everything that is neither letter, mark nor digit. */
const OUTER = /^[^\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+$/gu;
const LETTER_OR_DIGIT = /[\p{L}\p{M}\p{N}]/u;
const ENDS_IN_WORD = /[\p{L}\p{M}\p{N}]$/u;
const BEGINS_WITH_WORD = /^[\p{L}\p{M}\p{N}]/u;

/**
 * The form in which texts and keywords are compared: NFKC, invisible characters dropped, lower
 * case without locale, white space collapsed, outer punctuation and symbols stripped unless that
 * leaves nothing. No accent folding.
 */
export function normalize(text: string): string {
  const inner = collapse(text);
  const stripped = inner.replace(OUTER, "");
  return stripped === "" ? inner : stripped;
}

/** `normalize` without the stripping: punctuation inside a text still separates words. */
function collapse(text: string): string {
  return text
    .normalize("NFKC")
    .replace(INVISIBLE, "")
    .toLowerCase()
    .normalize("NFKC")
    .replace(WHITE_SPACE, " ")
    .trim();
}

/**
 * Whether the whole text is the keyword, and nothing else. A keyword of null, or of nothing that
 * can be seen, matches no text: not the empty one of a picture either.
 */
export function isWholeText(text: string, keyword: string | null): boolean {
  if (keyword === null) return false;
  const wanted = normalize(keyword);
  return wanted !== "" && normalize(text) === wanted;
}

/**
 * Where a keyword or phrase stands in a text with no letter or digit on either side.
 *
 * @returns the offset in the normalised text, or -1
 */
export function findWord(text: string, keyword: string): number {
  const haystack = collapse(text);
  const needle = normalize(keyword);
  if (needle === "") return -1;
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) {
    const end = at + needle.length;
    // Two units on either side hold the whole neighbour, also one beyond U+FFFF.
    const glued =
      ENDS_IN_WORD.test(haystack.slice(Math.max(0, at - 2), at)) ||
      BEGINS_WITH_WORD.test(haystack.slice(end, end + 2));
    if (!glued) return at;
  }
  return -1;
}

/** What of a queue decides whether a text enters it. */
export interface KeywordCandidate {
  readonly id: QueueId;
  readonly name: string;
  /** Null: any text enters. */
  readonly initiationKeyword: string | null;
  readonly keywordMatch: KeywordMatch;
  readonly priority: number;
}

/** How a queue's keyword matches a text; the order is the order of precedence. */
export type MatchKind = "exact" | "first_word" | "word" | "catch_all";

export interface QueueMatch {
  readonly queue: QueueId;
  readonly name: string;
  readonly kind: MatchKind;
  /** Offset of the keyword in the normalised text. */
  readonly position: number;
  /** Length of the normalised keyword. */
  readonly length: number;
  readonly priority: number;
}

const PRECEDENCE: Readonly<Record<MatchKind, number>> = {
  exact: 0,
  first_word: 1,
  word: 2,
  catch_all: 3,
};

/**
 * The queues of a line that a text enters, the winner first: exact beats first word beats word
 * elsewhere; then the earlier in the text; then the longer keyword; then the lower priority
 * number; then the name. The catch-all comes last.
 */
export function matchQueues(text: string, candidates: readonly KeywordCandidate[]): QueueMatch[] {
  return candidates.flatMap((candidate) => matchQueue(text, candidate) ?? []).sort(compareMatches);
}

function matchQueue(text: string, candidate: KeywordCandidate): QueueMatch | null {
  const { id: queue, name, priority, initiationKeyword: keyword } = candidate;
  const base = { queue, name, priority };
  if (keyword === null) return { ...base, kind: "catch_all", position: 0, length: 0 };
  const length = normalize(keyword).length;
  if (isWholeText(text, keyword)) return { ...base, kind: "exact", position: 0, length };
  if (candidate.keywordMatch === "exact") return null;
  const position = findWord(text, keyword);
  if (position < 0) return null;
  const isFirst = !LETTER_OR_DIGIT.test(collapse(text).slice(0, position));
  return { ...base, kind: isFirst ? "first_word" : "word", position, length };
}

function compareMatches(a: QueueMatch, b: QueueMatch): number {
  return (
    PRECEDENCE[a.kind] - PRECEDENCE[b.kind] ||
    a.position - b.position ||
    b.length - a.length ||
    a.priority - b.priority ||
    compareNames(a.name, b.name)
  );
}

/** What put one matching queue before another: the first of these in which they differ. */
export type MatchAdvantage = "kind" | "position" | "length" | "priority" | "name";

/** Why the winner comes before the other. */
export function advantage(winner: QueueMatch, other: QueueMatch): MatchAdvantage {
  if (winner.kind !== other.kind) return "kind";
  if (winner.position !== other.position) return "position";
  if (winner.length !== other.length) return "length";
  return winner.priority === other.priority ? "name" : "priority";
}

/** By code points: the same on every machine. */
function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
