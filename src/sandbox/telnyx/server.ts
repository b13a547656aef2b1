import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, answerThrough, createFaults, type Fault, type Faults } from "../faults.ts";
import { listenOnLoopback, readBytes } from "../http.ts";
import { type Fields, fieldsOf, isFields, parseJson, textListOf, textOf } from "../json.ts";
import { errorAnswer } from "./errors.ts";
import {
  deliveredReceipts,
  outboundMessage,
  type Receipt,
  receiptEvent,
  receivedEvent,
  type SentSms,
  type TextedMedia,
  type TextedSms,
  type TextOptions,
} from "./messages.ts";
import { segmentsOf } from "./segments.ts";
import {
  createWebhookKeys,
  createWebhooks,
  type PostOptions,
  type PostResult,
  type WebhookDelivery,
  type WebhookPolicy,
} from "./webhooks.ts";

/** How the fake is set up. */
export interface FakeTelnyxOptions {
  readonly apiKey: string;
  /** The messaging profile's webhook address. */
  readonly webhookUrl?: string;
  readonly profileId?: string;
  /** The profile's numbers. Left out: every number may send. */
  readonly numbers?: readonly string[];
  /** 0, the default, for any free one. */
  readonly port?: number;
}

/** One request to the API, as it came and was answered. */
export interface TelnyxCall {
  /** `messages.send`, or method and path. */
  readonly call: string;
  readonly args: Fields;
  /** ms since 1970. */
  readonly at: number;
  /** The answer of the work; null when the work was not done. A fault may have hidden it. */
  readonly answer: { readonly status: number; readonly body: Fields } | null;
  /** The fault that struck it. */
  readonly fault?: Fault;
}

/** What follows an accepted message: arrival, silence, or as said (for each message if need be). */
export type Receipts =
  | "delivered"
  | "none"
  | readonly Receipt[]
  | ((sms: SentSms) => readonly Receipt[]);

/** A Telnyx on this machine: the API, the webhooks, and the phones behind it. */
export interface FakeTelnyx {
  /** The root of the API (`TELNYX_BASE_URL`). */
  readonly baseUrl: string;
  /** `TELNYX_PUBLIC_KEY`. */
  readonly publicKey: string;
  readonly profileId: string;
  /** Faults strike `messages.send`, or e.g. `GET /v2/messages/…` by its whole path. */
  readonly faults: Faults;
  readonly retryPolicy: WebhookPolicy;
  receipts: Receipts;
  setWebhookUrl(url: string): void;
  /**
   * Somebody texts a number of ours. STOP and START words change who may be texted.
   *
   * @returns what the app answered at the first attempt
   */
  text(
    from: string,
    to: string,
    text: string,
    options?: TextOptions,
  ): Promise<PostResult & { readonly payloadId: string; readonly eventId: string }>;
  /** Posts an envelope, or bytes as they are, to the webhook address: once, signed. */
  post(body: Fields | string | Buffer, options?: PostOptions): Promise<PostResult>;
  /** Blocks messages from one of our numbers, and all others of the profile, to somebody. */
  optOut(texter: string): void;
  optIn(texter: string): void;
  /** What was texted to us with `text`, in order. */
  readonly texted: readonly TextedSms[];
  /** The messages that were accepted, in order. */
  readonly sent: readonly SentSms[];
  /** The last receipt that was sent for an accepted message, by its id. */
  readonly lastReceipts: ReadonlyMap<string, Receipt>;
  readonly calls: readonly TelnyxCall[];
  /** Every attempt to deliver a webhook. */
  readonly webhooks: readonly WebhookDelivery[];
  /** Resolves when no webhook is on its way and no retry is due. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Words that Telnyx itself acts on when they are the whole text. */
const autoresponses: Readonly<Record<string, readonly string[]>> = {
  STOP: ["STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"],
  START: ["START", "UNSTOP"],
  HELP: ["HELP", "INFO"],
};

/**
 * Starts a fake Telnyx on 127.0.0.1. It speaks Telnyx's wires only (API v2, signed webhooks) and
 * knows nothing of the app.
 */
export async function startFakeTelnyx(options: FakeTelnyxOptions): Promise<FakeTelnyx> {
  const profileId = options.profileId ?? "40017f0f-92d8-4318-9f8a-e0e2a92c3f60";
  const keys = createWebhookKeys();
  const retryPolicy: WebhookPolicy = { timeoutMs: 2_000, delaysMs: [50, 100] };
  const webhooks = createWebhooks(keys, retryPolicy);
  const faults = createFaults();
  const texted: TextedSms[] = [];
  const sent: SentSms[] = [];
  const calls: TelnyxCall[] = [];
  const blocked = new Set<string>();
  const lastReceipts = new Map<string, Receipt>();
  const media = new Map<string, Exclude<TextedMedia, { readonly url: string }>>();
  let webhookUrl = options.webhookUrl;
  let receipts: Receipts = "delivered";

  const accept = (args: Fields): Answer => {
    const refusal = refusalOf(args, options.numbers, blocked);
    if (refusal !== undefined) return errorAnswer(refusal);
    const ownUrl = textOf(args.webhook_url);
    const sms: SentSms = {
      id: randomUUID(),
      from: textOf(args.from),
      to: textOf(args.to),
      text: textOf(args.text),
      mediaUrls: textListOf(args.media_urls),
      profileId: textOf(args.messaging_profile_id) || profileId,
      at: Date.now(),
      raw: args,
      ...(ownUrl === "" ? {} : { webhookUrl: ownUrl }),
    };
    sent.push(sms);
    return { status: 200, body: { data: outboundMessage(sms, "queued") } };
  };

  const sendReceipts = async (sms: SentSms): Promise<void> => {
    const plan = receipts === "none" ? [] : receipts === "delivered" ? deliveredReceipts : receipts;
    const list = typeof plan === "function" ? plan(sms) : plan;
    for (const receipt of list) {
      const url = sms.webhookUrl ?? webhookUrl;
      if (url === undefined) return;
      await sleep(receipt.afterMs ?? 0, undefined, { signal: webhooks.stopping });
      lastReceipts.set(sms.id, receipt);
      const event = receiptEvent(sms, receipt);
      for (let n = 0; n < (receipt.times ?? 1); n += 1) await webhooks.deliver(event, url);
    }
  };

  const startReceipts = (accepted: readonly SentSms[]): void => {
    for (const sms of accepted) {
      webhooks.track(sendReceipts(sms)).catch(() => {
        // Only the end of the fake stops receipts.
      });
    }
  };

  const read = (path: string): Answer => {
    const [, id] = /^\/v2\/messages\/([^/]+)$/.exec(path) ?? [];
    const sms = sent.find((one) => one.id === id);
    if (sms !== undefined) {
      const last = lastReceipts.get(sms.id);
      const data = outboundMessage(sms, last?.status ?? "queued", last?.errors);
      return { status: 200, body: { data } };
    }

    if (path === `/v2/messaging_profiles/${profileId}`) {
      return {
        status: 200,
        body: {
          data: {
            record_type: "messaging_profile",
            id: profileId,
            name: "Sandbox",
            enabled: true,
            webhook_url: webhookUrl ?? "",
            webhook_failover_url: "",
            webhook_api_version: "2",
            whitelisted_destinations: ["*"],
          },
        },
      };
    }
    if (path === `/v2/messaging_profiles/${profileId}/phone_numbers`) {
      const numbers = (options.numbers ?? []).map((number) => ({
        record_type: "messaging_phone_number",
        id: number,
        phone_number: number,
        messaging_profile_id: profileId,
      }));
      return { status: 200, body: { data: numbers, meta: pageMeta(numbers.length) } };
    }
    return errorAnswer("10005");
  };

  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { pathname } = new URL(req.url ?? "/", "http://sandbox");
    const body = await readBytes(req);
    const file = media.get(pathname);
    if (file !== undefined) {
      if ("redirectTo" in file) res.writeHead(302, { location: file.redirectTo }).end();
      else
        res
          .writeHead(200, file.contentType === null ? {} : { "content-type": file.contentType })
          .end(file.bytes);
      return;
    }
    const isSend = req.method === "POST" && pathname === "/v2/messages";
    const call = isSend ? "messages.send" : `${req.method} ${pathname}`;
    const parsed = parseJson(body.toString());
    const args = fieldsOf(parsed);
    const at = Date.now();
    const fault = faults.take(call, args);
    const accepted: SentSms[] = [];
    const work = (): Answer => {
      if (req.headers.authorization !== `Bearer ${options.apiKey}`) return errorAnswer("10009");
      if (!isSend) return req.method === "GET" ? read(pathname) : errorAnswer("10005");
      if (!isFields(parsed)) return errorAnswer("10015");
      const before = sent.length;
      const answer = accept(args);
      accepted.push(...sent.slice(before));
      // An answer that comes late or never is overtaken by the receipts.
      if (fault?.afterEffect === true) startReceipts(accepted.splice(0));
      return answer;
    };
    const answer = await answerThrough(res, fault, work, errorAnswer, webhooks.stopping);
    calls.push({ call, args, at, answer, ...(fault === undefined ? {} : { fault }) });
    startReceipts(accepted);
  };

  const server = await listenOnLoopback(handle, options.port ?? 0);

  const mediaOnWire = (item: TextedMedia): Fields => {
    if ("url" in item) {
      return {
        url: item.url,
        content_type: item.contentType,
        size: item.size ?? null,
        sha256: null,
      };
    }
    const name = "fileName" in item ? `/${encodeURIComponent(item.fileName ?? "")}` : "";
    const path = `/media/${randomUUID()}${name}`;
    media.set(path, item);
    const url = `${server.origin}${path}`;
    if ("redirectTo" in item) {
      return { url, content_type: item.contentType, size: null, sha256: null };
    }
    return {
      url,
      ...(item.contentType === null ? {} : { content_type: item.contentType }),
      size: item.bytes.length,
      sha256: createHash("sha256").update(item.bytes).digest("hex"),
    };
  };

  const webhookAddress = (): string => {
    if (webhookUrl === undefined) throw new Error("The fake Telnyx has no webhook address yet.");
    return webhookUrl;
  };

  return {
    baseUrl: `${server.origin}/v2`,
    publicKey: keys.publicKey,
    profileId,
    faults,
    retryPolicy,
    texted,
    sent,
    lastReceipts,
    calls,
    webhooks: webhooks.log,
    get receipts() {
      return receipts;
    },
    set receipts(plan) {
      receipts = plan;
    },
    setWebhookUrl(url) {
      webhookUrl = url;
    },
    async text(from, to, text, textOptions = {}) {
      const word = autoresponseOf(text);
      if (word === "STOP") blocked.add(from);
      if (word === "START") blocked.delete(from);
      const url = webhookAddress();
      const media = (textOptions.media ?? []).map(mediaOnWire);
      const { event, payloadId } = receivedEvent(from, to, text, media, {
        profileId,
        webhookUrl: url,
        autoresponseType:
          textOptions.autoresponseType === undefined ? word : textOptions.autoresponseType,
        options: textOptions,
      });
      texted.push({ id: payloadId, from, to, text, media, at: Date.now() });
      await sleep(textOptions.afterMs ?? 0, undefined, { signal: webhooks.stopping });
      const result = await webhooks.deliver(event, url);
      for (let n = 1; n < (textOptions.times ?? 1); n += 1) await webhooks.deliver(event, url);
      return { ...result, payloadId, eventId: textOf(event.id) };
    },
    post: (body, postOptions) =>
      webhooks.post(body, postOptions?.url ?? webhookAddress(), postOptions),
    optOut(texter) {
      blocked.add(texter);
    },
    optIn(texter) {
      blocked.delete(texter);
    },
    idle: () => webhooks.idle(),
    async close() {
      webhooks.stop();
      await server.close();
    },
  };
}

function autoresponseOf(text: string): string | null {
  const whole = text.trim().replaceAll(/\s+/g, " ").toUpperCase();
  const found = Object.entries(autoresponses).find(([, words]) => words.includes(whole));
  return found?.[0] ?? null;
}

/** The code of the error with which Telnyx refuses to send this; undefined when it sends. */
function refusalOf(
  args: Fields,
  numbers: readonly string[] | undefined,
  blocked: ReadonlySet<string>,
): string | undefined {
  const to = textOf(args.to);
  const from = textOf(args.from);
  const text = textOf(args.text);
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return "40310";
  if (!/^\+[1-9]\d{6,14}$/.test(from)) return "40305";
  if (numbers !== undefined && !numbers.includes(from)) return "40305";
  if (text === "" && textListOf(args.media_urls).length === 0) return "40316";
  if (segmentsOf(text).parts > 10) return "40302";
  return blocked.has(to) ? "40300" : undefined;
}

function pageMeta(total: number): Fields {
  return { page_number: 1, page_size: 250, total_pages: 1, total_results: total };
}
