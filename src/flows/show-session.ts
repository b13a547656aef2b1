import { FAILED_STATES } from "../domain/delivery.ts";
import { mentionsFor } from "../domain/dispatch.ts";
import type { SessionId, UserId } from "../domain/ids.ts";
import type { Urgency } from "../domain/pace.ts";
import type { WaitingSession } from "../domain/session.ts";
import { type EffectHandler, effect, type Verdict } from "../lanes/job.ts";
import { membersOf } from "../store/agents.ts";
import { contactNameOf } from "../store/contact-names.ts";
import type { Tx } from "../store/database.ts";
import { declinersOf } from "../store/declines.ts";
import { earlierSessionsOf } from "../store/earlier-sessions.ts";
import { cameFrom, hasBeenAccepted } from "../store/hand-back.ts";
import { inboundTextsOf, loadInboundText } from "../store/inbound-texts.ts";
import { hasLaterJob } from "../store/jobs.ts";
import { loadOutboundText, type OutboundText } from "../store/outbound-texts.ts";
import { loadPair } from "../store/pairs.ts";
import { loadQueue } from "../store/queues.ts";
import { setChannel, setHeaderTs } from "../store/session-threads.ts";
import { loadSession, type SessionRecord } from "../store/sessions.ts";
import { reopenUntil } from "./aftermath.ts";
import type { FlowDeps } from "./deps.ts";
import { loadEnding } from "./load-ending.ts";
import { continueAfterLoss } from "./lost-threads.ts";
import { mergeTextsBehind } from "./merge-texts.ts";
import type { Posting } from "./ports.ts";
import {
  type EntryReference,
  entryPayload,
  sessionPayload,
  type TextReference,
} from "./session-jobs.ts";
import type {
  HeaderView,
  InviteView,
  ShownText,
  TextEntry,
  ThreadEntry,
  ThreadLink,
} from "./session-views.ts";
import { POST_TIMES, performPost, performRedraw } from "./slack-posts.ts";
import { texterHistory } from "./texter-history.ts";

/**
 * What Slack shows of a session. Invite and header are drawn from the state at the moment of
 * sending, so a repeated or late drawing is harmless; entries are posted once each.
 */

/** The session's own thread; null while its invite is still on its way. */
export function linkTo({ channel, inviteTs }: SessionRecord): ThreadLink | null {
  return inviteTs === null ? null : { channel, ts: inviteTs };
}

/** Posts the invite the first time, draws it again after that. */
export function showInvite(deps: FlowDeps): EffectHandler {
  return effect(sessionPayload, POST_TIMES, async (tx, job, resolving) => {
    const record = await inItsChannel(tx, await loadSession(tx, job.payload.session), resolving);
    if (record.inviteTs !== null && (await hasLaterJob(tx, job))) return null;
    const posting: Posting = { kind: "invite", view: await inviteView(tx, record) };
    const { channel, inviteTs } = record;
    if (inviteTs === null) {
      const post = { channel, threadTs: null, posting, urgency: "invite" } as const;
      return performPost(deps, tx, job, resolving, post);
    }
    const invite = { channel, ts: inviteTs };
    return performRedraw(deps, tx, job, invite, posting, (settleTx) =>
      settleInviteGone(settleTx, job.payload.session, invite),
    );
  });
}

/** An invite that is not there yet goes where the queue's invites go by now. */
async function inItsChannel(
  tx: Tx,
  record: SessionRecord,
  resolving: boolean,
): Promise<SessionRecord> {
  if (record.inviteTs !== null || resolving) return record;
  const { channel } = await loadQueue(tx, record.session.queue);
  if (channel !== record.channel) await setChannel(tx, record.session.id, channel);
  return { ...record, channel };
}

/** Without its invite an open session has nowhere to be accepted; an ended one needs none. */
async function settleInviteGone(tx: Tx, id: SessionId, lost: ThreadLink): Promise<Verdict> {
  const { session } = await loadSession(tx, id);
  if (session.state !== "ended") await continueAfterLoss(tx, id, lost);
  return { kind: "done" };
}

/** Posts the thread's header the first time, draws it again after that. */
export function showHeader(deps: FlowDeps): EffectHandler {
  return effect(sessionPayload, POST_TIMES, async (tx, job, resolving) => {
    const record = await loadSession(tx, job.payload.session);
    const { channel, inviteTs, headerTs } = record;
    if (inviteTs === null) throw new Error(`session ${record.session.id} has no thread yet`);
    const view = await headerView(tx, record);
    if (view === null) return null;
    const posting: Posting = { kind: "header", view };
    if (headerTs === null) {
      const post = { session: record.session.id, channel, threadTs: inviteTs, posting };
      return performPost(deps, tx, job, resolving, post);
    }
    return performRedraw(deps, tx, job, { channel, ts: headerTs }, posting, (settleTx) =>
      settleHeaderGone(settleTx, job.payload.session),
    );
  });
}

/** An open session gets its End button back, in a header of its own. */
async function settleHeaderGone(tx: Tx, id: SessionId): Promise<Verdict> {
  const { session } = await loadSession(tx, id);
  if (session.state === "ended") return { kind: "done" };
  await setHeaderTs(tx, id, null);
  return { kind: "retry", afterMs: 0, why: "the header was deleted" };
}

/** Posts an entry into the thread, once. */
export function postEntry(deps: FlowDeps): EffectHandler {
  return effect(entryPayload, POST_TIMES, async (tx, job, resolving) => {
    const record = await loadSession(tx, job.payload.session);
    const { channel, inviteTs } = record;
    if (inviteTs === null) throw new Error(`session ${record.session.id} has no thread yet`);
    const show = async (what: EntryReference): Promise<Posting> => ({
      kind: "entry",
      entry: await loadEntry(tx, record, what, (code) => deps.sms.explain(code)),
    });
    return performPost(deps, tx, job, resolving, {
      session: record.session.id,
      channel,
      threadTs: inviteTs,
      posting: await show(job.payload.entry),
      urgency: urgencyOf(job.payload.entry),
      async merge() {
        const merged = await mergeTextsBehind(tx, job);
        return merged && { job: merged, posting: await show(merged.payload.entry) };
      },
    });
  });
}

function urgencyOf({ kind }: EntryReference): Urgency {
  switch (kind) {
    case "automatic_failed":
    case "transfer_failed":
      return "failure";
    case "handed_back":
    case "live_again":
    case "offered":
    case "open_to_all":
    case "queue_changed":
    case "reminder":
      return "invite";
    default:
      return "text";
  }
}

export async function inviteView(tx: Tx, record: SessionRecord): Promise<InviteView> {
  const { session } = record;
  const queue = await loadQueue(tx, session.queue);
  const pair = await loadPair(tx, session.pair);
  const texts = await inboundTextsOf(tx, session.id);
  return {
    session: session.id,
    queue: queue.name,
    line: pair.line,
    texter: pair.texter,
    contactName: await contactNameOf(tx, pair.texter),
    firstText: texts[0]?.text ?? "",
    waitingSince: session.waitingSince,
    textCount: texts.length,
    earlierSessions: (await earlierSessionsOf(tx, pair.texter, record, 1)).count,
    previous: await previousThread(tx, record),
    cameFrom: await cameFrom(tx, session.id),
    state: await inviteState(tx, record),
  };
}

async function inviteState(tx: Tx, record: SessionRecord): Promise<InviteView["state"]> {
  const { session } = record;
  switch (session.state) {
    case "waiting":
      return {
        kind: "waiting",
        allBusy: record.allBusy,
        mention: await whomToCall(tx, record, session),
        offeredUntil: session.offer?.until ?? null,
      };
    case "active":
      return { kind: "active", owner: session.owner, acceptedAt: session.acceptedAt };
    case "ended":
      return {
        kind: "ended",
        owner: session.owner,
        ending: await loadEnding(tx, record, session.endedAt),
      };
    default:
      return session satisfies never;
  }
}

async function stillCalled(tx: Tx, record: SessionRecord): Promise<readonly UserId[]> {
  const { session } = record;
  return session.state === "waiting" ? whomToCall(tx, record, session) : [];
}

/** Whose turn an offer is, is said by itself. */
async function calledByNothingElse(tx: Tx, record: SessionRecord): Promise<readonly UserId[]> {
  const { session } = record;
  return session.state === "waiting" && session.offer !== null ? [] : stillCalled(tx, record);
}

/** Who is to accept it: one after the other, or all who can. */
async function whomToCall(
  tx: Tx,
  { offerTried }: SessionRecord,
  { id, queue, offer }: WaitingSession,
): Promise<readonly UserId[]> {
  if (offer) return [offer.to];
  if ((await loadQueue(tx, queue)).dispatch !== "ring_all") return [];
  const declined = await declinersOf(tx, id);
  const members = await membersOf(tx, queue);
  return mentionsFor(
    members.filter((member) => !declined.has(member.user)),
    offerTried,
  );
}

async function previousThread(tx: Tx, record: SessionRecord): Promise<ThreadLink | null> {
  if (record.previous === null) return null;
  return linkTo(await loadSession(tx, record.previous));
}

/** @returns null when nobody has ever accepted the session */
export async function headerView(tx: Tx, record: SessionRecord): Promise<HeaderView | null> {
  const { session } = record;
  if (!(await hasBeenAccepted(tx, session.id))) return null;
  const queue = await loadQueue(tx, session.queue);
  const pair = await loadPair(tx, session.pair);
  return {
    session: session.id,
    queue: queue.name,
    line: pair.line,
    texter: pair.texter,
    contactName: await contactNameOf(tx, pair.texter),
    owner: session.state === "waiting" ? null : session.owner,
    since: record.acceptedAt ?? session.waitingSince,
    ending: session.state === "ended" ? await loadEnding(tx, record, session.endedAt) : null,
    reopenUntil: await reopenUntil(tx, pair, session),
    history: await texterHistory(tx, pair.texter, record),
    movedTo: null,
  };
}

async function loadEntry(
  tx: Tx,
  record: SessionRecord,
  entry: EntryReference,
  explain: (code: string | null) => string,
): Promise<ThreadEntry> {
  switch (entry.kind) {
    case "from_texter":
      return loadTextEntry(tx, entry);
    case "texts_together": {
      const texts: TextEntry[] = [];
      for (const text of entry.texts) texts.push(await loadTextEntry(tx, text));
      return { kind: "texts_together", texts };
    }
    case "earlier_texts": {
      const texts: ShownText[] = [];
      for (const text of entry.texts) texts.push(await loadShownText(tx, text, explain));
      return { kind: "earlier_texts", texts };
    }
    case "automatic": {
      const outbound = await loadOutboundText(tx, entry.outbound);
      if (outbound.kind === "agent") throw new Error(`${outbound.id} is not an automatic text`);
      const failed = FAILED_STATES.has(outbound.state) ? explain(outbound.errorCode) : null;
      return { kind: "automatic", why: outbound.kind, text: outbound.text, failed };
    }
    case "automatic_failed": {
      const outbound = await loadOutboundText(tx, entry.outbound);
      if (outbound.kind === "agent") throw new Error(`${outbound.id} is not an automatic text`);
      const failed =
        outbound.state === "unknown"
          ? "Telnyx's answer was lost and no receipt has come"
          : explain(outbound.errorCode);
      return { kind: "automatic_failed", why: outbound.kind, failed };
    }
    case "sent_instead":
    case "reply": {
      const outbound = await loadOutboundText(tx, entry.outbound);
      return { kind: entry.kind, by: authorOf(outbound), text: outbound.text };
    }
    case "sent_anyway": {
      const { author, text } = await loadOutboundText(tx, entry.outbound);
      if (author === null) throw new Error(`${entry.outbound} has no author`);
      return { kind: "sent_anyway", by: author, owner: entry.owner, text };
    }
    case "ended":
      return { kind: "ended", ending: await loadEnding(tx, record, new Date(entry.at)) };
    case "live_again":
    case "open_to_all":
      return { kind: entry.kind, mention: await stillCalled(tx, record) };
    case "reminder":
      return {
        kind: "reminder",
        minutes: entry.minutes,
        mention: await stillCalled(tx, record),
      };
    case "handed_back":
      return { ...entry, mention: await calledByNothingElse(tx, record) };
    case "reply_warning":
      return { ...entry, backAt: new Date(entry.backAt) };
    case "queue_changed": {
      const { kind, from, by, fromQueue, toQueue, thread } = entry;
      const isInSameThread = thread?.channel === record.channel && thread.ts === record.inviteTs;
      const mention = isInSameThread ? await calledByNothingElse(tx, record) : [];
      return { kind, from, by, fromQueue, toQueue, mention };
    }
    case "opted_out":
    case "opted_in":
    case "offered":
    case "accepted_again":
    case "taken_over":
    case "reopened":
    case "transferred":
    case "transfer_failed":
      return entry;
    default:
      return entry satisfies never;
  }
}

async function loadTextEntry(
  tx: Tx,
  { inbound, late, afterEnd }: EntryReference & { kind: "from_texter" },
): Promise<TextEntry> {
  const { text, mediaCount, carrierAt: sentAt } = await loadInboundText(tx, inbound);
  return { kind: "from_texter", text, mediaCount, sentAt, late, afterEnd };
}

/** @throws when nobody wrote it */
function authorOf({ id, author }: OutboundText): UserId {
  if (author === null) throw new Error(`${id} has no author`);
  return author;
}

async function loadShownText(
  tx: Tx,
  { kind, id }: TextReference,
  explain: (code: string | null) => string,
): Promise<ShownText> {
  if (kind === "inbound") {
    const { text, mediaCount, carrierAt: at } = await loadInboundText(tx, id);
    return { from: { kind: "texter" }, text, mediaCount, at, failed: null };
  }
  const outbound = await loadOutboundText(tx, id);
  const { text, createdAt: at, state, errorCode } = outbound;
  const from: ShownText["from"] =
    outbound.kind === "agent"
      ? { kind: "agent", user: authorOf(outbound) }
      : { kind: "automatic", why: outbound.kind };
  const failed = FAILED_STATES.has(state) ? explain(errorCode) : null;
  return { from, text, mediaCount: 0, at, failed };
}
