import type { VNode } from "preact";
import { withEmoji } from "../mrkdwn/emoji.ts";
import { Mrkdwn, MrkdwnLine } from "../mrkdwn/text.tsx";
import { wireOf, wordsOf } from "./wire.ts";

/** A text object of Slack's: marked up, or plain with its line breaks kept. */
export function TextObject({ text }: { readonly text: unknown }): VNode {
  if (wireOf(text).type === "mrkdwn") return <Mrkdwn text={wordsOf(text)} />;
  return <div class="plain">{plainWords(text)}</div>;
}

/** A text object in the run of other words: in a label, on an option. */
export function TextLine({ text }: { readonly text: unknown }): VNode {
  if (wireOf(text).type === "mrkdwn") return <MrkdwnLine text={wordsOf(text)} />;
  return <>{plainWords(text)}</>;
}

/** The words of a plain text, with emoji for names unless it says otherwise. */
export function plainWords(text: unknown): string {
  const words = wordsOf(text);
  return wireOf(text).emoji === false ? words : withEmoji(words);
}
