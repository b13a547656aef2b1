import { type Logger, LogLevel } from "@slack/web-api";

/** A logger that says nothing: the refusals that these tests provoke are no news. */
export const quiet: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};
