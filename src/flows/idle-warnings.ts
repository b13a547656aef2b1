import type { UserId, WarningId } from "../domain/ids.ts";
import type { Session } from "../domain/session.ts";
import { type EffectHandler, effect } from "../lanes/job.ts";
import { keepOpen, loadIdleWarning, silentSince } from "../store/idle-warnings.ts";
import { lockPair } from "../store/pairs.ts";
import { loadSession, lockSession } from "../store/sessions.ts";
import type { FlowDeps } from "./deps.ts";
import { enqueueIdleWarning, idleWarningPayload, retireIdleWarnings } from "./idle-warning-jobs.ts";
import type { Posting } from "./ports.ts";
import type { IdleWarningView } from "./session-views.ts";
import { POST_TIMES, performPost, performRedraw, redrawWherePossible } from "./slack-posts.ts";

/** Posts the warning into the thread the first time, draws it again after that. */
export function showIdleWarning(deps: FlowDeps): EffectHandler {
  return effect(idleWarningPayload, POST_TIMES, async (tx, job, resolving) => {
    const warning = await loadIdleWarning(tx, job.payload.warning);
    const { session, channel, inviteTs } = await loadSession(tx, warning.session);
    if (inviteTs === null) throw new Error(`session ${session.id} has no thread yet`);
    const { message } = warning;
    // Over before it was posted: there is nothing to warn of.
    if (message === null && warning.isOver && !resolving) return null;
    const view: IdleWarningView = {
      warning: warning.id,
      owner: session.state === "waiting" ? null : session.owner,
      silentMs: warning.warnedAt.getTime() - warning.silentSince.getTime(),
      endsAt: warning.endsAt,
      keptBy: warning.keptBy,
      isOver: warning.isOver,
    };
    const posting: Posting = { kind: "idle_warning", view };
    if (message === null) {
      const post = { session: session.id, channel, threadTs: inviteTs, posting };
      return performPost(deps, tx, job, resolving, post);
    }
    if (message.channel !== channel) return redrawWherePossible(deps, job, message, posting);
    return performRedraw(deps, tx, job, message, posting, () => Promise.resolve({ kind: "done" }));
  });
}

/** What a press of Keep open comes to. */
export type KeepOpenResult =
  | { readonly kind: "kept" }
  | { readonly kind: "kept_before"; readonly by: UserId }
  /** Somebody has written since, or the session has another owner: it stays open by itself. */
  | { readonly kind: "not_needed" }
  | { readonly kind: "not_active" }
  | { readonly kind: "not_yours" };

/**
 * Keep open: the owner, or a supervisor, lets the silence begin anew, once a warning. The session's
 * lock keeps it apart from its end: whichever comes second sees the other.
 */
export function keepSessionOpen(
  deps: FlowDeps,
  click: { warning: WarningId; by: UserId; isSupervisor: boolean },
): Promise<KeepOpenResult> {
  return deps.db.transaction(async (tx): Promise<KeepOpenResult> => {
    const about = await loadIdleWarning(tx, click.warning);
    await lockPair(tx, (await loadSession(tx, about.session)).session.pair);
    const { session } = await lockSession(tx, about.session);
    if (!click.isSupervisor && ownerOf(session) !== click.by) return { kind: "not_yours" };
    if (session.state !== "active") return { kind: "not_active" };
    const since = await silentSince(tx, session);
    await retireIdleWarnings(tx, session, since);
    const { keptBy, isOver } = await loadIdleWarning(tx, click.warning);
    if (keptBy !== null) return { kind: "kept_before", by: keptBy };
    if (isOver) return { kind: "not_needed" };
    await keepOpen(tx, click.warning, click.by);
    await enqueueIdleWarning(tx, session, click.warning);
    return { kind: "kept" };
  });
}

function ownerOf(session: Session): UserId | null {
  return session.state === "waiting" ? null : session.owner;
}
