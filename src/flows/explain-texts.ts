import { z } from "zod";
import { ANSWER_KINDS } from "../domain/automatic-answers.ts";
import { type ChannelId, type MessageTs, type PhoneNumber, userId } from "../domain/ids.ts";
import { contactNameOf } from "../store/contact-names.ts";
import type { Tx } from "../store/database.ts";
import { type DecidedText, newestTextsFrom, newestTextsOf } from "../store/inbound-texts.ts";
import { loadPair } from "../store/pairs.ts";
import { findSessionByThread } from "../store/session-threads.ts";
import type { FlowDeps } from "./deps.ts";

/** Texts that are explained at once. */
const MOST = 8;

const answerKind = z.enum(ANSWER_KINDS);

/** What was recorded when a text was decided. Fields that came later have their defaults. */
const recorded = z.object({
  candidates: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(["exact", "first_word", "word", "catch_all"]),
    }),
  ),
  agents: z.array(
    z.object({
      user: z.string().transform(userId),
      maxSessions: z.number(),
      onDuty: z.boolean(),
      deactivated: z.boolean(),
      load: z.number(),
    }),
  ),
  paused: z.boolean().default(false),
  openQueue: z.string().nullable().default(null),
  answers: z
    .array(
      z.union([
        z.object({ kind: answerKind, text: z.string() }),
        z.object({
          kind: answerKind,
          suppressed: z.enum(["one_a_minute", "five_an_hour", "just_ended"]),
        }),
      ]),
    )
    .default([]),
});

/** A text, and why it was treated as it was: recorded when it was decided, not recomputed. */
export interface ExplainedText
  extends Pick<DecidedText, "text" | "line" | "carrierAt" | "specRow"> {
  readonly because: z.infer<typeof recorded>;
}

/** A texter's texts with their explanations, the newest first. */
export interface ExplainedTexts {
  readonly texter: PhoneNumber;
  readonly contactName: string | null;
  readonly texts: readonly ExplainedText[];
}

/** Why somebody's newest texts were treated as they were. */
export function explainTextsFrom(deps: FlowDeps, texter: PhoneNumber): Promise<ExplainedTexts> {
  return deps.db.transaction(async (tx) =>
    explained(tx, texter, await newestTextsFrom(tx, texter, MOST)),
  );
}

/**
 * The same for the session in whose thread (or invite) somebody asks.
 *
 * @returns null when it is no thread of ours
 */
export function explainTextsOfThread(
  deps: FlowDeps,
  thread: { readonly channel: ChannelId; readonly ts: MessageTs },
): Promise<ExplainedTexts | null> {
  return deps.db.transaction(async (tx) => {
    const found = await findSessionByThread(tx, thread.channel, thread.ts);
    if (!found) return null;
    const { texter } = await loadPair(tx, found.record.session.pair);
    return explained(tx, texter, await newestTextsOf(tx, found.record.session.id, MOST));
  });
}

async function explained(
  tx: Tx,
  texter: PhoneNumber,
  texts: readonly DecidedText[],
): Promise<ExplainedTexts> {
  return { texter, contactName: await contactNameOf(tx, texter), texts: texts.map(asExplained) };
}

function asExplained({ text, line, carrierAt, specRow, explanation }: DecidedText): ExplainedText {
  return { text, line, carrierAt, specRow, because: recorded.parse(explanation) };
}
