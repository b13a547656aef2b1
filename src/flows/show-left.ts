import type { MessageTs } from "../domain/ids.ts";
import { type EffectHandler, effect, lookAgain } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { formerThreadsOf } from "../store/session-threads.ts";
import { loadSession } from "../store/sessions.ts";
import type { FlowDeps } from "./deps.ts";
import { leftPayload } from "./former-thread-jobs.ts";
import type { Posting, ThreadLink } from "./ports.ts";
import { headerView, inviteView, linkTo } from "./show-session.ts";
import { POST_TIMES, performPost, settleRepeatable } from "./slack-posts.ts";

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
    const to = linkTo(await loadSession(tx, session));
    if (to === null) {
      return lookAgain(ON_ITS_WAY, "the session has no thread at the moment", resolving);
    }
    if (show === "word") {
      return performPost(deps, tx, job, resolving, {
        isCourtesy: true,
        channel,
        threadTs: ts,
        posting: { kind: "entry", entry: { kind: "moved", to } },
      });
    }
    const drawn = await drawingOf(tx, job.payload, to);
    if (drawn === null) return null;
    return async () => {
      const outcome = await deps.desk.update(channel, drawn.ts, drawn.posting);
      return (settleTx) =>
        outcome.kind === "rejected" || outcome.kind === "blocked"
          ? Promise.resolve({ kind: "done" })
          : settleRepeatable(deps, settleTx, job, channel, outcome);
    };
  });
}

/** @returns null when there is nothing to draw again */
async function drawingOf(
  tx: Tx,
  { session, thread, show }: ReturnType<typeof leftPayload.parse>,
  to: ThreadLink,
): Promise<{ readonly ts: MessageTs; readonly posting: Posting } | null> {
  const record = await loadSession(tx, session);
  if (show === "invite") {
    const view = { ...(await inviteView(tx, record)), state: { kind: "moved", to } as const };
    return { ts: thread.ts, posting: { kind: "invite", view } };
  }
  const left = await formerThreadsOf(tx, session);
  const headerTs = left.find(
    ({ channel, ts }) => channel === thread.channel && ts === thread.ts,
  )?.headerTs;
  const view = await headerView(tx, record);
  if (!headerTs || view === null) return null;
  return { ts: headerTs, posting: { kind: "header", view: { ...view, movedTo: to } } };
}
