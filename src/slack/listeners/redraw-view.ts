import type { ModalView } from "@slack/types";
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";

/** Slack's words for a form that was closed, or drawn anew, since we saw it. */
const GONE: ReadonlySet<string> = new Set(["hash_conflict", "not_found", "view_not_found"]);

/**
 * Draws an open form again. Does nothing when it was closed or drawn anew meanwhile: an older
 * drawing never replaces a newer one.
 *
 * @param seen the view as Slack gave it
 */
export async function redrawView(
  client: WebClient,
  seen: { readonly id: string; readonly hash: string },
  view: ModalView,
): Promise<void> {
  try {
    await client.views.update({ view_id: seen.id, hash: seen.hash, view });
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError) || !GONE.has(error.data.error)) throw error;
  }
}
