import { isActive, type Member } from "../domain/agent.ts";
import type { UserId } from "../domain/ids.ts";
import type { Queue } from "../domain/queue.ts";
import { allMembers, membershipsOf } from "../store/agents.ts";
import { contactNamesOf } from "../store/contact-names.ts";
import type { Tx } from "../store/database.ts";
import { textersOf } from "../store/pairs.ts";
import { listQueues } from "../store/queues.ts";
import { activeSessionsOf, openSessions, type SessionRecord } from "../store/sessions.ts";
import type { HomeAgent, HomeSession, Wallboard } from "./home-views.ts";

/** What homes show, read in a few statements however many sessions are open. */

/** A person's own duty and sessions; null: no agent of any queue, and without a session. */
export async function readOwnHome(tx: Tx, user: UserId): Promise<HomeAgent | null> {
  const queues = await listQueues(tx);
  const own = await membershipsOf(tx, user);
  const memberships = queues.flatMap(({ id, name }) => {
    const member = own.get(id);
    return member ? [{ queue: name, member }] : [];
  });
  const sessions = await show(tx, await activeSessionsOf(tx, user), queues);
  return memberships.length + sessions.length === 0
    ? null
    : asAgent(user, { memberships, sessions: sessions.map(({ session }) => session) });
}

/** What goes on now in all queues. */
export async function readBoard(tx: Tx): Promise<Omit<Wallboard, "today">> {
  const queues = await listQueues(tx);
  const members = await allMembers(tx);
  const open = await show(tx, await openSessions(tx), queues);
  const people = new Map<UserId, Own>();
  // A supervisor may own sessions without being an agent of any queue.
  const ownOf = (user: UserId): Own => {
    const own = people.get(user) ?? { memberships: [], sessions: [] };
    people.set(user, own);
    return own;
  };
  for (const { id, name } of queues) {
    for (const member of members.get(id) ?? []) {
      ownOf(member.user).memberships.push({ queue: name, member });
    }
  }
  for (const { session, owner } of open) if (owner !== null) ownOf(owner).sessions.push(session);
  return {
    queues: queues.map(({ id, name, paused }) => {
      const ofQueue = members.get(id) ?? [];
      return { name, paused, active: ofQueue.filter(isActive).length, agents: ofQueue.length };
    }),
    waiting: open.flatMap(({ session, owner }) => (owner === null ? [session] : [])),
    agents: [...people].map(([user, own]) => asAgent(user, own)),
  };
}

/** An open session as homes show it, and whose it is; null: it waits. */
interface Shown {
  readonly session: HomeSession;
  readonly owner: UserId | null;
}

/** In the order in which they were given. */
async function show(
  tx: Tx,
  records: readonly SessionRecord[],
  queues: readonly Queue[],
): Promise<Shown[]> {
  const queueNames = new Map(queues.map(({ id, name }) => [id, name]));
  const texters = await textersOf(
    tx,
    records.map(({ session }) => session.pair),
  );
  const contactNames = await contactNamesOf(tx, [...new Set(texters.values())]);
  return records.map(({ session, acceptedAt, channel, inviteTs }) => {
    const texter = texters.get(session.pair);
    if (texter === undefined) throw new Error(`no pair ${session.pair}`);
    return {
      session: {
        id: session.id,
        texter,
        contactName: contactNames.get(texter) ?? null,
        queue: queueNames.get(session.queue) ?? "",
        since: acceptedAt ?? session.waitingSince,
        thread: inviteTs === null ? null : { channel, ts: inviteTs },
      },
      owner: session.state === "active" ? session.owner : null,
    };
  });
}

interface Own {
  readonly memberships: { readonly queue: string; readonly member: Member }[];
  readonly sessions: HomeSession[];
}

function asAgent(user: UserId, { memberships, sessions }: Own): HomeAgent {
  const [first] = memberships;
  return {
    user,
    onDuty: first?.member.onDuty === true && !first.member.deactivated,
    sessions,
    queues: memberships.map(({ queue, member }) => ({ name: queue, max: member.maxSessions })),
  };
}
