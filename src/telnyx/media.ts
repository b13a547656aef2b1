import type { IncomingMessage } from "node:http";
import { fileTypeFromBuffer } from "file-type";
import type { FetchedMedia, MediaFetcher } from "../flows/telnyx-ports.ts";
import { getFromOutside, InsideAddressError, type Resolve } from "./outside-request.ts";

/** Bytes of one file; carriers deliver far less. */
const MAX_BYTES = 5 * 1024 * 1024;
/** Bytes at the beginning by which a file's kind is told; made-up files can make that long work. */
const TELLING_BYTES = 4_100;
/** Redirects that are followed, each to a place that would have been allowed by itself. */
const MAX_REDIRECTS = 3;

/** What may be shown, by what the bytes say; everything else (programs, archives, pages) may not. */
const SHOWN: readonly { readonly type: RegExp; readonly what: string }[] = [
  { type: /^image\/(?!svg)/, what: "picture" },
  { type: /^video\//, what: "video" },
  { type: /^audio\//, what: "recording" },
  { type: /^application\/pdf$/, what: "document" },
  { type: /^text\/vcard$/, what: "contact" },
  { type: /^text\/calendar$/, what: "date" },
];

export interface MediaFetcherOptions {
  readonly apiKey: string;
  /** Telnyx's API root: its own host is trusted with the key, whatever it is. */
  readonly baseUrl: string;
  /** ms for the whole download. */
  readonly timeoutMs?: number;
  /** How hosts' addresses are found; default: by DNS. */
  readonly resolve?: Resolve;
}

/**
 * Downloads what texters sent, from Telnyx's own hosts only: the address comes in a signed webhook,
 * but it names a place, and a place inside our own network must never be asked.
 */
export function createMediaFetcher(options: MediaFetcherOptions): MediaFetcher {
  const timeoutMs = options.timeoutMs ?? 15_000;
  const own = new URL(options.baseUrl).origin;

  const get = (url: URL, withKey: boolean, signal: AbortSignal): Promise<IncomingMessage> =>
    getFromOutside(url, {
      headers: withKey ? { authorization: `Bearer ${options.apiKey}` } : {},
      signal,
      mayBeInside: url.origin === own,
      resolve: options.resolve,
    });

  /** Null: it leads to where we don't go. */
  async function follow(address: string, signal: AbortSignal): Promise<IncomingMessage | null> {
    let next = address;
    for (let hops = 0; hops <= MAX_REDIRECTS && URL.canParse(next); hops += 1) {
      const url = new URL(next);
      if (!isAllowed(url, own)) return null;
      let response = await get(url, false, signal);
      // Telnyx's pages disagree on whether media need the key; it goes to its own hosts alone.
      if (response.statusCode === 401 || response.statusCode === 403) {
        response.destroy();
        response = await get(url, true, signal);
      }
      if (Math.floor(statusOf(response) / 100) !== 3) return response;
      response.destroy();
      const location = response.headers.location ?? "";
      next = URL.canParse(location, url.href) ? new URL(location, url).href : "";
    }
    return null;
  }

  return {
    async fetch({ url, contentType }): Promise<FetchedMedia> {
      try {
        const response = await follow(url, AbortSignal.timeout(timeoutMs));
        if (response === null) return refused("it is not on one of Telnyx's hosts");
        const status = statusOf(response);
        if (status !== 200) {
          response.destroy();
          return status >= 500 || status === 429
            ? { kind: "temporary", why: `HTTP ${status}` }
            : refused(`Telnyx does not have it (HTTP ${status})`);
        }
        const bytes = await readAtMost(response, MAX_BYTES);
        if (bytes === null) return refused("it is larger than 5 MB");
        if (bytes.length === 0) return refused("it is empty");
        return await nameIt(bytes, contentType);
      } catch (error) {
        if (error instanceof InsideAddressError) return refused("it is inside a private network");
        return { kind: "temporary", why: error instanceof Error ? error.name : "no answer" };
      }
    },
  };
}

function statusOf({ statusCode }: IncomingMessage): number {
  // Answers to our own requests have one always.
  return statusCode ?? 0;
}

function refused(why: string): FetchedMedia {
  return { kind: "refused", why };
}

/** Telnyx's hosts over https, or the very API that we were told to use. */
function isAllowed(url: URL, own: string): boolean {
  if (url.username !== "" || url.password !== "") return false;
  if (url.origin === own) return true;
  const isTelnyx = url.hostname === "telnyx.com" || url.hostname.endsWith(".telnyx.com");
  return url.protocol === "https:" && isTelnyx && url.port === "";
}

/** Null: more than that. The length that the answer announces is not trusted. */
async function readAtMost(response: IncomingMessage, most: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const stream: AsyncIterable<unknown> = response;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("a body that is not bytes");
    length += chunk.length;
    if (length > most) return null;
    chunks.push(chunk);
  }
  // A connection that is cut in the middle of its answer also ends it.
  if (!response.complete) throw new Error("the answer stopped in its middle");
  return Buffer.concat(chunks);
}

/** A name of our own: the sender's may hold anything. */
async function nameIt(bytes: Buffer, said: string | null): Promise<FetchedMedia> {
  const seen = await fileTypeFromBuffer(bytes.subarray(0, TELLING_BYTES));
  if (seen === undefined) {
    // Plain text can't be told by its bytes: for that the sender's word is taken.
    return /^text\/plain\b/i.test(said ?? "") && !bytes.includes(0)
      ? { kind: "fetched", bytes, what: "text", extension: "txt" }
      : refused("this kind of file is not shown");
  }
  const shown = SHOWN.find(({ type }) => type.test(seen.mime));
  return shown === undefined
    ? refused(`this kind of file (${seen.ext}) is not shown`)
    : { kind: "fetched", bytes, what: shown.what, extension: seen.ext };
}
