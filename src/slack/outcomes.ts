import { WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import type { DeskOutcome } from "../flows/ports.ts";

type Failure = Exclude<DeskOutcome, { kind: "done" }>;

/**
 * Refusals that the same call will always get. Everything else is taken for something that
 * somebody can mend (the bot is not in the channel, the channel is archived, a scope is missing):
 * what people wrote must not be dropped for a word of Slack's that is new to us.
 */
const REJECTED: ReadonlySet<string> = new Set([
  "already_reacted",
  "bad_timestamp",
  "cannot_dm_bot",
  "cannot_reply_to_message",
  "cant_update_message",
  "edit_window_closed",
  "file_not_found",
  "invalid_arguments",
  "invalid_blocks",
  "invalid_blocks_format",
  "invalid_metadata_format",
  "invalid_name",
  "message_not_found",
  "messages_tab_disabled",
  "metadata_too_large",
  "msg_blocks_too_long",
  "msg_too_long",
  "no_reaction",
  "no_text",
  "not_reactable",
  "thread_not_found",
  "too_many_emoji",
  "too_many_reactions",
  "user_not_found",
  "user_not_in_channel",
  "users_not_found",
]);

/** Slack's own description says of these that some aspect of the operation may have succeeded. */
const UNCERTAIN: ReadonlySet<string> = new Set([
  "fatal_error",
  "internal_error",
  "request_timeout",
  "service_unavailable",
]);

/** The connection was never made, so the request surely had no effect. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** An `ok: true` that lacks what it must have is an unknown outcome too. */
export const NO_TS: Failure = { kind: "unknown", why: "Slack answered ok without a ts" };

/**
 * What a failed Slack call means. Everything but a short list of definite refusals is unknown:
 * time-outs, cut connections, gateways' HTML, 5xx.
 */
export function classifySlackError(error: unknown): Failure {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: "limited", retryAfterMs: error.retryAfter * 1000 };
  }
  if (error instanceof WebAPIPlatformError) return classifyAnswer(error.data.error);
  if (error instanceof WebAPIRequestError) {
    const code = causeCode(error);
    if (code !== null && NEVER_SENT.has(code)) return { kind: "away", why: code };
    return { kind: "unknown", why: code ?? "the request failed" };
  }
  return { kind: "unknown", why: error instanceof Error ? error.name : "no answer" };
}

/** What Slack's own error code means. */
export function classifyAnswer(code: string): Failure {
  if (code === "ratelimited" || code === "rate_limited") {
    return { kind: "limited", retryAfterMs: 1_000 };
  }
  // A gateway's HTML also comes as a "platform error", whose code is the page.
  if (UNCERTAIN.has(code) || !/^[a-z_]+$/.test(code)) {
    return { kind: "unknown", why: code.slice(0, 40) };
  }
  return { kind: REJECTED.has(code) ? "rejected" : "blocked", why: code };
}

function causeCode(error: Error): string | null {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if ("code" in current && typeof current.code === "string" && current !== error) {
      return current.code;
    }
    if (current instanceof AggregateError) {
      const codes = current.errors.map((one: unknown) =>
        one instanceof Error ? causeCode(one) : null,
      );
      const known = codes.find((code) => code !== null);
      if (known) return known;
    }
  }
  return null;
}
