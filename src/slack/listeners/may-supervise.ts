import type { UserId } from "../../domain/ids.ts";
import type { ListenerDeps } from "./listener-deps.ts";
import { logRefusal } from "./refusals.ts";

/**
 * Whether the person may do it, at this moment: asked by every command, button, form and
 * submission for itself. A refused try is logged.
 *
 * @param what what was tried, such as `/sms-queue edit`; no word that somebody typed
 */
export async function maySupervise(
  deps: Pick<ListenerDeps, "flows" | "log">,
  user: UserId,
  what: string,
): Promise<boolean> {
  if (await deps.flows.isSupervisor(user)) return true;
  logRefusal(deps, user, what, "not a supervisor");
  return false;
}
