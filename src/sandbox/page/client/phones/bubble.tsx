import type { VNode } from "preact";
import type { Bubble, Media } from "../model.ts";
import { timeOf, wholeTime } from "../mrkdwn/dates.ts";

/** One text on a phone. */
export function BubbleShown({ bubble }: { readonly bubble: Bubble }): VNode {
  const at = new Date(bubble.at);
  const isOwn = bubble.direction === "from_texter";
  return (
    <div class={`bubble-row ${isOwn ? "own" : "other"} ${bubble.state}`}>
      {bubble.media.map((media) => (
        <MediaShown key={media.url} media={media} />
      ))}
      {bubble.text !== "" && <div class="bubble">{bubble.text}</div>}
      <div class="bubble-foot">
        <time dateTime={at.toISOString()} title={wholeTime(at)}>
          {timeOf(at)}
        </time>{" "}
        · <span class="bubble-state">{stateInWords(bubble, isOwn)}</span>
      </div>
    </div>
  );
}

function stateInWords({ state, why }: Bubble, isOwn: boolean): string {
  switch (state) {
    case "sending":
      return isOwn ? "sending…" : "on its way";
    case "delivered":
      return isOwn ? "delivered" : "received";
    case "failed":
      return `${isOwn ? "not delivered" : "never arrived"}${why === undefined ? "" : `: ${why}`}`;
    default:
      return state satisfies never;
  }
}

function MediaShown({ media }: { readonly media: Media }): VNode {
  if (!media.contentType.startsWith("image/")) {
    return (
      <a class="file" href={media.url} target="_blank" rel="noreferrer">
        File ({media.contentType})
      </a>
    );
  }
  return <img class="bubble-picture" src={media.url} alt="Sent with the text" />;
}
