import { type DeliveryState, FAILED_STATES, OPTED_OUT_CODE } from "../domain/delivery.ts";
import type { MessageTs } from "../domain/ids.ts";
import { askBeforeSending } from "../domain/sms-text.ts";
import { type EffectHandler, effect } from "../lanes/job.ts";
import { membersOf } from "../store/agents.ts";
import { findChannelTrouble } from "../store/channel-troubles.ts";
import { contactNameOf } from "../store/contact-names.ts";
import type { Tx } from "../store/database.ts";
import { findHeldText } from "../store/held-texts.ts";
import { loadOutboundText } from "../store/outbound-texts.ts";
import { loadPair } from "../store/pairs.ts";
import { loadQueue } from "../store/queues.ts";
import { undoneEnds } from "../store/reopenings.ts";
import { loadSession, type SessionRecord } from "../store/sessions.ts";
import { reopenUntil } from "./aftermath.ts";
import { isSupervisor } from "./authorise.ts";
import type { FlowDeps } from "./deps.ts";
import type { DeskOutcome } from "./ports.ts";
import type { About, ChangedSms, MessageLink, PrivateWord } from "./private-words.ts";
import { linkTo } from "./show-session.ts";
import { isGivenUp, settleRepeatable, TELL_TIMES } from "./slack-posts.ts";
import { tellPayload } from "./tell-jobs.ts";

/** Says something to one person in a session's thread, seen by nobody else. */
export function tellPerson(deps: FlowDeps): EffectHandler {
  return effect(tellPayload, TELL_TIMES, async (tx, job) => {
    const { session, user, thread } = job.payload;
    const record = await loadSession(tx, session);
    const loaded = await loadWord(tx, deps, record, job.payload);
    if (loaded === null) return null;
    const channel = thread?.channel ?? record.channel;
    const threadTs = thread?.ts ?? record.inviteTs;
    const isClosed = (await findChannelTrouble(tx, channel)) !== null;
    const about = await aboutSession(tx, record);
    return async () => {
      const word = await withSupervisorsOffers(deps, record, job.payload, loaded);
      const said = isClosed ? null : await deps.desk.tell(channel, threadTs, user, word);
      const outcome =
        said === null || isElsewhere(said) ? await deps.desk.tellDirectly(user, word, about) : said;
      return (settleTx) => {
        // What Slack says of a direct message is of the person, and nothing of the channel.
        if (isClosed && outcome.kind === "blocked") return Promise.resolve({ kind: "done" });
        // Said once too often is better than not at all; but who has left can't be told.
        return isGivenUp(job, outcome)
          ? Promise.resolve({ kind: "done" })
          : settleRepeatable(deps, settleTx, job, channel, outcome);
      };
    };
  });
}

/** Whether the person is not in the channel: the session may have left theirs. */
function isElsewhere(outcome: DeskOutcome): boolean {
  return outcome.kind === "rejected" && outcome.why === "user_not_in_channel";
}

async function aboutSession(tx: Tx, record: SessionRecord): Promise<About> {
  const { texter } = await loadPair(tx, record.session.pair);
  return {
    texter,
    contactName: await contactNameOf(tx, texter),
    queue: (await loadQueue(tx, record.session.queue)).name,
    thread: linkTo(record),
  };
}

type Telling = ReturnType<typeof tellPayload.parse>;

/** The message, in its thread; null while the session's thread is not there. */
function messageOf(record: SessionRecord, told: Telling, ts: MessageTs): MessageLink | null {
  const thread = told.thread ?? linkTo(record);
  return thread && { thread, ts };
}

/** Whose message was not sent may be a supervisor, who has more to choose from. */
async function withSupervisorsOffers(
  deps: FlowDeps,
  record: SessionRecord,
  told: Telling,
  said: PrivateWord,
): Promise<PrivateWord> {
  const { session } = record;
  const { user, word } = told;
  if (said.kind !== "not_sent_not_owner" || word.kind !== said.kind) return said;
  if (session.state !== "active" || session.owner === user) return said;
  if (!(await isSupervisor(deps, user))) return said;
  const ownerName = (await deps.directory.displayName(session.owner)) ?? "somebody else";
  const message = messageOf(record, told, word.ts);
  const maySendAnyway = message && { message, ownerName };
  return { ...said, mayTakeOver: session.id, maySendAnyway };
}

/** @returns null when it has become pointless meanwhile */
async function loadWord(
  tx: Tx,
  deps: FlowDeps,
  record: SessionRecord,
  told: Telling,
): Promise<PrivateWord | null> {
  const { user, word, thread } = told;
  switch (word.kind) {
    case "not_sent_not_owner": {
      const { session } = record;
      const members = await membersOf(tx, session.queue);
      const mayTakeOver = session.state === "active" && members.some((one) => one.user === user);
      const { kind, owner } = word;
      return { kind, owner, mayTakeOver: mayTakeOver ? session.id : null, maySendAnyway: null };
    }
    case "not_sent_ended": {
      const { session } = record;
      const [undone] = await undoneEnds(tx, session.id);
      const endedAt = session.state === "ended" ? session.endedAt : undone?.at;
      if (endedAt === undefined) return null;
      const pair = await loadPair(tx, session.pair);
      // A thread that it has left has no Reopen.
      const isHere =
        thread === undefined ||
        (thread.channel === record.channel && thread.ts === record.inviteTs);
      const until = isHere ? await reopenUntil(tx, pair, session) : null;
      return { kind: word.kind, endedAt, reopenUntil: until };
    }
    case "already_ended":
      return record.session.state === "ended"
        ? { kind: word.kind, endedAt: record.session.endedAt }
        : null;
    case "not_sent_moved":
      return { kind: "not_sent_moved", to: linkTo(record) };
    case "changed": {
      const { change, ts, isText } = word;
      const sms = changedSms((await loadOutboundText(tx, word.outbound)).state);
      // Nobody has to be told that what never arrived was deleted.
      if (change === "deleted" && sms === "not_delivered") return null;
      const { session } = record;
      const isOwners = session.state === "active" && session.owner === user;
      const isCorrection = isOwners && change === "edited" && isText;
      const mayCorrect = isCorrection ? messageOf(record, told, ts) : null;
      return { kind: "changed", change, sms, mayCorrect };
    }
    case "delivery_failed": {
      const outbound = await loadOutboundText(tx, word.outbound);
      if (outbound.state !== "unknown" && !FAILED_STATES.has(outbound.state)) return null;
      return {
        kind: "delivery_failed",
        outbound: outbound.id,
        text: outbound.text,
        reason: deps.sms.explain(outbound.errorCode),
        uncertain: outbound.state === "unknown",
        mayRetry:
          record.session.state === "active" &&
          record.session.owner === user &&
          outbound.errorCode !== OPTED_OUT_CODE,
      };
    }
    case "held": {
      const { ts, question } = word;
      const held = await findHeldText(tx, { channel: record.channel, ts });
      const long = held?.question === question ? askBeforeSending(held.text) : null;
      const message = messageOf(record, told, ts);
      if (!held || !long || !message) return null;
      return { kind: "held", message, question, text: held.text, long };
    }
    default:
      return word;
  }
}

function changedSms(state: DeliveryState): ChangedSms {
  switch (state) {
    case "queued":
    case "sending":
      return "on_its_way";
    case "unknown":
      return "maybe_sent";
    case "accepted":
    case "sent":
    case "delivered":
    case "delivery_unconfirmed":
      return "sent";
    case "delivery_failed":
    case "sending_failed":
    case "expired":
      return "not_delivered";
    case "cancelled":
      return "held_back";
    default:
      return state satisfies never;
  }
}
