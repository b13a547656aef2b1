import { type DestinationStream, type Logger, pino } from "pino";

/**
 * The log: one JSON line an entry. Texts never reach it, and of a phone number at most the last
 * four digits do: errors of libraries quote both, so what they say is masked here, in one place.
 *
 * @param destination default: standard output
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: (error: unknown) => describeError(error, MAX_CAUSES) },
    hooks: { streamWrite: maskNumbers },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Digits behind a plus (also in an address's query) that may be a phone number. */
const NUMBER = /(?:\+|%2B)\d{3,11}(\d{4})/gi;

/** `…1234` in the place of every whole phone number. */
export function maskNumbers(text: string): string {
  return text.replaceAll(NUMBER, "…$1");
}

/** How deep an error's causes are followed; a cause may be the error itself. */
const MAX_CAUSES = 5;
/** A line of a stack, and not a line of a message of several lines that begins in the same way. */
const FRAME = /^ {4}at .*(?::\d+:\d+|<anonymous>)\)?$/;

interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: DescribedError | string;
}

/** What of an error is logged: its own words, not what it carries along or quotes. */
function describeError(error: unknown, causes: number): DescribedError | string {
  if (!(error instanceof Error)) return typeof error === "string" ? error : typeof error;
  const frames = (error.stack ?? "").split("\n").filter((line) => FRAME.test(line));
  return {
    type: error.name,
    message: wordsOf(error).slice(0, 500),
    ...("code" in error && typeof error.code === "string" ? { code: error.code } : {}),
    stack: frames.slice(0, 12).join("\n"),
    ...(error.cause === undefined || causes === 0
      ? {}
      : { cause: describeError(error.cause, causes - 1) }),
  };
}

/** The message, without the values and bodies that some libraries put into theirs. */
function wordsOf(error: Error): string {
  if ("severity" in error && "code" in error) {
    // PostgreSQL's data exceptions (class 22) quote the value; knex puts the statement in front.
    return String(error.code).startsWith("22")
      ? "the database does not take a value"
      : (error.message.split(" - ").at(-1) ?? "");
  }
  // The Telnyx SDK's message is the whole body of the answer.
  if ("status" in error && "error" in error) return `HTTP ${String(error.status)}`;
  return error.message;
}
