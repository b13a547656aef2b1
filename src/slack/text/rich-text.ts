import { z } from "zod";
import { emojiNamed, fromCode } from "./emoji.ts";
import { linkToSms, type Names } from "./links.ts";

/** Slack's `rich_text` block: what people type, with its formatting apart from the words. */

/** Such as `1f44b-1f3fd`. */
const codePoints = z
  .string()
  .regex(/^[0-9a-f]+(?:-[0-9a-f]+)*$/i)
  .refine((code) => code.split("-").every((part) => Number.parseInt(part, 16) <= 0x10_ff_ff));

const element = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({
    type: z.literal("link"),
    url: z.string(),
    text: z.string().optional(),
  }),
  z.object({
    type: z.literal("emoji"),
    name: z.string(),
    unicode: codePoints.optional(),
    skin_tone: z.number().optional(),
  }),
  z.object({ type: z.literal("user"), user_id: z.string() }),
  z.object({ type: z.literal("channel"), channel_id: z.string() }),
  z.object({ type: z.literal("usergroup") }),
  z.object({ type: z.literal("broadcast"), range: z.string() }),
  z.object({
    type: z.literal("date"),
    fallback: z.string().optional(),
    // The seconds that a date can have.
    timestamp: z.number().min(-8.64e12).max(8.64e12),
  }),
  z.object({ type: z.literal("color"), value: z.string() }),
]);
type Element = z.infer<typeof element>;

const section = z.object({
  type: z.literal("rich_text_section"),
  elements: z.array(element),
});
const part = z.discriminatedUnion("type", [
  section,
  z.object({
    type: z.literal("rich_text_list"),
    style: z.enum(["bullet", "ordered"]),
    indent: z.int().min(0).max(8).optional(),
    offset: z.int().optional(),
    elements: z.array(section),
  }),
  z.object({ type: z.literal("rich_text_quote"), elements: z.array(element) }),
  z.object({ type: z.literal("rich_text_preformatted"), elements: z.array(element) }),
]);
const richText = z.object({ type: z.literal("rich_text"), elements: z.array(part) });

export type RichText = z.infer<typeof richText>;

/**
 * The message's rich text; null unless it is the only block and holds nothing that we don't know,
 * so that nothing a person typed is lost silently.
 */
export function readRichText(blocks: readonly unknown[] | undefined): RichText | null {
  if (blocks?.length !== 1) return null;
  const parsed = richText.safeParse(blocks[0]);
  return parsed.success ? parsed.data : null;
}

/** The words, with lists, quotes and line breaks kept and formatting dropped. */
export function richTextToSms(rich: RichText, names: Names): string {
  return rich.elements.map((one) => partToSms(one, names)).join("\n");
}

function partToSms(one: RichText["elements"][number], names: Names): string {
  switch (one.type) {
    case "rich_text_section":
    case "rich_text_preformatted":
      return elementsToSms(one.elements, names).replace(/\n$/, "");
    case "rich_text_quote":
      return elementsToSms(one.elements, names)
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => `> ${line}`)
        .join("\n");
    case "rich_text_list": {
      const indent = "  ".repeat(one.indent ?? 0);
      const first = (one.offset ?? 0) + 1;
      return one.elements
        .map((item, i) => {
          const mark = one.style === "ordered" ? `${first + i}.` : "•";
          return `${indent}${mark} ${elementsToSms(item.elements, names)}`;
        })
        .join("\n");
    }
    default:
      return one satisfies never;
  }
}

function elementsToSms(elements: readonly Element[], names: Names): string {
  return elements.map((one) => elementToSms(one, names)).join("");
}

function elementToSms(one: Element, names: Names): string {
  switch (one.type) {
    case "text":
      return one.text;
    case "link":
      return linkToSms(one.url, one.text ?? "");
    case "emoji":
      return emojiToSms(one.name, one.unicode, one.skin_tone);
    case "user":
      return `@${names.user(one.user_id) ?? "someone"}`;
    case "channel":
      return `#${names.channel(one.channel_id) ?? "channel"}`;
    case "usergroup":
      return "@group";
    case "broadcast":
      return `@${one.range}`;
    case "date":
      return one.fallback ?? new Date(one.timestamp * 1000).toISOString();
    case "color":
      return one.value;
    default:
      return one satisfies never;
  }
}

/** Slack says the very characters of every emoji but a workspace's own. */
function emojiToSms(name: string, unicode: string | undefined, skinTone?: number): string {
  if (unicode !== undefined) return fromCode(unicode);
  const [plainName = name, tone = skinTone] = name.split("::skin-tone-");
  return emojiNamed(plainName, tone === undefined ? null : String(tone)) ?? `:${name}:`;
}

/** The ids of the people in it. */
export function richTextUsers(rich: RichText): string[] {
  return allElements(rich).flatMap((one) => (one.type === "user" ? [one.user_id] : []));
}

/** The ids of the channels in it. */
export function richTextChannels(rich: RichText): string[] {
  return allElements(rich).flatMap((one) => (one.type === "channel" ? [one.channel_id] : []));
}

function allElements(rich: RichText): Element[] {
  return rich.elements.flatMap((one) =>
    one.type === "rich_text_list" ? one.elements.flatMap((item) => item.elements) : one.elements,
  );
}
