import type { z } from "zod";
import type { Job } from "../lanes/job.ts";
import type { Tx } from "../store/database.ts";
import { loadInboundText } from "../store/inbound-texts.ts";
import { finishMergedJobs, jobsBehind, setJobPayload } from "../store/jobs.ts";
import { JOB } from "./jobs.ts";
import { type EntryReference, entryPayload } from "./session-jobs.ts";

type EntryJob = Job<z.infer<typeof entryPayload>>;
type TextEntry = Extract<EntryReference, { kind: "from_texter" }>;

/** Texts in one post at the most: Slack takes 50 blocks a message, and each text has two. */
const MOST = 15;
/** Characters of them; Slack takes some 13,000 a message. */
const CHARACTERS = 8_000;

/**
 * Takes the texts that wait right behind this one into its post, in their order: what was one job
 * each is one job from then on, whatever becomes of its attempts. What is no text, or has been
 * tried before, ends them.
 *
 * @returns null when there is nothing to be merged
 */
export async function mergeTextsBehind(tx: Tx, job: EntryJob): Promise<EntryJob | null> {
  const { session, entry: first } = job.payload;
  if (first.kind !== "from_texter") return null;
  const texts: TextEntry[] = [first];
  const merged: number[] = [];
  let characters = (await loadInboundText(tx, first.inbound)).text.length;
  for (const behind of await jobsBehind(tx, job, MOST - 1)) {
    if (behind.kind !== JOB.postEntry || behind.attempts > 0) break;
    const { entry } = entryPayload.parse(behind.payload);
    if (entry.kind !== "from_texter") break;
    characters += (await loadInboundText(tx, entry.inbound)).text.length;
    if (characters > CHARACTERS) break;
    texts.push(entry);
    merged.push(behind.id);
  }
  if (merged.length === 0) return null;
  const payload = { session, entry: { kind: "texts_together" as const, texts } };
  await setJobPayload(tx, job.id, payload);
  await finishMergedJobs(tx, merged, job.id);
  return { ...job, payload };
}
