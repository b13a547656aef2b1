import type { Texter } from "../cast.ts";
import { type Fields, fieldsOf, textOf } from "../json.ts";
import { errorObject } from "../telnyx/errors.ts";
import type { SentSms, TextedSms } from "../telnyx/messages.ts";
import type { FakeTelnyx } from "../telnyx/server.ts";
import type { Bubble, Phone } from "./model.ts";

/**
 * The phones, drawn from what the fake Telnyx has seen.
 *
 * @param withoutReceipt messages that arrived though no receipt says so
 */
export function phonesOf(
  texters: readonly Texter[],
  telnyx: FakeTelnyx,
  withoutReceipt: ReadonlySet<string>,
): readonly Phone[] {
  const answers = answersByText(telnyx);
  const tries = telnyx.retryPolicy.delaysMs.length + 1;
  const bubbles = new Map<string, Bubble[]>();
  const put = (number: string, bubble: Bubble): void => {
    bubbles.set(number, [...(bubbles.get(number) ?? []), bubble]);
  };
  for (const texted of telnyx.texted) {
    put(texted.from, fromTexter(texted, answers.get(texted.id) ?? [], tries));
  }
  for (const sms of telnyx.sent) put(sms.to, toTexter(sms, telnyx, withoutReceipt));
  return texters.map(({ name, number }) => ({
    name,
    number,
    bubbles: (bubbles.get(number) ?? []).toSorted((a, b) => a.at - b.at),
  }));
}

/** The HTTP statuses with which each text's webhooks were answered, by `payload.id`. */
function answersByText(telnyx: FakeTelnyx): ReadonlyMap<string, readonly number[]> {
  const answers = new Map<string, number[]>();
  for (const { envelope, status } of telnyx.webhooks) {
    const id = textOf(fieldsOf(fieldsOf(envelope.data).payload).id);
    answers.set(id, [...(answers.get(id) ?? []), status]);
  }
  return answers;
}

function fromTexter(texted: TextedSms, statuses: readonly number[], tries: number): Bubble {
  const taken = statuses.some((status) => status >= 200 && status < 300);
  const givenUp = !taken && statuses.length >= tries;
  return {
    id: texted.id,
    line: texted.to,
    direction: "from_texter",
    text: texted.text,
    media: texted.media.map((item: Fields) => ({
      url: textOf(item.url),
      contentType: textOf(item.content_type),
    })),
    at: texted.at,
    state: taken ? "delivered" : givenUp ? "failed" : "sending",
    ...(givenUp ? { why: `The app did not take it (HTTP ${statuses.at(-1)}).` } : {}),
  };
}

function toTexter(sms: SentSms, telnyx: FakeTelnyx, withoutReceipt: ReadonlySet<string>): Bubble {
  const receipt = telnyx.lastReceipts.get(sms.id);
  const failed = (receipt?.errors ?? []).length > 0;
  const arrived = receipt?.status === "delivered" || withoutReceipt.has(sms.id);
  return {
    id: sms.id,
    line: sms.from,
    direction: "to_texter",
    text: sms.text,
    media: sms.mediaUrls.map((url) => ({ url, contentType: "image/*" })),
    at: sms.at,
    state: failed ? "failed" : arrived ? "delivered" : "sending",
    ...(failed ? { why: errorObject(receipt?.errors?.[0] ?? "").title } : {}),
  };
}
