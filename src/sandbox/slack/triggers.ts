import { SlackError, type Workspace } from "./workspace.ts";

/** Times and counts that Slack holds apps to. Tests may change them, e.g. to let a trigger expire. */
export interface Timing {
  /** ms in which the app must answer (Slack: 3 s). */
  ackMs: number;
  /** ms for which a trigger_id is good (Slack: 3 s). */
  triggerMs: number;
  /** ms for which a response_url is good (Slack: 30 min). */
  responseUrlMs: number;
  /** How often a response_url is good (Slack: 5 times). */
  responseUrlUses: number;
  /** ms for which a delivery waits for a socket to be connected. Set when the fake is started. */
  socketWaitMs: number;
}

/** Where the answers to a response_url go. */
export interface ResponseTarget {
  readonly user: string;
  readonly channel: string;
  /** The message with the button; none for commands. */
  readonly source?: { readonly ts: string; readonly ephemeral: boolean };
  readonly threadTs?: string;
}

/** Trigger ids and response addresses, given out with interactions and used up by the app. */
export interface Triggers {
  newTrigger(user: string): string;
  /**
   * Uses a trigger up and says whose it was.
   *
   * @throws SlackError `invalid_trigger_id`, `exchanged_trigger_id`, `expired_trigger_id`
   */
  useTrigger(triggerId: string): string;
  /** A new response_url's last part. */
  newResponse(target: ResponseTarget): string;
  /** Where an answer goes, counted as one use; undefined when there is no such address any more. */
  useResponse(id: string): ResponseTarget | undefined;
}

/** None given out yet. */
export function createTriggers(workspace: Workspace, timing: Readonly<Timing>): Triggers {
  const triggers = new Map<string, { user: string; since: number; used: boolean }>();
  const responses = new Map<string, { target: ResponseTarget; since: number; uses: number }>();
  return {
    newTrigger(user) {
      const id = `${workspace.nextId("1")}.${workspace.identity.teamId}.sandbox`;
      triggers.set(id, { user, since: Date.now(), used: false });
      return id;
    },
    useTrigger(triggerId) {
      const trigger = triggers.get(triggerId);
      if (trigger === undefined) throw new SlackError("invalid_trigger_id");
      if (trigger.used) throw new SlackError("exchanged_trigger_id");
      if (Date.now() - trigger.since >= timing.triggerMs) {
        throw new SlackError("expired_trigger_id");
      }
      trigger.used = true;
      return trigger.user;
    },
    newResponse(target) {
      const id = workspace.nextId("R");
      responses.set(id, { target, since: Date.now(), uses: 0 });
      return id;
    },
    useResponse(id) {
      const response = responses.get(id);
      if (response === undefined) return undefined;
      response.uses += 1;
      const tooOld = Date.now() - response.since >= timing.responseUrlMs;
      if (tooOld || response.uses > timing.responseUrlUses) return undefined;
      return response.target;
    },
  };
}
