import type { Fields } from "../json.ts";
import { fieldsListOf, isFields, lengthOf, textOf } from "../json.ts";
import {
  type Check,
  checkRoot,
  items,
  object,
  oneOf,
  optional,
  refuse,
  required,
  string,
  text,
} from "./check.ts";
import { checkElement, checkImage, interactiveTypes } from "./elements-check.ts";
import { SlackError } from "./workspace.ts";

/** Sum of all texts in a message's blocks beyond which Slack answers `msg_blocks_too_long`
 * (measured by others, slackapi/bolt-js#2509; in no reference page). */
const longestBlocks = 13_200;

/**
 * Refuses blocks of a message that Slack would refuse. Known are the block types section, header,
 * context, actions, divider, input, image, rich_text, table and markdown; any other is refused,
 * though the real Slack has a few more.
 *
 * @throws SlackError `invalid_blocks` with `response_metadata.messages`, or `msg_blocks_too_long`
 */
export function refuseBadBlocks(blocks: unknown): void {
  const root = checkRoot("/blocks", blocks);
  checkBlocks(root, 50);
  if (root.errors.length > 0) throw refusal("invalid_blocks", root.errors);
  // Slack keeps a table as an attachment of the message.
  if (fieldsListOf(blocks).filter(({ type }) => type === "table").length > 1) {
    throw new SlackError("invalid_attachments", { errors: ["only_one_table_allowed"] });
  }
  if (textLength(blocks) > longestBlocks) throw new SlackError("msg_blocks_too_long");
}

/**
 * Refuses a modal or home view that Slack would refuse.
 *
 * @throws SlackError `invalid_arguments` with `response_metadata.messages`, or `view_too_large`
 */
export function refuseBadView(view: unknown, wanted: "modal" | "home"): void {
  const root = checkRoot("/view", view);
  const fields = object(root);
  if (fields !== undefined) {
    oneOf(required(root, fields, "type"), [wanted]);
    if (wanted === "modal") {
      text(required(root, fields, "title"), 24, "plain");
      text(optional(root, fields, "submit"), 24, "plain");
      text(optional(root, fields, "close"), 24, "plain");
    }
    string(optional(root, fields, "private_metadata"), { max: 3000 });
    string(optional(root, fields, "callback_id"), { max: 255 });
    string(optional(root, fields, "external_id"), { max: 255 });
    const blocks = required(root, fields, "blocks");
    if (blocks !== undefined) checkBlocks(blocks, 100);
    const hasInput = fieldsListOf(fields.blocks).some((block) => block.type === "input");
    if (wanted === "modal" && hasInput && fields.submit === undefined) {
      refuse(root, "missing required field: submit");
    }
  }
  if (root.errors.length > 0) throw refusal("invalid_arguments", root.errors);
  if (JSON.stringify(view).length > 250_000) throw new SlackError("view_too_large");
}

function refusal(error: string, errors: readonly string[]): SlackError {
  return new SlackError(error, {
    errors,
    response_metadata: { messages: errors.map((message) => `[ERROR] ${message}`) },
  });
}

function checkBlocks(check: Check, max: number): void {
  const seen = new Set<string>();
  let markdown = 0;
  for (const block of items(check, { max })) {
    const fields = object(block);
    if (fields === undefined) continue;
    const id = string(optional(block, fields, "block_id"), { max: 255 });
    if (id !== undefined && id !== "" && seen.has(id)) {
      refuse(block, `\`block_id\` "${id}" already exists`);
    }
    if (id !== undefined) seen.add(id);
    const type = required(block, fields, "type");
    if (type === undefined) continue;
    const known = typeof type.value === "string" ? blockTypes[type.value] : undefined;
    if (known === undefined) refuse(type, `unsupported type: ${String(type.value)}`);
    else known(block, fields);
    if (type.value === "markdown") markdown += textOf(fields.text).length;
    refuseTwinActions(block, fields);
  }
  if (markdown > 12_000) refuse(check, "markdown must be less than 12001 characters in all");
}

/** An action_id may stand once in a block; other blocks may use it as well. */
function refuseTwinActions(check: Check, block: Fields): void {
  const seen = new Set<string>();
  for (const element of fieldsListOf(block.elements)) {
    const id = textOf(element.action_id);
    if (id === "") continue;
    if (seen.has(id)) refuse(check, `\`action_id\` "${id}" already exists`);
    seen.add(id);
  }
}

const blockTypes: Readonly<Record<string, (check: Check, block: Fields) => void>> = {
  section(check, block) {
    const fields = optional(check, block, "fields");
    if (fields === undefined) text(required(check, block, "text"), 3000, "any");
    else text(optional(check, block, "text"), 3000, "any");
    for (const field of items(fields, { min: 1, max: 10 })) text(field, 2000, "any");
    const accessory = optional(check, block, "accessory");
    if (accessory !== undefined) checkElement(accessory, [...interactiveTypes.actions, "image"]);
  },
  header(check, block) {
    text(required(check, block, "text"), 150, "plain");
  },
  context(check, block) {
    for (const element of items(required(check, block, "elements"), { min: 1, max: 10 })) {
      const isImage = isFields(element.value) && element.value.type === "image";
      if (isImage) checkElement(element, ["image"]);
      else text(element, 3000, "any");
    }
  },
  actions(check, block) {
    for (const element of items(required(check, block, "elements"), { min: 1, max: 25 })) {
      checkElement(element, interactiveTypes.actions);
    }
  },
  divider() {},
  input(check, block) {
    text(required(check, block, "label"), 2000, "plain");
    text(optional(check, block, "hint"), 2000, "plain");
    const element = required(check, block, "element");
    if (element !== undefined) checkElement(element, interactiveTypes.input);
  },
  image(check, block) {
    checkImage(check, block);
    text(optional(check, block, "title"), 2000, "plain");
  },
  markdown(check, block) {
    string(required(check, block, "text"), { min: 1, max: 12_000 });
  },
  rich_text(check, block) {
    for (const element of items(required(check, block, "elements"), { max: 1000 })) {
      checkRichText(element);
    }
  },
  table(check, block) {
    for (const row of items(required(check, block, "rows"), { min: 1, max: 100 })) {
      for (const cell of items(row, { min: 1, max: 20 })) checkCell(cell);
    }
    items(optional(check, block, "column_settings"), { max: 20 });
  },
};

const richTextParts = [
  "text",
  "link",
  "user",
  "usergroup",
  "channel",
  "emoji",
  "broadcast",
  "date",
];
const richTextBoxes = [
  "rich_text_section",
  "rich_text_list",
  "rich_text_quote",
  "rich_text_preformatted",
];

function checkRichText(check: Check): void {
  const part = object(check);
  if (part === undefined) return;
  const type = required(check, part, "type");
  if (type === undefined) return;
  oneOf(type, [...richTextBoxes, ...richTextParts]);
  if (type.value === "text") string(required(check, part, "text"), { min: 1, max: 10_000 });
  if (type.value === "rich_text_list") {
    oneOf(required(check, part, "style"), ["bullet", "ordered"]);
  }
  if (richTextBoxes.some((box) => box === type.value)) {
    for (const inner of items(required(check, part, "elements"), { max: 1000 })) {
      checkRichText(inner);
    }
  }
}

function checkCell(check: Check): void {
  const cell = object(check);
  if (cell === undefined) return;
  const type = required(check, cell, "type");
  if (type?.value === "raw_text") string(required(check, cell, "text"), { min: 1, max: 10_000 });
  else if (type?.value === "rich_text") blockTypes.rich_text?.(check, cell);
  else if (type !== undefined) oneOf(type, ["raw_text", "raw_number", "rich_text"]);
}

/** The characters of every text in the blocks. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) {
    return value.reduce((sum: number, item: unknown) => sum + textLength(item), 0);
  }
  if (!isFields(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) =>
      sum + (key === "text" && typeof inner === "string" ? lengthOf(inner) : textLength(inner)),
    0,
  );
}
