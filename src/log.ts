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
    serializers: { err: describeError },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Digits in a row that may be a phone number; ids and times are shorter or have other marks. */
const NUMBER = /\+\d{3,11}(\d{4})/g;

/** `…1234` in the place of every whole phone number. */
export function maskNumbers(text: string): string {
  return text.replaceAll(NUMBER, "…$1");
}

interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: DescribedError | string;
}

/** What of an error is logged: not PostgreSQL's detail, nor the bodies that the SDKs carry along. */
function describeError(error: unknown): DescribedError | string {
  if (!(error instanceof Error))
    return typeof error === "string" ? maskNumbers(error) : typeof error;
  // knex puts the statement with its values in front of what PostgreSQL says.
  const message = maskNumbers(error.message.slice(error.message.lastIndexOf(" - ") + 1)).slice(
    0,
    500,
  );
  const frames = (error.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  return {
    type: error.name,
    message,
    ...("code" in error && typeof error.code === "string" ? { code: error.code } : {}),
    stack: frames.slice(0, 12).join("\n"),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
