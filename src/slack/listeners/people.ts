import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from "@slack/bolt";
import { isUserId } from "../../domain/ids.ts";
import type { ListenerDeps } from "./listener-deps.ts";

type UserChangeArgs = SlackEventMiddlewareArgs<"user_change"> & AllMiddlewareArgs;

/** Somebody's account changed: an agent who is deactivated can't take sessions. */
export function noteUserChange(deps: ListenerDeps): (args: UserChangeArgs) => Promise<void> {
  return async ({ event }) => {
    if (!isUserId(event.user.id)) return;
    deps.directory.forget(event.user.id);
    await deps.flows.noteDeactivation(event.user.id, event.user.deleted);
  };
}
