import type { MessageTs } from "../domain/ids.ts";
import { type EffectHandler, effect, lookAgain } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { loadQueue } from "../store/queues.ts";
import { type FormerThread, formerThreadsOf } from "../store/session-threads.ts";
import { loadSession, type SessionRecord } from "../store/sessions.ts";
import type { FlowDeps } from "./deps.ts";
import { leftPayload } from "./former-thread-jobs.ts";
import type { NewPlace, Posting } from "./ports.ts";
import { headerView, inviteView, linkTo } from "./show-session.ts";
import { POST_TIMES, performPost, redrawWherePossible } from "./slack-posts.ts";

/** ms between looks while the session is on its way once more. */
const ON_ITS_WAY = 5_000;

/**
 * Tells in a thread that its session has left it: the invite and the header lose their buttons and
 * name the new thread, and so does a last word. Where Slack doesn't take that any more (the channel
 * is archived, the thread gone), it is left out: whoever writes there is told.
 */
export function showLeft(deps: FlowDeps): EffectHandler {
  return effect(leftPayload, POST_TIMES, async (tx, job, resolving) => {
    const { session, thread, show } = job.payload;
    const { channel, ts } = thread;
    const record = await loadSession(tx, session);
    const link = linkTo(record);
    if (link === null) {
      return lookAgain(ON_ITS_WAY, "the session has no thread at the moment", resolving);
    }
    const left = await formerThreadsOf(tx, session);
    const former = left.find((one) => one.channel === channel && one.ts === ts);
    if (!former) throw new Error(`session ${session} has not left the thread ${channel} ${ts}`);
    const isTransfer = former.reason === "transferred";
    const queue = isTransfer ? (await loadQueue(tx, record.session.queue)).name : null;
    const to = { ...link, queue };
    if (show === "word") {
      return performPost(deps, tx, job, resolving, {
        isCourtesy: true,
        channel,
        threadTs: ts,
        posting: { kind: "entry", entry: { kind: "moved", to } },
        urgency: "background",
      });
    }
    const drawn = await drawingOf(tx, record, former, show, to);
    if (drawn === null) return null;
    return redrawWherePossible(deps, job, { channel, ts: drawn.ts }, drawn.posting);
  });
}

/** @returns null when there is nothing to draw again */
async function drawingOf(
  tx: Tx,
  record: SessionRecord,
  { ts, headerTs }: FormerThread,
  show: "header" | "invite",
  to: NewPlace,
): Promise<{ readonly ts: MessageTs; readonly posting: Posting } | null> {
  if (show === "invite") {
    const state = { kind: "moved", to } as const;
    const view = { ...(await inviteView(tx, record)), cameFrom: null, state };
    return { ts, posting: { kind: "invite", view } };
  }
  const view = await headerView(tx, record);
  if (!headerTs || view === null) return null;
  return { ts: headerTs, posting: { kind: "header", view: { ...view, movedTo: to } } };
}
