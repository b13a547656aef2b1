import type { MessageTs, SessionId, UserId } from "../domain/ids.ts";
import { assign } from "../domain/session.ts";
import { lockMember, membersOf } from "../store/agents.ts";
import { lockPair } from "../store/pairs.ts";
import { loadSession, lockSession } from "../store/sessions.ts";
import { carryOutAccept } from "./accept-session.ts";
import type { FlowDeps } from "./deps.ts";

/** What came of assigning a session. */
export type AssignOutcome = ReturnType<typeof assign>["kind"];

/** The queue's agents to whom a waiting session may be assigned; null when it does not wait. */
export function assignableAgents(
  deps: FlowDeps,
  id: SessionId,
): Promise<readonly { user: UserId; load: number; max: number; onDuty: boolean }[] | null> {
  return deps.db.transaction(async (tx) => {
    const { session } = await loadSession(tx, id);
    if (session.state !== "waiting") return null;
    return (await membersOf(tx, session.queue))
      .filter(({ deactivated }) => !deactivated)
      .map(({ user, load, maxSessions, onDuty }) => ({ user, load, max: maxSessions, onDuty }));
  });
}

/**
 * A supervisor gives a waiting session to an agent of its queue, whatever that agent's duty and
 * max say (SPEC 3, invariant 3: the recorded exception). The caller has checked who is asking.
 *
 * @param order `at`: by Slack's clock, as far as we know it
 */
export function assignSession(
  deps: FlowDeps,
  order: { session: SessionId; agent: UserId; by: UserId; at: MessageTs },
): Promise<AssignOutcome> {
  return deps.db.transaction(async (tx) => {
    await lockPair(tx, (await loadSession(tx, order.session)).session.pair);
    const record = await lockSession(tx, order.session);
    const member = await lockMember(tx, record.session.queue, order.agent);
    const result = assign(record.session, member);
    if (result.kind === "assigned") {
      await carryOutAccept(tx, record, order.agent, order.at, order.by);
    }
    return result.kind;
  });
}
