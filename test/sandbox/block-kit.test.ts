import type { AnyBlock, ModalView } from "@slack/types";
import { WebAPIPlatformError, WebClient } from "@slack/web-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FakeSlack } from "../../src/sandbox/slack/fake-slack.ts";
import { startFakeSlack } from "../../src/sandbox/slack/server.ts";
import { quiet } from "./quiet.ts";

let slack: FakeSlack;
let client: WebClient;
let channel: string;

beforeAll(async () => {
  slack = await startFakeSlack({
    signingSecret: "secret",
    botToken: "xoxb-sandbox",
    delivery: { mode: "http" },
  });
  slack.retryPolicy.delaysMs = [];
  channel = slack.addChannel({ name: "support" }).id;
  client = new WebClient("xoxb-sandbox", {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    logger: quiet,
  });
});

afterAll(() => slack.close());

/** The error and the messages that Slack answers with; undefined when it takes the blocks. */
async function refusal(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) throw error;
    const { response_metadata: metadata } = error.data;
    return [error.data.error, ...(metadata?.messages ?? [])];
  }
}

const post = (...blocks: AnyBlock[]) =>
  refusal(() => client.chat.postMessage({ channel, text: "fallback", blocks }));

const plain = (text: string) => ({ type: "plain_text" as const, text });
const section = (text: string): AnyBlock => ({
  type: "section",
  text: { type: "mrkdwn", text },
});
const block = (type: string, fields: object): AnyBlock => ({ type, ...fields });
const button = (text: string, more: object = {}) => ({
  type: "button" as const,
  text: plain(text),
  action_id: "go",
  ...more,
});
const actions = (...elements: object[]) => block("actions", { elements });
const menu = (options: object[]): AnyBlock =>
  actions({ type: "static_select", action_id: "pick", options });
const option = (text: string, value: string) => ({ text: plain(text), value });
const rich = (text: string) =>
  block("rich_text", {
    elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
  });
const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

describe("blocks at the limits of Block Kit are taken, beyond them refused", () => {
  test.each<[string, AnyBlock[], AnyBlock[]]>([
    ["50 blocks", times(50, () => section("x")), times(51, () => section("x"))],
    ["3000 characters in a section", [section("é".repeat(3000))], [section("é".repeat(3001))]],
    ["a text that is not empty", [section("x")], [section("")]],
    [
      "10 fields of 2000 characters",
      [block("section", { fields: [plain("x".repeat(2000))] })],
      [block("section", { fields: [plain("x".repeat(2001))] })],
    ],
    [
      "10 fields",
      [block("section", { fields: times(10, () => plain("x")) })],
      [block("section", { fields: times(11, () => plain("x")) })],
    ],
    [
      "150 characters in a header",
      [block("header", { text: plain("x".repeat(150)) })],
      [block("header", { text: plain("x".repeat(151)) })],
    ],
    [
      "plain text in a header",
      [block("header", { text: plain("x") })],
      [block("header", { text: { type: "mrkdwn", text: "x" } })],
    ],
    [
      "10 elements in a context",
      [block("context", { elements: times(10, () => plain("x")) })],
      [block("context", { elements: times(11, () => plain("x")) })],
    ],
    [
      "25 elements in actions",
      [actions(...times(25, (n) => button("x", { action_id: `a${n}` })))],
      [actions(...times(26, (n) => button("x", { action_id: `a${n}` })))],
    ],
    [
      "75 characters on a button",
      [actions(button("x".repeat(75)))],
      [actions(button("x".repeat(76)))],
    ],
    [
      "2000 characters in a button's value",
      [actions(button("x", { value: "x".repeat(2000) }))],
      [actions(button("x", { value: "x".repeat(2001) }))],
    ],
    [
      "255 characters in an action_id",
      [actions(button("x", { action_id: "x".repeat(255) }))],
      [actions(button("x", { action_id: "x".repeat(256) }))],
    ],
    [
      "an action_id once in a block",
      [actions(button("x")), actions(button("y"))],
      [actions(button("x"), button("y"))],
    ],
    [
      "a block_id once in a message",
      [
        { type: "divider", block_id: "a" },
        { type: "divider", block_id: "b" },
      ],
      [
        { type: "divider", block_id: "a" },
        { type: "divider", block_id: "a" },
      ],
    ],
    ["options in a menu", [menu([option("x", "y")])], [menu([])]],
    [
      "100 options in a menu",
      [menu(times(100, (n) => option("x", `${n}`)))],
      [menu(times(101, (n) => option("x", `${n}`)))],
    ],
    [
      "75 characters in an option",
      [menu([option("x".repeat(75), "y")])],
      [menu([option("x".repeat(76), "y")])],
    ],
    [
      "150 characters in an option's value",
      [menu([option("x", "y".repeat(150))])],
      [menu([option("x", "y".repeat(151))])],
    ],
    [
      "a menu of which at least one person can be chosen",
      [actions({ type: "multi_users_select", action_id: "who", max_selected_items: 1 })],
      [actions({ type: "multi_users_select", action_id: "who", max_selected_items: 0 })],
    ],
    [
      "kinds of conversations that there are",
      [
        actions({
          type: "conversations_select",
          action_id: "to",
          filter: { include: ["public", "private"] },
        }),
      ],
      [
        actions({
          type: "conversations_select",
          action_id: "to",
          filter: { include: ["open"] },
        }),
      ],
    ],
    [
      "an initial option that is among the options",
      [
        actions({
          type: "static_select",
          options: [option("x", "y")],
          initial_option: option("x", "y"),
        }),
      ],
      [
        actions({
          type: "static_select",
          options: [option("x", "y")],
          initial_option: option("x", "z"),
        }),
      ],
    ],
    [
      "primary and danger buttons",
      [actions(button("x", { style: "danger" }))],
      [actions(button("x", { style: "default" }))],
    ],
    ["rich text with text in it", [rich("x")], [rich("")]],
    [
      "tables of 20 columns",
      [block("table", { rows: [times(20, () => ({ type: "raw_text", text: "x" }))] })],
      [block("table", { rows: [times(21, () => ({ type: "raw_text", text: "x" }))] })],
    ],
    [
      "images with an alternative text",
      [block("image", { image_url: "https://example.com/a.png", alt_text: "a" })],
      [block("image", { image_url: "https://example.com/a.png" })],
    ],
    [
      "known blocks",
      [block("markdown", { text: "# x" })],
      [block("sektion", { text: plain("x") })],
    ],
  ])("%s", async (_what, taken, refused) => {
    expect(await post(...taken)).toBeUndefined();
    expect(await post(...refused)).toEqual(
      expect.arrayContaining(["invalid_blocks", expect.stringMatching(/\[json-pointer:\/blocks/)]),
    );
  });
});

test("a refusal names the rule and the place", async () => {
  expect(await post(section("fine"), section("x".repeat(3001)))).toEqual([
    "invalid_blocks",
    "[ERROR] failed to match all allowed schemas [json-pointer:/blocks/1/text]",
    "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]",
  ]);
});

test("blocks that are long only together are refused as too long", async () => {
  expect(await post(...times(5, () => section("x".repeat(3000))))).toEqual(["msg_blocks_too_long"]);
});

describe("modals", () => {
  const modal = (more: object): ModalView => ({
    type: "modal",
    title: plain("Title"),
    blocks: [section("x")],
    ...more,
  });
  const input = block("input", {
    label: plain("Name"),
    element: { type: "plain_text_input", action_id: "name" },
  });
  // A bad view is refused before the trigger is looked at.
  const open = (view: ModalView) => refusal(() => client.views.open({ trigger_id: "none", view }));

  test.each<[string, object, object]>([
    [
      "24 characters in the title",
      { title: plain("x".repeat(24)) },
      { title: plain("x".repeat(25)) },
    ],
    [
      "24 characters on the button",
      { submit: plain("x".repeat(24)) },
      { submit: plain("x".repeat(25)) },
    ],
    [
      "3000 characters of metadata",
      { private_metadata: "x".repeat(3000) },
      { private_metadata: "x".repeat(3001) },
    ],
    [
      "100 blocks",
      { blocks: times(100, () => section("x")) },
      { blocks: times(101, () => section("x")) },
    ],
    [
      "a submit button beside inputs",
      { blocks: [input], submit: plain("Save") },
      { blocks: [input] },
    ],
  ])("%s", async (_what, taken, refused) => {
    expect(await open(modal(taken))).toEqual(["invalid_trigger_id"]);
    expect(await open(modal(refused))).toEqual(
      expect.arrayContaining(["invalid_arguments", expect.stringMatching(/\[json-pointer:\/view/)]),
    );
  });
});
