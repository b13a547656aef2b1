import { fetchableMedia } from "../store/outbound-media.ts";
import type { FlowDeps } from "./deps.ts";

/**
 * A file that goes out with an SMS, for the carrier who fetches it.
 *
 * @returns null when the token is unknown or its time is over
 */
export function readOutboundMedia(
  deps: FlowDeps,
  token: string,
): Promise<{ readonly bytes: Buffer; readonly contentType: string } | null> {
  return deps.db.transaction((tx) => fetchableMedia(tx, token));
}
