import type { UserId } from "../../domain/ids.ts";
import { inTime } from "../in-time.ts";
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

/** ms; a submitted form has to be answered within 3 s, and saving takes its time too. */
const KNOWN_IN = 2_000;

/**
 * For a submitted form that others than supervisors may submit too.
 *
 * @returns null: Slack did not tell in time; whoever may not for another reason is said `SLOW`
 */
export function isKnownSupervisor(
  deps: Pick<ListenerDeps, "flows">,
  user: UserId,
): Promise<boolean | null> {
  return inTime(KNOWN_IN, deps.flows.isSupervisor(user), null);
}

/**
 * The same for a submitted form, which Slack does not let wait. Where it does not tell in time who
 * the person is, they are asked to try again: it is known by then.
 *
 * @param words what is said to those who may not
 * @returns null: they may
 */
export async function refuseSubmit(
  deps: Pick<ListenerDeps, "flows" | "log">,
  user: UserId,
  what: string,
  words: string,
): Promise<string | null> {
  const may = await inTime(KNOWN_IN, maySupervise(deps, user, what), null);
  if (may === null) return SLOW;
  return may ? null : words;
}

/** Said in a submitted form for which Slack did not tell in time who the person is. */
export const SLOW = "Slack is slow just now, so nothing was done. Please try again.";
