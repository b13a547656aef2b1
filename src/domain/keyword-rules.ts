import { isWholeText, normalize } from "./keywords.ts";
import { type QueueSettings, SETTING_NAMES } from "./queue.ts";
import { reservedWord } from "./reserved-words.ts";
import { smsSize } from "./sms-text.ts";

/** What SPEC 5 refuses when a queue is saved, and what it warns of. */

/** Which of the rules is broken. */
type KeywordRule =
  /** Nothing of the keyword is left when texts are compared. */
  "invisible" | "reserved" | "second_catch_all" | "same_initiation" | "starts_and_ends";

export interface KeywordProblem {
  readonly field: "initiationKeyword" | "terminationKeyword";
  readonly rule: KeywordRule;
  /** A sentence for the supervisor, with the reason. */
  readonly message: string;
}

type Keywords = Pick<QueueSettings, "name" | "lines" | "initiationKeyword" | "terminationKeyword">;

/**
 * Checks a queue's keywords by themselves and against the other queues on its lines.
 *
 * @param others all other queues; those that share no line don't matter
 */
export function checkKeywords(settings: Keywords, others: readonly Keywords[]): KeywordProblem[] {
  return [
    ...checkVisible(settings),
    ...checkReserved(settings),
    ...others.flatMap((other) => checkAgainst(settings, other)),
    ...checkOwnPair(settings),
  ];
}

function checkVisible(settings: Keywords): KeywordProblem[] {
  return (["initiationKeyword", "terminationKeyword"] as const).flatMap((field) => {
    const keyword = settings[field];
    if (keyword === null || normalize(keyword) !== "") return [];
    const message = "This keyword has no visible character: no text could ever match it.";
    return { field, rule: "invisible", message };
  });
}

function checkReserved({ initiationKeyword, terminationKeyword }: Keywords): KeywordProblem[] {
  const problems: KeywordProblem[] = [];
  if (initiationKeyword !== null && reservedWord(initiationKeyword) !== null) {
    problems.push({
      field: "initiationKeyword",
      rule: "reserved",
      message: `"${initiationKeyword}" can't start a session: carriers give this word a meaning of their own (opting out, opting in, or help). Choose another word.`,
    });
  }
  const reserved = terminationKeyword === null ? null : reservedWord(terminationKeyword);
  if (terminationKeyword !== null && reserved === "stop") {
    problems.push({
      field: "terminationKeyword",
      rule: "reserved",
      message: `"${terminationKeyword}" is an opt-out word: carriers block whoever texts it, so the Termination Message and every later text would bounce. Use a word such as DONE, CLOSE or BYE.`,
    });
  }
  if (terminationKeyword !== null && reserved === "start") {
    problems.push({
      field: "terminationKeyword",
      rule: "reserved",
      message: `"${terminationKeyword}" is the word by which people opt in to texts again. Use a word such as DONE, CLOSE or BYE.`,
    });
  }
  return problems;
}

function same(a: string | null, b: string | null): boolean {
  return a !== null && isWholeText(a, b);
}

function checkOwnPair({ initiationKeyword, terminationKeyword }: Keywords): KeywordProblem[] {
  if (!same(initiationKeyword, terminationKeyword)) return [];
  return [
    {
      field: "terminationKeyword",
      rule: "starts_and_ends",
      message: `"${terminationKeyword}" is the Initiation Keyword too: nobody could tell whether a text starts or ends a session.`,
    },
  ];
}

function checkAgainst(settings: Keywords, other: Keywords): KeywordProblem[] {
  const shared = settings.lines.filter((number) => other.lines.includes(number));
  if (shared.length === 0) return [];
  const where = `the queue "${other.name}" on ${shared.join(" and ")}`;
  const problems: KeywordProblem[] = [];
  if (settings.initiationKeyword === null && other.initiationKeyword === null) {
    problems.push({
      field: "initiationKeyword",
      rule: "second_catch_all",
      message: `Blank takes any text, and ${where} has a blank Initiation Keyword already: a line can have one such queue.`,
    });
  }
  if (same(settings.initiationKeyword, other.initiationKeyword)) {
    problems.push({
      field: "initiationKeyword",
      rule: "same_initiation",
      message: `"${settings.initiationKeyword}" is the Initiation Keyword of ${where} already.`,
    });
  }
  if (same(settings.initiationKeyword, other.terminationKeyword)) {
    problems.push({
      field: "initiationKeyword",
      rule: "starts_and_ends",
      message: `"${settings.initiationKeyword}" is the Termination Keyword of ${where}: one word can't both start and end sessions on a line.`,
    });
  }
  if (same(settings.terminationKeyword, other.initiationKeyword)) {
    problems.push({
      field: "terminationKeyword",
      rule: "starts_and_ends",
      message: `"${settings.terminationKeyword}" is the Initiation Keyword of ${where}: one word can't both start and end sessions on a line.`,
    });
  }
  return problems;
}

const MESSAGES = [
  "initiationMessage",
  "initiationNeededMessage",
  "terminationMessage",
  "noAgentsMessage",
  "endedMessage",
  "waitingMessage",
  "helpText",
] as const;

/**
 * "reply END", "text STOP to finish": it tells people to opt out. Not "Reply STOP to opt out",
 * which tells them just that.
 */
const INVITES_TO_OPT_OUT =
  /\b(?:reply|text|send|type|answer|write)[\s\p{Pi}\p{Pf}"'*:_(-]{1,4}(?:with\s+|back\s+|the word\s+)?[\p{Pi}\p{Pf}"'*_(]?(?:stop ?all|stop|end|cancel|quit|unsubscribe|revoke|opt[ -]?out)\b(?!(?: ?all)?[\p{Pi}\p{Pf}"'*_)]?\s+to\s+(?:opt|unsubscribe|stop))/iu;

/**
 * What a supervisor should think over, without being kept from saving: messages that tell people
 * to end a session by an opt-out word, that go as more than one SMS, that are too long for any, or
 * that have braces into which nothing is put.
 */
export function warnAboutMessages(
  settings: Pick<QueueSettings, (typeof MESSAGES)[number]>,
): string[] {
  return MESSAGES.flatMap((setting) => {
    const text = settings[setting];
    const name = SETTING_NAMES[setting];
    if (text === null) return [];
    return [...warnAboutText(name, text), ...warnAboutBraces(name, text, FILLED_IN.get(setting))];
  });
}

/** What is put into which message. */
const FILLED_IN: ReadonlyMap<(typeof MESSAGES)[number], string> = new Map([
  ["initiationNeededMessage", "{keywords}"],
  ["waitingMessage", "{position}"],
]);

/** A slip such as `{keyword}`, and what is filled in elsewhere, would be texted as it stands. */
function warnAboutBraces(name: string, text: string, filledIn: string | undefined): string[] {
  const strange = text.match(/\{[^{}\n]{1,30}\}/g)?.find((braces) => braces !== filledIn);
  if (strange === undefined) return [];
  const known =
    filledIn === undefined ? "nothing is filled in here" : `only ${filledIn} is filled in`;
  return [`The ${name} has ${strange}, which is sent as it stands: ${known}.`];
}

/**
 * The same of one text.
 *
 * @param name what the text is called in a sentence, such as `Ended Message`
 */
export function warnAboutText(name: string, text: string): string[] {
  return [...warnAboutOptOut(name, text), ...warnAboutLength(name, text)];
}

function warnAboutOptOut(name: string, text: string): string[] {
  const words = INVITES_TO_OPT_OUT.exec(text)?.[0];
  if (words === undefined) return [];
  return [
    `The ${name} says "${words}": that is an opt-out word. Whoever texts it can't be texted any more. Use your Termination Keyword instead.`,
  ];
}

function warnAboutLength(name: string, text: string): string[] {
  const { encoding, units, max, segments, single, joined, foreign } = smsSize(text);
  const why = foreign === null ? "" : ` ("${foreign}" is not in the alphabet of short SMS, GSM-7)`;
  if (units > max) {
    return [
      `The ${name} is too long: it takes ${units} of the ${max} characters that fit into one message${why}. It would not be sent.`,
    ];
  }
  if (segments > 1) {
    return [
      `The ${name} goes as ${segments} SMS: it has ${units} characters in ${encoding}${why}, of which one SMS holds ${single}, and each of several ${joined}.`,
    ];
  }
  if (foreign === null) return [];
  return [
    `The ${name} goes in ${encoding}${why}: one SMS then holds ${single} characters instead of 160, and this has ${units}.`,
  ];
}
