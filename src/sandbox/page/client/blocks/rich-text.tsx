import type { VNode } from "preact";
import type { Wire } from "../model.ts";
import { ChannelMention, DateShown, Emoji, Link, UserMention } from "../mrkdwn/text.tsx";
import { Unknown } from "./elements.tsx";
import { stringOf, wireOf, wiresOf } from "./wire.ts";

/** A rich_text block (Slack, "Rich text block"). */
export function RichText({ block }: { readonly block: Wire }): VNode {
  return (
    <>
      {wiresOf(block.elements).map((element, index) => (
        <Part key={index} element={element} />
      ))}
    </>
  );
}

function Part({ element }: { readonly element: Wire }): VNode {
  const type = stringOf(element.type);
  switch (type) {
    case "rich_text_section":
      return (
        <div class="line">
          <Runs element={element} />
        </div>
      );
    case "rich_text_quote":
      return (
        <blockquote class="quote">
          <Runs element={element} />
        </blockquote>
      );
    case "rich_text_preformatted":
      return (
        <pre class="pre">
          <Runs element={element} />
        </pre>
      );
    case "rich_text_list": {
      const items = wiresOf(element.elements).map((item, index) => (
        <li key={index}>
          <Runs element={item} />
        </li>
      ));
      return element.style === "ordered" ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    default:
      return <Unknown type={type} />;
  }
}

function Runs({ element }: { readonly element: Wire }): VNode {
  return (
    <>
      {wiresOf(element.elements).map((run, index) => (
        <Run key={index} run={run} />
      ))}
    </>
  );
}

function Run({ run }: { readonly run: Wire }): VNode {
  const type = stringOf(run.type);
  switch (type) {
    case "text":
      return styled(run, <>{stringOf(run.text)}</>);
    case "link":
      return styled(
        run,
        <Link url={stringOf(run.url)} label={stringOf(run.text) || stringOf(run.url)} />,
      );
    case "emoji":
      return <Emoji name={stringOf(run.name)} />;
    case "user":
      return <UserMention id={stringOf(run.user_id)} />;
    case "channel":
      return <ChannelMention id={stringOf(run.channel_id)} label="" />;
    case "broadcast":
      return <span class="mention">@{stringOf(run.range)}</span>;
    case "date":
      return <DateShown seconds={Number(run.timestamp)} format={stringOf(run.format)} />;
    default:
      return <Unknown type={type} />;
  }
}

function styled(run: Wire, inner: VNode): VNode {
  const style = wireOf(run.style);
  const asCode = style.code === true ? <code class="code">{inner}</code> : inner;
  const asStrike = style.strike === true ? <s>{asCode}</s> : asCode;
  const asItalic = style.italic === true ? <i>{asStrike}</i> : asStrike;
  return style.bold === true ? <b>{asItalic}</b> : asItalic;
}
