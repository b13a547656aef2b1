import type { ModalView } from "@slack/types";
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";

/** Slack's words for a form that was closed, or drawn anew, since we saw it. */
const GONE: ReadonlySet<string> = new Set(["hash_conflict", "not_found", "view_not_found"]);

/** A form that is open, as Slack gave it last. */
export interface OpenView {
  readonly id: string;
  readonly hash: string;
}

/**
 * Draws an open form again. Does nothing when it was closed or drawn anew meanwhile: an older
 * drawing never replaces a newer one.
 *
 * @param seen the view as Slack gave it
 * @returns the view as it is now; null when it was closed or drawn anew
 */
export async function redrawView(
  client: WebClient,
  seen: OpenView,
  view: ModalView,
): Promise<OpenView | null> {
  try {
    const { view: now } = await client.views.update({ view_id: seen.id, hash: seen.hash, view });
    return now?.hash === undefined ? null : { id: seen.id, hash: now.hash };
  } catch (error) {
    if (error instanceof WebAPIPlatformError && GONE.has(error.data.error)) return null;
    throw error;
  }
}
