import type { MessageTs, SessionId, UserId } from "../domain/ids.ts";
import { type AcceptResult, accept } from "../domain/session.ts";
import { ensureAgent, lockMember, setOnDuty } from "../store/agents.ts";
import type { Tx } from "../store/database.ts";
import { hasBeenAccepted } from "../store/hand-back.ts";
import { lockPair } from "../store/pairs.ts";
import {
  activateSession,
  activeSessionsOf,
  loadSession,
  lockSession,
  type SessionRecord,
} from "../store/sessions.ts";
import type { FlowDeps } from "./deps.ts";
import { redrawHomes } from "./homes.ts";
import { refreshAfterOffer, refreshQueuesOf } from "./refresh-queues-of.ts";
import { type EntryReference, enqueueEntry, enqueueHeader, enqueueInvite } from "./session-jobs.ts";
import type { ThreadLink } from "./session-views.ts";
import { linkTo } from "./show-session.ts";
import { startOwnerTimers } from "./start-timers.ts";
import { transcriptOf } from "./transcript.ts";

/** What came of pressing Accept, with what the person has to be shown. */
export interface Accepted {
  readonly result: AcceptResult;
  /** The session's own thread; null while its invite is still on its way. */
  readonly thread: ThreadLink | null;
  /** The person's active sessions, for those who are at their max. */
  readonly openThreads: readonly ThreadLink[];
  /** The transaction's time, for "accepted 1 s ago". */
  readonly now: Date;
}

/**
 * Accept: the agent's row is locked before the load is counted, and the session's update is
 * guarded, all in one transaction, so that there is one winner and no agent ever has more than
 * the max, however many clicks arrive at once.
 *
 * @param click `goOnDuty`: the button said "go on duty and accept"; nobody goes on duty for a
 *   session that can't be had
 */
export function acceptSession(
  deps: FlowDeps,
  click: {
    session: SessionId;
    by: UserId;
    /** By Slack's clock. */
    at: MessageTs;
    goOnDuty: boolean;
    isSupervisor: boolean;
  },
): Promise<Accepted> {
  return deps.db.transaction(async (tx) => {
    await lockPair(tx, (await loadSession(tx, click.session)).session.pair);
    const record = await lockSession(tx, click.session);
    const member = await lockMember(tx, record.session.queue, click.by);
    const asked = member && { ...member, onDuty: member.onDuty || click.goOnDuty };
    const result = accept(record.session, click.by, asked, {
      isSupervisor: click.isSupervisor,
      now: tx.now,
    });
    if (result.kind === "accepted") {
      // A supervisor who is no agent of any queue yet.
      if (member === null) await ensureAgent(tx, click.by);
      if (click.goOnDuty) await setOnDuty(tx, click.by, true);
      await carryOutAccept(tx, record, click.by, click.at, null);
    }
    return {
      result,
      thread: linkTo(record),
      openThreads: (await activeSessionsOf(tx, click.by)).flatMap((open) => linkTo(open) ?? []),
      now: tx.now,
    };
  });
}

/**
 * Makes the session active and shows it: pair, session and agent are locked, and it waits.
 *
 * @param assignedBy the supervisor who gave it to the owner; null: the owner took it
 */
export async function carryOutAccept(
  tx: Tx,
  record: SessionRecord,
  owner: UserId,
  at: MessageTs,
  assignedBy: UserId | null,
): Promise<void> {
  const { id, queue } = record.session;
  const handedBack = await hasBeenAccepted(tx, id);
  if (!(await activateSession(tx, id, { owner, at, assignedBy }))) {
    throw new Error(`session ${id} changed under its lock`);
  }
  if (handedBack) await goOnInThread(tx, record, owner);
  else await openThread(tx, record);
  await startOwnerTimers(tx, id, queue, tx.now);
  await refreshQueuesOf(tx, owner);
  await refreshAfterOffer(tx, record.session);
  await redrawHomes(tx);
}

/** The thread is open, with all texts in it: it only has to be told who has it now. */
async function goOnInThread(tx: Tx, record: SessionRecord, by: UserId): Promise<void> {
  const place = { id: record.session.id };
  await enqueueInvite(tx, place);
  await enqueueHeader(tx, place);
  await enqueueEntry(tx, place, { kind: "accepted_again", by });
}

/**
 * What Slack shows of an accepted session, in this order (SPEC 6): the invite says who accepted
 * it, the thread opens with its header, then the texts so far, each at its time.
 */
async function openThread(tx: Tx, record: SessionRecord): Promise<void> {
  const place = { id: record.session.id };
  await enqueueInvite(tx, place);
  await enqueueHeader(tx, place);
  for (const { kind, id } of await transcriptOf(tx, place.id)) {
    const entry: EntryReference =
      kind === "inbound"
        ? { kind: "from_texter", inbound: id, late: false, afterEnd: false }
        : { kind: "automatic", outbound: id };
    await enqueueEntry(tx, place, entry);
  }
}
