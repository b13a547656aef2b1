import { isFree, type Member } from "../domain/agent.ts";
import { nextOffer } from "../domain/dispatch.ts";
import type { UserId } from "../domain/ids.ts";
import type { Dispatch, Queue } from "../domain/queue.ts";
import type { Offer, WaitingSession } from "../domain/session.ts";
import { membersOf, queuesOfAgent } from "../store/agents.ts";
import type { Tx } from "../store/database.ts";
import { declinersOf } from "../store/declines.ts";
import { idleSince, offersByAgent, setOffer } from "../store/offers.ts";
import { lockDispatch } from "../store/queues.ts";
import { type SessionRecord, waitingSessionsOf } from "../store/sessions.ts";
import { enqueueOfferEnd, enqueueRefresh } from "./queue-jobs.ts";
import { enqueueEntry, enqueueInvite, type SessionPlace } from "./session-jobs.ts";

/**
 * Round robin and linear: each waiting session of the queue is on offer to one agent at a time.
 * Goes through the queue's waiting sessions, the longest waiting first, and makes an offer where
 * there is none, or where the one that was made is over (its time, or its agent, has gone). In a
 * queue that rings all by now, offers are taken back.
 */
export async function offerWaitingSessions(tx: Tx, queue: Queue): Promise<void> {
  const { dispatch } = queue;
  await lockDispatch(tx, queue.id);
  const records = await waitingSessionsOf(tx, queue.id);
  if (records.length === 0) return;
  const dispatching =
    dispatch === "ring_all" ? null : { queue, dispatch, ...(await agentsOf(tx, queue)) };
  const released = new Set<UserId>();
  for (const record of records) {
    const { session } = record;
    if (session.state !== "waiting") continue;
    const lost =
      dispatching === null
        ? await ringAll(tx, record, session)
        : await offer(tx, dispatching, record, session);
    if (lost !== null) released.add(lost);
  }
  // They have room for what waits in their other queues.
  for (const agent of released) {
    const others = (await queuesOfAgent(tx, agent)).filter((id) => id !== queue.id);
    await enqueueRefresh(tx, others);
  }
}

async function agentsOf(
  tx: Tx,
  { id }: Queue,
): Promise<{ members: readonly Member[]; idle: ReadonlyMap<UserId, Date> }> {
  const members = await membersOf(tx, id);
  const idle = await idleSince(
    tx,
    members.map(({ user }) => user),
  );
  return { members, idle };
}

/** @returns whose offer it was; null: it was on offer to nobody */
async function ringAll(
  tx: Tx,
  record: SessionRecord,
  session: WaitingSession,
): Promise<UserId | null> {
  if (session.offer === null || !(await setOffer(tx, session, null, new Set()))) return null;
  await enqueueInvite(tx, session);
  if (record.inviteTs !== null) await enqueueEntry(tx, session, { kind: "open_to_all" });
  return session.offer.to;
}

interface Dispatching {
  readonly queue: Queue;
  readonly dispatch: Exclude<Dispatch, "ring_all">;
  readonly members: readonly Member[];
  readonly idle: ReadonlyMap<UserId, Date>;
}

/** @returns who has the session on offer no more; null: nobody, or who has it still */
async function offer(
  tx: Tx,
  { queue, dispatch, members, idle }: Dispatching,
  record: SessionRecord,
  session: WaitingSession,
): Promise<UserId | null> {
  const declined = await declinersOf(tx, session.id);
  if (session.offer && stands(session.offer, members, declined, tx.now)) return null;
  const offers = await offersByAgent(tx);
  const candidates = members
    .filter((member) => !declined.has(member.user))
    .map((member) => ({
      ...member,
      idleSince: idle.get(member.user) ?? null,
      offers: offers.get(member.user) ?? 0,
    }));
  const next = nextOffer(dispatch, candidates, record.offerTried);
  if (next === null) {
    if (session.offer === null) return null;
    if (!(await setOffer(tx, session, null, record.offerTried))) return null;
  } else {
    const until = new Date(tx.now.getTime() + queue.offerTimeoutS * 1000);
    // A new round begins when it comes to somebody who was tried.
    const tried = record.offerTried.has(next) ? [] : record.offerTried;
    const made = { to: next, until };
    if (!(await setOffer(tx, session, made, new Set([...tried, next])))) return null;
    await enqueueOfferEnd(tx, queue.id, session.id, until);
  }
  // On its way into another channel, it gets an invite there, which mentions the agent.
  const isPosted = record.inviteTs !== null && record.channel === queue.channel;
  await showOffer(tx, { id: session.id }, next, isPosted);
  return session.offer && session.offer.to !== next ? session.offer.to : null;
}

function stands(
  { to, until }: Offer,
  members: readonly Member[],
  declined: ReadonlySet<UserId>,
  now: Date,
): boolean {
  return until > now && !declined.has(to) && members.some((one) => one.user === to && isFree(one));
}

/** A redrawn invite notifies nobody, so an offer after it is also said in the thread. */
async function showOffer(
  tx: Tx,
  place: SessionPlace,
  to: UserId | null,
  isPosted: boolean,
): Promise<void> {
  await enqueueInvite(tx, place);
  if (to !== null && isPosted) await enqueueEntry(tx, place, { kind: "offered", to });
}
