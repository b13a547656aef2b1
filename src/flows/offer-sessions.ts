import { isFree, type Member } from "../domain/agent.ts";
import { type Candidate, nextOffer } from "../domain/dispatch.ts";
import type { UserId } from "../domain/ids.ts";
import type { Dispatch, Queue } from "../domain/queue.ts";
import type { Offer, WaitingSession } from "../domain/session.ts";
import { membersOf } from "../store/agents.ts";
import type { Tx } from "../store/database.ts";
import { declinersOf } from "../store/declines.ts";
import { idleSince, offersByAgent, setOffer } from "../store/offers.ts";
import { type SessionRecord, waitingSessionsOf } from "../store/sessions.ts";
import { enqueueOfferEnd } from "./queue-jobs.ts";
import { enqueueEntry, enqueueInvite, type SessionPlace } from "./session-jobs.ts";

/**
 * Round robin and linear: each waiting session of the queue is on offer to one agent at a time.
 * Goes through the queue's waiting sessions, the longest waiting first, and makes an offer where
 * there is none, or where the one that was made is over (its time, or its agent, has gone).
 */
export async function offerWaitingSessions(tx: Tx, queue: Queue): Promise<void> {
  const { dispatch } = queue;
  if (dispatch === "ring_all") return;
  const members = await membersOf(tx, queue.id);
  for (const record of await waitingSessionsOf(tx, queue.id)) {
    if (record.session.state !== "waiting") continue;
    await offer(tx, queue, dispatch, members, record, record.session);
  }
}

async function offer(
  tx: Tx,
  queue: Queue,
  dispatch: Exclude<Dispatch, "ring_all">,
  members: readonly Member[],
  record: SessionRecord,
  session: WaitingSession,
): Promise<void> {
  const declined = await declinersOf(tx, session.id);
  if (session.offer && stands(session.offer, members, declined, tx.now)) return;
  const candidates = await candidatesOf(tx, members, declined);
  const next = nextOffer(dispatch, candidates, record.offerTried);
  if (next === null) {
    if (session.offer === null) return;
    if (!(await setOffer(tx, session, null, record.offerTried))) return;
  } else {
    const until = new Date(tx.now.getTime() + queue.offerTimeoutS * 1000);
    // A new round begins when it comes to somebody who was tried.
    const tried = record.offerTried.has(next) ? [] : record.offerTried;
    if (!(await setOffer(tx, session, { to: next, until }, new Set([...tried, next])))) return;
    await enqueueOfferEnd(tx, queue.id, session.id, until);
  }
  // On its way into another channel, it gets an invite there, which mentions the agent.
  const isPosted = record.inviteTs !== null && record.channel === queue.channel;
  await showOffer(tx, { id: session.id }, next, isPosted);
}

function stands(
  { to, until }: Offer,
  members: readonly Member[],
  declined: ReadonlySet<UserId>,
  now: Date,
): boolean {
  return until > now && !declined.has(to) && members.some((one) => one.user === to && isFree(one));
}

async function candidatesOf(
  tx: Tx,
  members: readonly Member[],
  declined: ReadonlySet<UserId>,
): Promise<Candidate[]> {
  const idle = await idleSince(tx);
  const offers = await offersByAgent(tx);
  return members
    .filter((member) => !declined.has(member.user))
    .map((member) => ({
      ...member,
      idleSince: idle.get(member.user) ?? null,
      offers: offers.get(member.user) ?? 0,
    }));
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
