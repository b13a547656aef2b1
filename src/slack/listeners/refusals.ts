import type { UserId } from "../../domain/ids.ts";
import type { ListenerDeps } from "./listener-deps.ts";

/** What somebody lacks who is refused. */
type Lacking =
  | "not a supervisor"
  | "not an agent"
  | "not an agent of the queue"
  | "not the owner"
  | "not the author"
  | "not whom it was offered to";

/**
 * Writes down that somebody was refused, whatever they tried and however they came to it.
 *
 * @param what what was tried, such as `/sms-queue edit`; no word that somebody typed
 */
export function logRefusal(
  { log }: Pick<ListenerDeps, "log">,
  user: UserId,
  what: string,
  why: Lacking,
): void {
  log.warn({ user, what }, `refused: ${why}`);
}
