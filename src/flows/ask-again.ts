import type { ChannelId, MessageTs, UserId } from "../domain/ids.ts";
import type { Tx } from "../store/database.ts";
import { findHeldText } from "../store/held-texts.ts";
import { loadOutboundText } from "../store/outbound-texts.ts";
import { loadSession } from "../store/sessions.ts";
import { findThreadMessage } from "../store/thread-messages.ts";
import type { FlowDeps } from "./deps.ts";
import { hasFailureToTell } from "./send-sms.ts";
import { enqueueTell, type WordReference } from "./tell-jobs.ts";

/** What came of asking again. */
export type AskedAgain = "asked" | "nothing_to_ask" | "not_yours";

/**
 * Says once more to the author of a message what they can decide about it: whether a long text goes
 * out, whether one that was not delivered is tried again, or whether they take over the session in
 * which it was not sent. Slack keeps private words for a while only, and they are said once.
 */
export function askAgain(
  deps: FlowDeps,
  asked: { channel: ChannelId; ts: MessageTs; by: UserId },
): Promise<AskedAgain> {
  return deps.db.transaction(async (tx): Promise<AskedAgain> => {
    const message = await findThreadMessage(tx, asked.channel, asked.ts);
    if (!message) return "nothing_to_ask";
    const word = await openQuestion(tx, asked, message);
    if (word === null) return "nothing_to_ask";
    if (message.author !== asked.by) return "not_yours";
    await enqueueTell(tx, message.session, asked.by, word);
    return "asked";
  });
}

type FoundMessage = NonNullable<Awaited<ReturnType<typeof findThreadMessage>>>;

/** @returns null when there is nothing to decide */
async function openQuestion(
  tx: Tx,
  { channel, ts }: { channel: ChannelId; ts: MessageTs },
  { session: id, author, outcome, outbound }: FoundMessage,
): Promise<WordReference | null> {
  switch (outcome) {
    case "held": {
      const held = await findHeldText(tx, { channel, ts });
      return held && { kind: "held", ts, question: held.question };
    }
    case "sent": {
      if (outbound === null) return null;
      const failed = hasFailureToTell(await loadOutboundText(tx, outbound), tx.now);
      return failed ? { kind: "delivery_failed", outbound } : null;
    }
    case "refused": {
      const { session } = await loadSession(tx, id);
      return session.state === "active" && session.owner !== author
        ? { kind: "not_sent_not_owner", owner: session.owner, ts }
        : null;
    }
    case "note":
      return null;
    default:
      return outcome satisfies never;
  }
}
