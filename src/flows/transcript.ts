import type { SessionId } from "../domain/ids.ts";
import type { Tx } from "../store/database.ts";
import { inboundTextsOf } from "../store/inbound-texts.ts";
import { outboundTextsOf } from "../store/outbound-texts.ts";
import type { EntryReference, TextReference } from "./session-jobs.ts";

/** A text of a conversation, in its place. */
export interface TranscribedText extends TextReference {
  /** Characters. */
  readonly length: number;
}

/**
 * The session's conversation so far: what came in, in the carrier's order, and what went out, each
 * at its time.
 */
export async function transcriptOf(tx: Tx, session: SessionId): Promise<TranscribedText[]> {
  const transcript: { at: number; text: TranscribedText }[] = [];
  let newest = 0;
  for (const { id, text, recordedAt } of await inboundTextsOf(tx, session)) {
    // Never earlier than the one before, so that sorting keeps the carrier's order.
    newest = Math.max(newest, recordedAt.getTime());
    transcript.push({ at: newest, text: { kind: "inbound", id, length: text.length } });
  }
  for (const { id, text, createdAt } of await outboundTextsOf(tx, session)) {
    transcript.push({
      at: createdAt.getTime(),
      text: { kind: "outbound", id, length: text.length },
    });
  }
  // A stable sort: a text and the automatic answer to it have the same time, the text goes first.
  return transcript.toSorted((a, b) => a.at - b.at).map(({ text }) => text);
}

/** The texts that an entry of a thread shows as its own. */
export function textsOf(entry: EntryReference): TextReference[] {
  switch (entry.kind) {
    case "from_texter":
      return [{ kind: "inbound", id: entry.inbound }];
    case "texts_together":
      return entry.texts.map(({ inbound }) => ({ kind: "inbound", id: inbound }));
    case "automatic":
    case "reply":
    case "sent_anyway":
    case "sent_instead":
      return [{ kind: "outbound", id: entry.outbound }];
    default:
      return [];
  }
}
