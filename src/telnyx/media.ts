import { fileTypeFromBuffer } from "file-type";
import type { FetchedMedia, MediaFetcher } from "../flows/ports.ts";

/** Bytes of one file; carriers deliver far less. */
const MAX_BYTES = 10_000_000;
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
}

/**
 * Downloads what texters sent, from Telnyx's own hosts only: the address comes in a signed webhook,
 * but it names a place, and a place inside our own network must never be asked.
 */
export function createMediaFetcher(options: MediaFetcherOptions): MediaFetcher {
  const timeoutMs = options.timeoutMs ?? 20_000;
  const own = new URL(options.baseUrl).origin;

  async function get(url: URL, withKey: boolean, signal: AbortSignal): Promise<Response> {
    return fetch(url, {
      redirect: "manual",
      signal,
      headers: withKey ? { authorization: `Bearer ${options.apiKey}` } : {},
    });
  }

  /** Null: it leads to where we don't go. */
  async function follow(address: string, signal: AbortSignal): Promise<Response | null> {
    let next = address;
    for (let hops = 0; hops <= MAX_REDIRECTS && URL.canParse(next); hops += 1) {
      const url = new URL(next);
      if (!isAllowed(url, own)) return null;
      let response = await get(url, false, signal);
      // Telnyx's pages disagree on whether media need the key; it goes to its own hosts alone.
      if (response.status === 401 || response.status === 403) {
        await response.body?.cancel();
        response = await get(url, true, signal);
      }
      if (response.status < 300 || response.status >= 400) return response;
      await response.body?.cancel();
      const location = response.headers.get("location") ?? "";
      next = URL.canParse(location, url.href) ? new URL(location, url).href : "";
    }
    return null;
  }

  return {
    async fetch({ url, contentType }): Promise<FetchedMedia> {
      try {
        const response = await follow(url, AbortSignal.timeout(timeoutMs));
        if (response === null) return refused("it is not on one of Telnyx's hosts");
        if (response.status >= 500 || response.status === 429) {
          await response.body?.cancel();
          return { kind: "temporary", why: `HTTP ${response.status}` };
        }
        if (!response.ok) {
          await response.body?.cancel();
          return refused(`Telnyx does not have it (HTTP ${response.status})`);
        }
        const bytes = await readAtMost(response, MAX_BYTES);
        if (bytes === null) return refused(`it is larger than ${MAX_BYTES / 1_000_000} MB`);
        if (bytes.length === 0) return refused("it is empty");
        return await nameIt(bytes, contentType);
      } catch (error) {
        return { kind: "temporary", why: error instanceof Error ? error.name : "no answer" };
      }
    },
  };
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
async function readAtMost(response: Response, most: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (response.body === null) return Buffer.alloc(0);
  const stream: AsyncIterable<unknown> = response.body;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("a body that is not bytes");
    length += chunk.length;
    if (length > most) return null;
    chunks.push(chunk);
  }
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
