import type { ChannelId, MessageTs } from "../domain/ids.ts";
import { MAX_SHOWN_FILES } from "../domain/mms.ts";
import {
  type EffectHandler,
  effect,
  type Job,
  lookAgain,
  type Perform,
  type Verdict,
} from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { loadInboundMedia, loadInboundText } from "../store/inbound-texts.ts";
import { loadSession } from "../store/sessions.ts";
import {
  findShownMedia,
  type MediaPlace,
  recordRefusedMedia,
  recordUploadedMedia,
} from "../store/shown-media.ts";
import { whileClosed } from "./channel-troubles.ts";
import type { FlowDeps } from "./deps.ts";
import { isThreadGone, settleThreadGone } from "./lost-threads.ts";
import type { UploadOutcome } from "./ports.ts";
import { mediaPayload } from "./session-jobs.ts";
import {
  afterLook,
  earliest,
  LANDING_MARGIN,
  performPost,
  settleOnce,
  settleRepeatable,
} from "./slack-posts.ts";
import type { FetchedMedia } from "./telnyx-ports.ts";

/** ms; a download takes 15 s at the most, an upload two calls of 10 s. */
const PERFORM_MS = 37_000;
const TIMES = {
  leaseMs: PERFORM_MS + LANDING_MARGIN + 4_000,
  performMs: PERFORM_MS + LANDING_MARGIN,
};
/** ms between tries of a download. */
const FIRST_RETRY = 1_000;
const LAST_RETRY = 60_000;
/** Tries of a download before it is given up, over ten minutes or so. */
const MAX_DOWNLOADS = 15;

type MediaJob = Job<ReturnType<typeof mediaPayload.parse>>;

/**
 * A file that came with a text is shown in the session's thread, after the text, and in the next
 * one too when the session goes on there: downloaded from Telnyx and brought to Slack (which may be
 * repeated at will), then shown (once). What can't be shown is said in the thread. Each step is
 * recorded before the next begins.
 */
export function showMedia(deps: FlowDeps): EffectHandler {
  return effect(mediaPayload, TIMES, async (tx, job, resolving) => {
    const { session, inbound, position, thread } = job.payload;
    const { channel, inviteTs } = await loadSession(tx, session);
    // It has left that thread: the file comes with the conversation so far in the next one.
    if (thread !== undefined && thread !== inviteTs) return null;
    if (inviteTs === null) {
      return lookAgain(5_000, "the session has no thread at the moment", resolving);
    }
    const place = { inbound, position, thread: inviteTs };
    const known = await findShownMedia(tx, place);
    switch (known.kind) {
      case "new":
        return bringToSlack(deps, tx, job, channel, place);
      case "refused":
        return performPost(deps, tx, job, resolving, {
          session,
          channel,
          threadTs: inviteTs,
          posting: { kind: "entry", entry: { kind: "media_refused", why: known.why } },
          urgency: "failure",
        });
      case "uploaded":
        return resolving
          ? lookForFile(deps, job, channel, inviteTs, known.file)
          : ((await whileClosed(tx, channel)) ?? share(deps, job, channel, inviteTs, known.file));
      default:
        return known satisfies never;
    }
  });
}

async function bringToSlack(
  deps: FlowDeps,
  tx: Tx,
  job: MediaJob,
  channel: ChannelId,
  place: MediaPlace,
): Promise<Perform> {
  const { inbound, position } = place;
  if (position >= MAX_SHOWN_FILES) {
    const { mediaCount } = await loadInboundText(tx, inbound);
    const why = `of the ${mediaCount} files of this text, the first ${MAX_SHOWN_FILES} are shown`;
    return () => Promise.resolve((settleTx) => refuse(settleTx, place, why));
  }
  const media = await loadInboundMedia(tx, inbound, position);
  return async () => {
    const fetched = await deps.media.fetch(media);
    if (fetched.kind !== "fetched")
      return (settleTx) => settleDownload(settleTx, job, place, fetched);
    const uploaded = await deps.desk.upload({
      name: `${fetched.what}-${position + 1}.${fetched.extension}`,
      altText: `${fetched.what} from the texter`,
      bytes: fetched.bytes,
    });
    return (settleTx) => settleUpload(deps, settleTx, job, channel, place, uploaded);
  };
}

async function settleDownload(
  tx: Tx,
  job: MediaJob,
  place: MediaPlace,
  fetched: Exclude<FetchedMedia, { kind: "fetched" }>,
): Promise<Verdict> {
  if (fetched.kind === "temporary" && job.attempts + 1 < MAX_DOWNLOADS) {
    const afterMs = Math.min(LAST_RETRY, FIRST_RETRY * 2 ** Math.min(job.attempts, 10));
    return { kind: "retry", afterMs, why: fetched.why };
  }
  const why =
    fetched.kind === "refused" ? fetched.why : `it could not be downloaded (${fetched.why})`;
  return refuse(tx, place, why);
}

/** Said in the thread next. */
async function refuse(tx: Tx, place: MediaPlace, why: string): Promise<Verdict> {
  await recordRefusedMedia(tx, place, why);
  return { kind: "retry", afterMs: 0, why };
}

async function settleUpload(
  deps: FlowDeps,
  tx: Tx,
  job: MediaJob,
  channel: ChannelId,
  place: MediaPlace,
  outcome: UploadOutcome,
): Promise<Verdict> {
  if (outcome.kind !== "done") return settleRepeatable(deps, tx, job, channel, outcome);
  await recordUploadedMedia(tx, place, outcome.file);
  return { kind: "retry", afterMs: 0, why: "brought to Slack, not shown yet" };
}

function share(
  deps: FlowDeps,
  job: MediaJob,
  channel: ChannelId,
  threadTs: MessageTs,
  file: string,
): Perform {
  return async () => {
    const outcome = await deps.desk.share(channel, threadTs, file);
    return (tx) =>
      isThreadGone(outcome)
        ? settleThreadGone(tx, job.payload.session, { channel, ts: threadTs })
        : settleOnce(deps, tx, job, channel, outcome);
  };
}

function lookForFile(
  deps: FlowDeps,
  job: MediaJob,
  channel: ChannelId,
  threadTs: MessageTs,
  file: string,
): Perform {
  return async () => {
    const found = await deps.desk.findFile(channel, threadTs, file, earliest(job));
    return () => Promise.resolve(afterLook(job, found));
  };
}
