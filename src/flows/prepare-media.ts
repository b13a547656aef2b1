import { MAX_MMS_BYTES } from "../domain/mms.ts";
import { type EffectHandler, effect, type Verdict } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import {
  mediaOf,
  type OutboundMedia,
  recordReadyMedia,
  recordUnsentMedia,
} from "../store/outbound-media.ts";
import { loadOutboundText, type OutboundText } from "../store/outbound-texts.ts";
import { threadMessageOf } from "../store/thread-messages.ts";
import type { FlowDeps } from "./deps.ts";
import { cancelText } from "./send-sms.ts";
import { outboundPayload } from "./sms-jobs.ts";
import { enqueueTell } from "./tell-jobs.ts";
import type { PreparedFile } from "./telnyx-ports.ts";

/** ms; fetching and shrinking all files. Harmless to repeat. */
const TIMES = { leaseMs: 60_000, performMs: 55_000 };
/** Tries before a file is left out: the text and those after it must not wait for long. */
const MAX_TRIES = 3;
/** ms between tries. */
const RETRY_DELAY = 2_000;

/**
 * Makes an agent's files ready for the carrier, just before their SMS in the same lane: fetched
 * from Slack, shrunk to what phones take, and kept under an address that Telnyx can fetch them from.
 */
export function prepareMedia(deps: FlowDeps): EffectHandler {
  return effect(outboundPayload, TIMES, async (tx, job) => {
    const outbound = await loadOutboundText(tx, job.payload.outbound);
    const media = await mediaOf(tx, outbound.id);
    const waiting = media.filter(({ state }) => state.kind === "waiting");
    if (outbound.state !== "queued" || waiting.length === 0) return null;
    const bytesEach = Math.floor(MAX_MMS_BYTES / media.length);
    return async () => {
      const prepared: [OutboundMedia, PreparedFile][] = [];
      for (const one of waiting) {
        prepared.push([one, await deps.files.prepare(one, bytesEach)]);
      }
      const isLastTry = job.attempts + 1 >= MAX_TRIES;
      return (settleTx) => settle(settleTx, outbound, prepared, isLastTry);
    };
  });
}

async function settle(
  tx: Tx,
  outbound: OutboundText,
  prepared: readonly [OutboundMedia, PreparedFile][],
  isLastTry: boolean,
): Promise<Verdict> {
  let isAgain = false;
  for (const [media, file] of prepared) {
    switch (file.kind) {
      case "ready":
        await recordReadyMedia(tx, media.id, file);
        break;
      case "refused":
        await recordUnsentMedia(tx, media.id, file.why);
        break;
      case "temporary":
        if (isLastTry) await recordUnsentMedia(tx, media.id, "Slack did not hand it over");
        else isAgain = true;
        break;
      default:
        file satisfies never;
    }
  }
  if (isAgain) return { kind: "retry", afterMs: RETRY_DELAY, why: "a file can't be had now" };
  await tellOfUnsent(tx, outbound);
  return { kind: "done" };
}

async function tellOfUnsent(tx: Tx, outbound: OutboundText): Promise<void> {
  const media = await mediaOf(tx, outbound.id);
  const reasons = media.flatMap(({ name, state }) =>
    state.kind === "unsent" ? [`“${name}”: ${state.why}.`] : [],
  );
  const textSent = outbound.text !== "" || reasons.length < media.length;
  if (!textSent) await cancelText(tx, outbound);
  const message = await threadMessageOf(tx, outbound.id);
  if (reasons.length === 0 || !message) return;
  await enqueueTell(tx, message.session, message.author, {
    kind: "files_not_sent",
    textSent,
    reasons,
  });
}
