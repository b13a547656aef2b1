import type { VNode } from "preact";
import { Link } from "../mrkdwn/text.tsx";

/** The common part of Markdown, for markdown blocks: headings, lists, quotes, marks and links. */
export function Markdown({ text }: { readonly text: string }): VNode {
  return (
    <>
      {text.split("\n").map((line, index) => (
        <Line key={index} line={line} />
      ))}
    </>
  );
}

function Line({ line }: { readonly line: string }): VNode {
  const [, mark, rest = ""] = /^\s*(#{1,6}|[-*]|>)\s+(.*)$/.exec(line) ?? [];
  if (mark === undefined) {
    return (
      <div class="line">
        <Marked text={line} />
      </div>
    );
  }
  if (mark === ">") {
    return (
      <blockquote class="quote">
        <Marked text={rest} />
      </blockquote>
    );
  }
  return (
    <div class="line">
      {mark.startsWith("#") ? (
        <b>
          <Marked text={rest} />
        </b>
      ) : (
        <>
          • <Marked text={rest} />
        </>
      )}
    </div>
  );
}

const token = /`([^`]+)`|\*\*(.+?)\*\*|(?<!\w)[*_](\S.*?)[*_](?!\w)|\[([^\]]+)\]\(([^)\s]+)\)/g;

function Marked({ text }: { readonly text: string }): VNode {
  const found: (VNode | string)[] = [];
  let after = 0;
  for (const match of text.matchAll(token)) {
    const [whole, code, bold, italic, label, url] = match;
    found.push(text.slice(after, match.index));
    after = match.index + whole.length;
    if (code !== undefined) found.push(<code class="code">{code}</code>);
    else if (bold !== undefined) found.push(<b>{bold}</b>);
    else if (italic !== undefined) found.push(<i>{italic}</i>);
    else found.push(<Link url={url ?? ""} label={label ?? ""} />);
  }
  found.push(text.slice(after));
  return <>{found}</>;
}
