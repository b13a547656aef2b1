import type { VNode } from "preact";
import { openThread, showPlace } from "../state/ui.ts";
import { nameOf, usePage } from "../state/viewer.ts";
import { formatDate, wholeTime } from "./dates.ts";
import { emojiNamed } from "./emoji.ts";
import { type Inline, type Piece, parseInline, parseMrkdwn } from "./parse.ts";

/** A mrkdwn text as Slack shows it. */
export function Mrkdwn({ text }: { readonly text: string }): VNode {
  return (
    <>
      {parseMrkdwn(text).map((piece, index) => (
        <PieceShown key={index} piece={piece} />
      ))}
    </>
  );
}

/** One line of mrkdwn, in the run of other words. */
export function MrkdwnLine({ text }: { readonly text: string }): VNode {
  return <Inlines inlines={parseInline(text)} />;
}

function PieceShown({ piece }: { readonly piece: Piece }): VNode {
  switch (piece.kind) {
    case "pre":
      return <pre class="pre">{piece.text}</pre>;
    case "quote":
      return (
        <blockquote class="quote">
          {piece.lines.map((line, index) => (
            <div class="line" key={index}>
              <Inlines inlines={line} />
            </div>
          ))}
        </blockquote>
      );
    case "line":
      return (
        <div class="line">
          <Inlines inlines={piece.inner} />
        </div>
      );
    default:
      return piece satisfies never;
  }
}

function Inlines({ inlines }: { readonly inlines: readonly Inline[] }): VNode {
  return (
    <>
      {inlines.map((inline, index) => (
        <InlineShown key={index} inline={inline} />
      ))}
    </>
  );
}

function InlineShown({ inline }: { readonly inline: Inline }): VNode {
  switch (inline.kind) {
    case "text":
      return <>{inline.text}</>;
    case "bold":
      return (
        <b>
          <Inlines inlines={inline.inner} />
        </b>
      );
    case "italic":
      return (
        <i>
          <Inlines inlines={inline.inner} />
        </i>
      );
    case "strike":
      return (
        <s>
          <Inlines inlines={inline.inner} />
        </s>
      );
    case "code":
      return <code class="code">{inline.text}</code>;
    case "emoji":
      return <Emoji name={inline.name} />;
    case "user":
      return <UserMention id={inline.id} />;
    case "channel":
      return <ChannelMention id={inline.id} label={inline.label} />;
    case "everybody":
      return <span class="mention">@{inline.name}</span>;
    case "date":
      return <DateShown seconds={inline.seconds} format={inline.format} />;
    case "link":
      return <Link url={inline.url} label={inline.label} />;
    default:
      return inline satisfies never;
  }
}

/** An emoji by its Slack name; unknown ones as `:name:`. */
export function Emoji({ name }: { readonly name: string }): VNode {
  const emoji = emojiNamed(name);
  if (emoji === undefined) return <>:{name}:</>;
  return (
    <span class="emoji" role="img" aria-label={`${name.replaceAll("_", " ")} emoji`}>
      {emoji}
    </span>
  );
}

export function UserMention({ id }: { readonly id: string }): VNode {
  return <span class="mention">@{nameOf(usePage(), id)}</span>;
}

/** A channel's name that opens the channel. */
export function ChannelMention(props: { readonly id: string; readonly label: string }): VNode {
  const channel = usePage().channels.find(({ id }) => id === props.id);
  const name = channel?.name ?? (props.label === "" ? props.id : props.label);
  return (
    <button
      type="button"
      class="mention linkish"
      onClick={() => showPlace({ kind: "channel", id: props.id })}
    >
      #{name}
    </button>
  );
}

export function DateShown(props: { readonly seconds: number; readonly format: string }): VNode {
  const at = new Date(props.seconds * 1000);
  return (
    <time dateTime={at.toISOString()} title={wholeTime(at)}>
      {formatDate(at, props.format, new Date())}
    </time>
  );
}

/** Slack's address of a message: channel, seconds, fraction, and the thread that it is in. */
const permalink =
  /^https?:\/\/[^/]+\/archives\/(\w+)\/p(\d+)(\d{6})(?:\?(?:.*&)?thread_ts=([\d.]+))?/;

/** A link; one to a message of the workspace opens its thread on this page. */
export function Link({ url, label }: { readonly url: string; readonly label: string }): VNode {
  const [, channel, seconds, fraction, parent] = permalink.exec(url) ?? [];
  if (channel !== undefined) {
    const ts = parent ?? `${seconds}.${fraction}`;
    return (
      <button
        type="button"
        class="linkish"
        onClick={() => {
          showPlace({ kind: "channel", id: channel });
          openThread({ channel, ts });
        }}
      >
        {label}
      </button>
    );
  }
  // Other schemes, such as javascript:, are no links.
  if (!/^(https?|mailto|tel):/.test(url)) return <>{label}</>;
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {label}
    </a>
  );
}
