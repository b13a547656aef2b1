import type { PhoneNumber, UserId } from "../domain/ids.ts";
import { type Agent, findAgent, setDeactivated, setOnDuty } from "../store/agents.ts";
import { contactNameOf } from "../store/contact-names.ts";
import type { Tx } from "../store/database.ts";
import { loadPair } from "../store/pairs.ts";
import { listQueues } from "../store/queues.ts";
import { activeSessionsOf } from "../store/sessions.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueHandBack } from "./jobs.ts";
import type { ThreadLink } from "./ports.ts";
import { refreshQueuesOf } from "./refresh-queues-of.ts";

/** An agent's own state, as shown to them. */
export interface DutyStatus {
  readonly onDuty: boolean;
  /** Names of the queues that they are a member of. */
  readonly queues: readonly string[];
  readonly sessions: readonly {
    readonly texter: PhoneNumber;
    readonly contactName: string | null;
    readonly thread: ThreadLink | null;
  }[];
}

/**
 * Puts an agent on or off duty, or only looks. Open sessions stay with the agent.
 *
 * @param onDuty null: only look
 * @returns null when the person is not an agent of any queue
 */
export function setDuty(
  deps: FlowDeps,
  user: UserId,
  onDuty: boolean | null,
): Promise<DutyStatus | null> {
  return deps.db.transaction(async (tx) => {
    const agent = await findAgent(tx, user);
    if (!agent || agent.queues.length === 0) return null;
    if (onDuty !== null && (await setOnDuty(tx, user, onDuty))) await refreshQueuesOf(tx, user);
    return dutyStatus(tx, { ...agent, onDuty: onDuty ?? agent.onDuty });
  });
}

async function dutyStatus(tx: Tx, agent: Agent): Promise<DutyStatus> {
  const queues = await listQueues(tx);
  const sessions = [];
  for (const { session, channel, inviteTs } of await activeSessionsOf(tx, agent.user)) {
    const { texter } = await loadPair(tx, session.pair);
    sessions.push({
      texter,
      contactName: await contactNameOf(tx, texter),
      thread: inviteTs === null ? null : { channel, ts: inviteTs },
    });
  }
  return {
    onDuty: agent.onDuty,
    queues: queues.filter((queue) => agent.queues.includes(queue.id)).map((queue) => queue.name),
    sessions,
  };
}

/** Slack says that the person's account was deactivated (their sessions wait again), or is back. */
export async function noteDeactivation(
  deps: FlowDeps,
  user: UserId,
  deactivated: boolean,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    if (!(await setDeactivated(tx, user, deactivated))) return;
    await refreshQueuesOf(tx, user);
    if (deactivated) await enqueueHandBack(tx, user, { why: "deactivated" });
  });
}
