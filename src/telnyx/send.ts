import Telnyx from "telnyx";
import { z } from "zod";
import { OPTED_OUT_CODE } from "../domain/delivery.ts";
import type { SendOutcome, SmsGateway } from "../flows/telnyx-ports.ts";
import { explainTelnyxError } from "./errors.ts";

/** Errors that pass: the same text may be accepted later (Telnyx's own list, and rate limits). */
const TEMPORARY_CODES: ReadonlySet<string> = new Set(["10011", "40006", "40008", "40011", "40318"]);
/** Errors of the connection or of the name look-up before it. */
const NEVER_SENT: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);
/** Errors that a connection which was made can have as well. */
const UNREACHABLE: ReadonlySet<string> = new Set(["EHOSTUNREACH", "ENETUNREACH"]);

export interface SmsGatewayOptions {
  readonly apiKey: string;
  /** With `/v2` at its end. */
  readonly baseUrl: string;
  readonly messagingProfileId: string | null;
  /** ms for the whole exchange, to the answer's last byte. */
  readonly timeoutMs?: number;
}

/**
 * Sends SMS by Telnyx. The SDK's own retries are off, and redirects are not followed: Telnyx has no
 * idempotency for messages, and a repeated request is a second SMS.
 */
export function createSmsGateway(options: SmsGatewayOptions): SmsGateway {
  const timeoutMs = options.timeoutMs ?? 10_000;
  const client = new Telnyx({
    apiKey: options.apiKey,
    baseURL: options.baseUrl,
    maxRetries: 0,
    timeout: timeoutMs,
    fetchOptions: { redirect: "manual" },
    logLevel: "off",
  });
  return {
    explain: explainTelnyxError,
    async send({ from, to, text, mediaUrls, webhookUrl }) {
      try {
        const answer: unknown = await client.messages.send(
          {
            from,
            to,
            ...(text === "" ? {} : { text }),
            ...(mediaUrls.length === 0
              ? { type: "SMS" as const }
              : { type: "MMS" as const, media_urls: [...mediaUrls] }),
            ...(options.messagingProfileId === null
              ? {}
              : { messaging_profile_id: options.messagingProfileId }),
            ...(webhookUrl === null
              ? {}
              : { webhook_url: webhookUrl, use_profile_webhooks: false }),
          },
          // The SDK's own time-out ends with the answer's head; its body may never come.
          { signal: AbortSignal.timeout(timeoutMs) },
        );
        return readAnswer(answer);
      } catch (error) {
        return classifyTelnyxError(error);
      }
    },
  };
}

/** What we keep of Telnyx's answer, as far as PostgreSQL takes it. */
const acceptedAnswer = z.object({
  data: z.object({ id: z.string().regex(/^[^\0]+$/), parts: z.int32().nullish().catch(null) }),
});

/** A 200 proves nothing by itself: a gateway's page is a 200 too. */
function readAnswer(answer: unknown): SendOutcome {
  const read = acceptedAnswer.safeParse(answer);
  if (!read.success) return { kind: "unknown", why: "an answer without a message id" };
  const { id, parts } = read.data.data;
  return { kind: "accepted", id, parts: parts ?? null };
}

/**
 * What a failed send means. Only an answer with Telnyx's own error body, or a connection that was
 * never made, proves that no SMS left; everything else is unknown. No `why` carries numbers or text.
 */
export function classifyTelnyxError(error: unknown): SendOutcome {
  if (isTimeout(error)) return { kind: "unknown", why: "time-out" };
  if (error instanceof Telnyx.APIConnectionError) {
    const { code, syscall } = causeOf(error);
    const neverSent = NEVER_SENT.has(code) || (UNREACHABLE.has(code) && syscall === "connect");
    return neverSent
      ? { kind: "temporary", code: null, retryAfterMs: null }
      : { kind: "unknown", why: code || "the connection was lost" };
  }
  if (error instanceof Telnyx.APIError) return classifyAnswer(error);
  return { kind: "unknown", why: error instanceof Error ? error.name : "no answer" };
}

function classifyAnswer(error: {
  readonly status: unknown;
  readonly headers: unknown;
  readonly error: unknown;
}): SendOutcome {
  const { status } = error;
  const code = firstErrorCode(error.error);
  if (code === null)
    return { kind: "unknown", why: `HTTP ${String(status)} without Telnyx's error` };
  // Documented as HTTP 409, so the code decides, not the status.
  if (code === OPTED_OUT_CODE) return { kind: "refused", code, optedOut: true };
  const passing =
    TEMPORARY_CODES.has(code) || status === 429 || (typeof status === "number" && status >= 500);
  return passing
    ? { kind: "temporary", code, retryAfterMs: retryAfter(error.headers) }
    : { kind: "refused", code, optedOut: false };
}

/** The SDK's own time-out, or ours: before the answer's head, or in its body. */
function isTimeout(error: unknown): boolean {
  return (
    error instanceof Telnyx.APIConnectionTimeoutError ||
    error instanceof Telnyx.APIUserAbortError ||
    (error instanceof Error && error.name === "AbortError")
  );
}

/** @param body the answer's, as the SDK has parsed it */
function firstErrorCode(body: unknown): string | null {
  const errors = property(body, "errors");
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const code = property(first, "code");
  return typeof code === "string" || typeof code === "number" ? String(code) : null;
}

function retryAfter(headers: unknown): number | null {
  const value = headers instanceof Headers ? Number(headers.get("retry-after")) : 0;
  return value > 0 && Number.isFinite(value) ? value * 1000 : null;
}

function property(thing: unknown, name: string): unknown {
  return typeof thing === "object" && thing !== null && name in thing
    ? Reflect.get(thing, name)
    : undefined;
}

/** The system's own words for what went wrong; "" where it gave none. */
function causeOf(error: Error): { readonly code: string; readonly syscall: unknown } {
  for (let current: unknown = error.cause; current instanceof Error; current = current.cause) {
    const code = property(current, "code");
    // Several addresses were tried, and none could be reached.
    const syscall = current instanceof AggregateError ? "connect" : property(current, "syscall");
    if (typeof code === "string") return { code, syscall };
  }
  return { code: "", syscall: undefined };
}
