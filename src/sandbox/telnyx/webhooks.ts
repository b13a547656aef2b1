import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { NoAnswer, postBytes } from "../http.ts";
import { type Fields, fieldsOf, isFields, parseJson } from "../json.ts";

/** A key pair as Telnyx has one per account. */
export interface WebhookKeys {
  /** Base64 of the raw 32 bytes, as the portal shows it. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

/** A new Ed25519 key pair. */
export function createWebhookKeys(): WebhookKeys {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const spki = publicKey.export({ type: "spki", format: "der" });
  return { publicKey: spki.subarray(-32).toString("base64"), privateKey };
}

/** Telnyx's signature: Ed25519 over `timestamp|body`, base64. */
function telnyxSignature(keys: WebhookKeys, timestamp: string, body: Buffer): string {
  const signed = Buffer.concat([Buffer.from(`${timestamp}|`), body]);
  return sign(null, signed, keys.privateKey).toString("base64");
}

/** A webhook body as Telnyx writes it: indented, keys in order. */
function webhookBody(envelope: Fields): string {
  return JSON.stringify(sorted(envelope), null, 2);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key])]),
  );
}

/** What a test may want to be otherwise about a webhook request. */
export interface PostOptions {
  /** Default: the right one. */
  readonly signature?: string;
  /** Unix seconds. Default now. */
  readonly timestamp?: number;
  /** Default: the webhook address that was set. */
  readonly url?: string;
  readonly contentType?: string;
}

/** What the receiver of a webhook answered. */
export interface PostResult {
  /** HTTP status; 0 when no answer came in time. */
  readonly status: number;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
}

/** One attempt to bring a webhook to the app. */
export interface WebhookDelivery extends PostResult {
  readonly url: string;
  /** 1 for the first attempt; 0 for what a test posted by itself. */
  readonly attempt: number;
  readonly envelope: Fields;
}

/** Brings webhooks to the app and keeps account of it. */
export interface Webhooks {
  readonly log: readonly WebhookDelivery[];
  /** Posts once: an envelope, or bytes as they are. Never again by itself. */
  post(body: Fields | string | Buffer, url: string, options?: PostOptions): Promise<PostResult>;
  /**
   * Delivers an event and, while it is not answered with 2xx, again by the retry policy.
   *
   * @returns the result of the first attempt; the others go on by themselves
   */
  deliver(event: Fields, url: string): Promise<PostResult>;
  /** Keeps `idle` waiting for some work. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves when no webhook is on its way and no retry is due. */
  idle(): Promise<void>;
  /** Gives up what is still to be retried. */
  stop(): void;
  readonly stopping: AbortSignal;
}

/** When webhooks count as failed and are sent again. */
export interface WebhookPolicy {
  /** ms in which a 2xx must come (Telnyx: 2 s). */
  timeoutMs: number;
  /** ms before each further attempt (Telnyx: two more, backing off). */
  delaysMs: readonly number[];
}

/** @param policy read at each webhook */
export function createWebhooks(keys: WebhookKeys, policy: Readonly<WebhookPolicy>): Webhooks {
  const log: WebhookDelivery[] = [];
  const underWay = new Set<Promise<unknown>>();
  const stopping = new AbortController();
  // Any number of deliveries may wait at once.
  setMaxListeners(0, stopping.signal);

  const send = async (
    body: Fields | string | Buffer,
    url: string,
    attempt: number,
    options: PostOptions,
  ): Promise<PostResult> => {
    const bytes = Buffer.from(isEnvelope(body) ? webhookBody(body) : body);
    const timestamp = String(options.timestamp ?? Math.floor(Date.now() / 1000));
    const headers = {
      "content-type": options.contentType ?? "application/json",
      "user-agent": "telnyx-webhooks",
      "telnyx-timestamp": timestamp,
      "telnyx-signature-ed25519": options.signature ?? telnyxSignature(keys, timestamp, bytes),
    };
    const target = options.url ?? url;
    const result = await postBytes(target, headers, bytes, policy.timeoutMs).then(
      ({ status, body: text }): PostResult => ({ status, body: parseJson(text) ?? text }),
      (error: unknown): PostResult => {
        if (error instanceof NoAnswer) return { status: 0, body: "" };
        throw error;
      },
    );
    const envelope = isEnvelope(body) ? body : fieldsOf(parseJson(bytes.toString()));
    log.push({ ...result, url: target, attempt, envelope });
    return result;
  };

  const webhooks: Webhooks = {
    log,
    stopping: stopping.signal,
    post: (body, url, options = {}) => webhooks.track(send(body, url, 0, options)),
    deliver(event, url) {
      const attempt = (number: number): Promise<PostResult> =>
        send({ data: event, meta: { attempt: number, delivered_to: url } }, url, number, {});
      const first = attempt(1);
      const again = async (): Promise<void> => {
        let { status } = await first;
        let number = 1;
        for (const delay of policy.delaysMs) {
          if ((status >= 200 && status < 300) || stopping.signal.aborted) return;
          number += 1;
          await sleep(delay, undefined, { signal: stopping.signal });
          ({ status } = await attempt(number));
        }
      };
      webhooks.track(again()).catch(() => {
        // Only the end of the fake stops a retry.
      });
      return webhooks.track(first);
    },
    track<T>(work: Promise<T>): Promise<T> {
      const settled: Promise<unknown> = work.then(
        () => underWay.delete(settled),
        () => underWay.delete(settled),
      );
      underWay.add(settled);
      return work;
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stop() {
      stopping.abort();
    },
  };
  return webhooks;
}

function isEnvelope(body: Fields | string | Buffer): body is Fields {
  return typeof body === "object" && !Buffer.isBuffer(body);
}
