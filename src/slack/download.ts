/** What came of fetching a file from Slack. */
export type Download =
  | { readonly kind: "fetched"; readonly bytes: Buffer }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "temporary"; readonly why: string };

/** Bytes; larger files are refused before they are asked for. */
const MAX_BYTES = 26_000_000;
/** ms */
const TIMEOUT = 15_000;

/**
 * Fetches an agent's file with the bot's token (scope files:read), from Slack's own hosts only: the
 * token must not go anywhere else.
 *
 * @param apiUrl the Slack API root in use, whose own host is trusted as well
 */
export function createDownloader(
  botToken: string,
  apiUrl: string,
): (url: string) => Promise<Download> {
  const own = new URL(apiUrl).origin;
  return async (address) => {
    if (!URL.canParse(address)) return { kind: "refused", why: "Slack gave no address for it" };
    const url = new URL(address);
    const isSlacks =
      url.protocol === "https:" && /(^|\.)slack(-edge|-files)?\.com$/.test(url.hostname);
    if (!isSlacks && url.origin !== own) {
      return { kind: "refused", why: "it is not kept by Slack itself" };
    }
    try {
      const answer = await fetch(url, {
        redirect: "manual",
        headers: { authorization: `Bearer ${botToken}` },
        signal: AbortSignal.timeout(TIMEOUT),
      });
      if (answer.status >= 500 || answer.status === 429) {
        await answer.body?.cancel();
        return { kind: "temporary", why: `HTTP ${answer.status}` };
      }
      // Without the right to read files, Slack answers with its login page, and 200.
      const isPage = answer.headers.get("content-type")?.startsWith("text/html") ?? false;
      const length = Number(answer.headers.get("content-length") ?? 0);
      if (!answer.ok || isPage || length > MAX_BYTES) {
        await answer.body?.cancel();
        return { kind: "refused", why: "Slack does not give it to this app" };
      }
      const bytes = Buffer.from(await answer.arrayBuffer());
      return { kind: "fetched", bytes };
    } catch (error) {
      return { kind: "temporary", why: error instanceof Error ? error.name : "no answer" };
    }
  };
}
