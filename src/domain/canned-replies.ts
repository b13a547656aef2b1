import type { ReplyId } from "./ids.ts";
import { warnAboutText } from "./keyword-rules.ts";
import { checkSmsText } from "./sms-text.ts";

/** Replies that a queue's agents often send: found by name or words, filled in, sent. */

/** What a supervisor writes. */
export interface ReplyDraft {
  readonly name: string;
  readonly text: string;
}

/** A reply of a queue. */
export interface CannedReply extends ReplyDraft {
  readonly id: ReplyId;
  /** Rises with each change. */
  readonly version: number;
}

/** One reply that was added (from null), edited, or deleted (to null). */
export interface ReplyChange {
  readonly from: ReplyDraft | null;
  readonly to: ReplyDraft | null;
}

/** A queue has so many at the most: as many as a menu of Slack shows. */
export const MAX_REPLIES = 100;
/** Characters of a reply's name: what a line of a menu shows. */
export const MAX_REPLY_NAME = 60;

export interface ReplyProblem {
  readonly field: "name" | "text";
  /** A sentence for the person who filled the form. */
  readonly message: string;
}

/**
 * What keeps a reply from being saved.
 *
 * @param others the queue's other replies
 */
export function checkReply(draft: ReplyDraft, others: readonly ReplyDraft[]): ReplyProblem[] {
  const problems: ReplyProblem[] = [];
  const { name, text } = draft;
  const length = Array.from(name).length;
  if (name === "") problems.push({ field: "name", message: "Give it a name to find it by." });
  if (length > MAX_REPLY_NAME) {
    const message = `The name has ${length} characters, and ${MAX_REPLY_NAME} are the most.`;
    problems.push({ field: "name", message });
  }
  const namesake = others.find((other) => fold(other.name) === fold(name));
  if (namesake) {
    const message = `There is a reply named "${namesake.name}" already. Choose another name.`;
    problems.push({ field: "name", message });
  }
  if (others.length >= MAX_REPLIES) {
    const message = `The queue has ${MAX_REPLIES} replies already, which is the most.`;
    problems.push({ field: "name", message });
  }
  const check = checkSmsText(text);
  if (check.kind === "empty") problems.push({ field: "text", message: "Write what is sent." });
  if (check.kind === "too_long") {
    const message = `The text has ${check.length} characters, and ${check.max} can be sent at the most.`;
    problems.push({ field: "text", message });
  }
  return problems;
}

/** As names are compared: by the database, too. */
function fold(name: string): string {
  return name.toLowerCase();
}

/** What stands in the place of a placeholder; null: nobody knows. */
export interface ReplyFillings {
  /** What staff call the texter. */
  readonly name: string | null;
  /** The agent who sends it. */
  readonly agent: string | null;
  readonly queue: string;
}

const PLACEHOLDERS = ["name", "agent", "queue"] as const;
const PLACEHOLDER = /\{(name|agent|queue)\}/gi;

/**
 * The reply's text with its placeholders filled in. Where nobody knows what to put there, the
 * placeholder goes without leaving a gap: "Hi {name}, …" becomes "Hi, …".
 */
export function fillIn(text: string, fillings: ReplyFillings): string {
  const unknown = PLACEHOLDERS.filter((one) => fillings[one] === null).join("|");
  const known =
    unknown === ""
      ? text
      : text
          // First in its line: with the comma behind it, and the next word begins the sentence.
          .replaceAll(
            new RegExp(`^\\{(?:${unknown})\\}[,:;!]?[^\\S\\n]*(.?)`, "gimu"),
            (_, next: string) => next.toUpperCase(),
          )
          .replaceAll(new RegExp(`[^\\S\\n]*\\{(?:${unknown})\\}`, "giu"), "");
  return known.replaceAll(PLACEHOLDER, (whole, named: string) => {
    const placeholder = PLACEHOLDERS.find((one) => one === named.toLowerCase());
    return (placeholder && fillings[placeholder]) ?? whole;
  });
}

/**
 * What a supervisor should think over, without being kept from saving: as of the queue's messages,
 * and braces that nothing is put into.
 */
export function warnAboutReply({ name, text }: ReplyDraft): string[] {
  const strange = text
    .match(/\{[^{}\n]{1,30}\}/g)
    ?.find((one) => one.replace(PLACEHOLDER, "") !== "");
  const braces =
    strange === undefined
      ? []
      : [
          `The reply "${name}" has ${strange}, which is sent as it stands: only {name}, {agent} and {queue} are filled in.`,
        ];
  return [...warnAboutText(`reply "${name}"`, text), ...braces];
}

/**
 * The replies that have every one of the words, in name or text, those with all of them in their
 * names first; otherwise in the order of their names.
 */
export function searchReplies(replies: readonly CannedReply[], typed: string): CannedReply[] {
  const words = searchable(typed).split(/\s+/u);
  const has = (said: string) => words.every((word) => searchable(said).includes(word));
  const found = replies.filter(({ name, text }) => has(`${name}\n${text}`));
  const sorted = found.toSorted((a, b) => a.name.localeCompare(b.name, "en"));
  return [...sorted.filter(({ name }) => has(name)), ...sorted.filter(({ name }) => !has(name))];
}

/** Neither case nor accents are in the way of finding. */
function searchable(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase().trim();
}
