import { WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import type { DeskOutcome } from "../flows/ports.ts";

type Failure = Exclude<DeskOutcome, { kind: "done" }>;

/** Slack's refusals that somebody can mend: invite the bot, un-archive the channel, reinstall. */
const BLOCKED: ReadonlySet<string> = new Set([
  "access_denied",
  "account_inactive",
  "channel_not_found",
  "ekm_access_denied",
  "invalid_auth",
  "is_archived",
  "missing_scope",
  "no_permission",
  "not_allowed_token_type",
  "not_authed",
  "not_in_channel",
  "org_login_required",
  "restricted_action",
  "restricted_action_read_only_channel",
  "restricted_action_thread_only_channel",
  "restricted_action_thread_locked",
  "team_access_not_granted",
  "token_expired",
  "token_revoked",
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
  if (BLOCKED.has(code)) return { kind: "blocked", why: code };
  // A gateway's HTML also comes as a "platform error", whose code is the page.
  if (UNCERTAIN.has(code) || !/^[a-z_]+$/.test(code)) {
    return { kind: "unknown", why: code.slice(0, 40) };
  }
  return { kind: "rejected", why: code };
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
