/** Slack's mrkdwn as it stands on the wire, taken apart. */

/** A piece of a line. */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "bold" | "italic" | "strike"; readonly inner: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "user"; readonly id: string }
  | { readonly kind: "channel"; readonly id: string; readonly label: string }
  | { readonly kind: "everybody"; readonly name: string }
  | { readonly kind: "date"; readonly seconds: number; readonly format: string }
  | { readonly kind: "link"; readonly url: string; readonly label: string }
  | { readonly kind: "emoji"; readonly name: string };

/** A piece of a text, each on lines of its own. */
export type Piece =
  | { readonly kind: "line"; readonly inner: readonly Inline[] }
  | { readonly kind: "quote"; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: "pre"; readonly text: string };

/** Takes a whole mrkdwn text apart. */
export function parseMrkdwn(text: string): readonly Piece[] {
  return text.split(/```/).flatMap((part, index, parts): readonly Piece[] => {
    const isPre = index % 2 === 1 && index < parts.length - 1;
    if (isPre) return [{ kind: "pre", text: unescapeText(part.replace(/^\n|\n$/g, "")) }];
    const rest = index % 2 === 1 ? `\`\`\`${part}` : part;
    return parts.length > 1 ? linesOf(rest.replace(/^\n|\n$/g, "")) : linesOf(rest);
  });
}

function linesOf(text: string): readonly Piece[] {
  if (text === "") return [];
  const pieces: Piece[] = [];
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line)?.[1];
    const last = pieces.at(-1);
    if (quoted === undefined) pieces.push({ kind: "line", inner: parseInline(line) });
    else if (last?.kind === "quote") {
      pieces[pieces.length - 1] = { kind: "quote", lines: [...last.lines, parseInline(quoted)] };
    } else pieces.push({ kind: "quote", lines: [parseInline(quoted)] });
  }
  return pieces;
}

/** Marks count only at the edges of words, as Slack has it: 2*3*4 stays as it is. */
const token =
  /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):|(?<![\w*_~])([*_~])(?=\S)(.+?)(?<=\S)\4(?![\w])/gu;

/** Takes one line apart. */
export function parseInline(line: string): readonly Inline[] {
  const found: Inline[] = [];
  let after = 0;
  const plain = (text: string): void => {
    if (text !== "") found.push({ kind: "text", text: unescapeText(text) });
  };
  for (const match of line.matchAll(token)) {
    const [whole, code, angle, emoji, mark, marked = ""] = match;
    plain(line.slice(after, match.index));
    after = match.index + whole.length;
    if (code !== undefined) found.push({ kind: "code", text: unescapeText(code) });
    else if (angle !== undefined) found.push(parseAngle(angle));
    else if (emoji !== undefined) found.push({ kind: "emoji", name: emoji });
    else found.push({ kind: markKind(mark), inner: parseInline(marked) });
  }
  plain(line.slice(after));
  return found;
}

function markKind(mark: string | undefined): "bold" | "italic" | "strike" {
  if (mark === "*") return "bold";
  return mark === "_" ? "italic" : "strike";
}

/** What stands between `<` and `>`. */
function parseAngle(inside: string): Inline {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescapeText(inside.slice(bar + 1));
  if (target.startsWith("@")) return { kind: "user", id: target.slice(1) };
  if (target.startsWith("#")) return { kind: "channel", id: target.slice(1), label };
  const [, seconds, format] = /^!date\^(\d+)\^([^^]+)/.exec(target) ?? [];
  if (seconds !== undefined && format !== undefined) {
    return { kind: "date", seconds: Number(seconds), format };
  }
  if (target.startsWith("!")) {
    return { kind: "everybody", name: label === "" ? target.slice(1) : label };
  }
  const url = unescapeText(target);
  return { kind: "link", url, label: label === "" ? url.replace(/^(mailto|tel):/, "") : label };
}

/** Undoes the escapes of Slack's wire. */
export function unescapeText(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
