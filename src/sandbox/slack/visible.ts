import { type Fields, fieldsListOf, fieldsOf, listOf, textOf } from "../json.ts";
import { allOptions } from "./elements-check.ts";
import { initialState, shownState } from "./inputs.ts";
import type { SlackView } from "./views.ts";
import type { SlackEphemeral, SlackMessage, Workspace } from "./workspace.ts";

/**
 * Everything that a person reads in a message or a view: one line per block, buttons in brackets,
 * mentions as names, escapes undone. A message with blocks shows those, not its text; formatting
 * marks (`*`, `_`) stay.
 */
export function visibleText(
  shown: SlackMessage | SlackEphemeral | SlackView,
  workspace: Workspace,
): string {
  if ("given" in shown) {
    const buttons = [shown.given.submit, shown.given.close].map((button) =>
      textOf(fieldsOf(button).text),
    );
    return [
      shown.title,
      ...shown.blocks.map((block) => blockText(block, workspace, shown)),
      buttons
        .filter((button) => button !== "")
        .map((button) => `[${button}]`)
        .join(" "),
    ]
      .filter((line) => line !== "")
      .join("\n");
  }
  const files = "files" in shown ? shown.files.map((file) => `[file ${file.name}]`) : [];
  const body =
    shown.blocks.length === 0
      ? [mrkdwnAsRead(shown.text, workspace)]
      : shown.blocks.map((block) => blockText(block, workspace));
  return [...body, ...files].filter((line) => line !== "").join("\n");
}

/** How mrkdwn reads: `<@U…>` as @Name, links as their label, `&amp;` as &. */
function mrkdwnAsRead(text: string, workspace: Workspace): string {
  return text
    .replaceAll(/<([^<>]+)>/g, (_whole, inner: string) => {
      const [target = "", label] = inner.split("|", 2);
      if (target.startsWith("@")) {
        return `@${workspace.users.get(target.slice(1))?.displayName ?? label ?? target.slice(1)}`;
      }
      if (target.startsWith("#")) {
        return `#${workspace.channels.get(target.slice(1))?.name ?? label ?? target.slice(1)}`;
      }
      if (target.startsWith("!")) return label ?? `@${target.slice(1)}`;
      return label ?? target;
    })
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

/** How a text object reads; plain text reads as it is written. */
function textObject(value: unknown, workspace: Workspace): string {
  const { type, text } = fieldsOf(value);
  return type === "mrkdwn" ? mrkdwnAsRead(textOf(text), workspace) : textOf(text);
}

function blockText(block: Fields, workspace: Workspace, view?: SlackView): string {
  const state = (element: Fields): Fields | undefined =>
    view?.values[textOf(block.block_id)]?.[textOf(element.action_id)];
  const elements = fieldsListOf(block.elements);
  switch (block.type) {
    case "section":
      return [
        textObject(block.text, workspace),
        ...fieldsListOf(block.fields).map((field) => textObject(field, workspace)),
        elementText(fieldsOf(block.accessory), workspace, state(fieldsOf(block.accessory))),
      ]
        .filter((part) => part !== "")
        .join("\n");
    case "header":
      return textObject(block.text, workspace);
    case "context":
    case "actions":
      return elements
        .map((element) => elementText(element, workspace, state(element)))
        .filter((part) => part !== "")
        .join(" ");
    case "input":
      return [
        textObject(block.label, workspace),
        elementText(fieldsOf(block.element), workspace, state(fieldsOf(block.element))),
        textObject(block.hint, workspace),
      ]
        .filter((part) => part !== "")
        .join("\n");
    case "rich_text":
      return elements.map((element) => richText(element, workspace)).join("\n");
    case "table":
      return listOf(block.rows)
        .map((row) =>
          fieldsListOf(row)
            .map((cell) => cellText(cell, workspace))
            .join("  "),
        )
        .join("\n");
    case "image":
      return [textObject(block.title, workspace), `[image ${textOf(block.alt_text)}]`]
        .filter((part) => part !== "")
        .join("\n");
    case "markdown":
      return textOf(block.text);
    default:
      return "";
  }
}

function cellText(cell: Fields, workspace: Workspace): string {
  if (cell.type === "rich_text") return blockText(cell, workspace);
  return typeof cell.value === "number" ? `${cell.value}` : textOf(cell.text);
}

function elementText(element: Fields, workspace: Workspace, state?: Fields): string {
  if (element.type === "plain_text" || element.type === "mrkdwn") {
    return textObject(element, workspace);
  }
  if (element.type === "button") return `[${textObject(element.text, workspace)}]`;
  if (element.type === "image") return `[image ${textOf(element.alt_text)}]`;
  if (element.type === "overflow") {
    return `[${allOptions(element)
      .map((option) => textObject(option.text, workspace))
      .join(" | ")}]`;
  }
  const held = shownState(state ?? initialState(element) ?? {});
  if (held.length > 0) {
    return held
      .map((item) => {
        const user = workspace.users.get(item)?.displayName;
        return user ?? workspace.channels.get(item)?.name ?? item;
      })
      .join(", ");
  }
  return textObject(element.placeholder, workspace);
}

function richText(element: Fields, workspace: Workspace): string {
  const inner = fieldsListOf(element.elements);
  switch (element.type) {
    case "rich_text_list":
      return inner.map((item) => `• ${richText(item, workspace)}`).join("\n");
    case "text":
      return textOf(element.text);
    case "link":
      return textOf(element.text) || textOf(element.url);
    case "user":
      return mrkdwnAsRead(`<@${textOf(element.user_id)}>`, workspace);
    case "channel":
      return mrkdwnAsRead(`<#${textOf(element.channel_id)}>`, workspace);
    case "broadcast":
      return `@${textOf(element.range)}`;
    case "emoji":
      return `:${textOf(element.name)}:`;
    case "date":
      return textOf(element.fallback);
    default:
      return inner.map((item) => richText(item, workspace)).join("");
  }
}
