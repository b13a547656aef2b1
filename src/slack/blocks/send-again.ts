import type { SendAgainResult } from "../../flows/send-again.ts";
import { type Message, section } from "./elements.ts";

/** What the person who pressed Retry, Edit and retry or Send correction is told. */
export function sendAgainAnswer(result: SendAgainResult): Message {
  const text = sentence(result);
  return { text, blocks: [section(text)] };
}

function sentence(result: SendAgainResult): string {
  switch (result.kind) {
    case "sent":
      return "Sending it again. Watch the mark on your message.";
    case "not_needed":
      return "This text has been sent again or delivered meanwhile; nothing more was sent.";
    case "not_owner":
      return "Only the owner of this session can send it again.";
    case "ended":
      return "The session has ended; nothing more can be sent.";
    case "opted_out":
      return "The texter opted out of texts; nothing can be sent.";
    case "bad_text":
      return result.check.kind === "empty"
        ? "There is no text to send."
        : `The text has ${result.check.length} characters, and ${result.check.max} can be sent at the most.`;
    default:
      return result satisfies never;
  }
}
