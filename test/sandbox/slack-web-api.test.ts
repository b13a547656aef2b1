import { WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fieldsListOf, fieldsOf } from "../../src/sandbox/json.ts";
import type { FakeSlack } from "../../src/sandbox/slack/fake-slack.ts";
import { startFakeSlack } from "../../src/sandbox/slack/server.ts";
import { quiet } from "./quiet.ts";

const botToken = "xoxb-sandbox";

let slack: FakeSlack;
let client: WebClient;
let channel: string;

const clientWith = (token: string) =>
  new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: 2_000,
    logger: quiet,
  });

const start = async (scopes?: readonly string[]) => {
  slack = await startFakeSlack({
    signingSecret: "secret",
    botToken,
    appToken: "xapp-sandbox",
    delivery: { mode: "http" },
    ...(scopes === undefined ? {} : { scopes }),
  });
  slack.retryPolicy.delaysMs = [];
  client = clientWith(botToken);
  channel = slack.addChannel({ name: "support" }).id;
};

beforeEach(() => start());
afterEach(() => slack.close());

/** The error that Slack answers with; undefined when there is none. */
async function errorOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return error.data.error;
    throw error;
  }
}

const post = async (text: string, threadTs?: string): Promise<string> => {
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  const { ts } = await client.chat.postMessage({ channel, text, ...thread });
  return ts ?? "";
};

describe("tokens and scopes", () => {
  test("a call without a token, with a wrong one, or with the app's is refused", async () => {
    expect(await errorOf(clientWith("").auth.test())).toBe("not_authed");
    expect(await errorOf(clientWith("xoxb-wrong").auth.test())).toBe("invalid_auth");
    expect(await errorOf(clientWith("xapp-sandbox").auth.test())).toBe("not_allowed_token_type");
  });

  test("the bot learns who it is", async () => {
    expect(await client.auth.test()).toMatchObject({
      ok: true,
      user_id: slack.botUserId,
      bot_id: slack.botId,
      team_id: slack.teamId,
    });
  });

  test("a missing scope is named; what is granted works", async () => {
    await slack.close();
    await start(["chat:write", "groups:history"]);
    const secret = slack.addChannel({ name: "secret", isPrivate: true }).id;
    await post("hello");
    await expect(client.conversations.history({ channel })).rejects.toMatchObject({
      data: {
        error: "missing_scope",
        needed: "channels:history",
        provided: "chat:write,groups:history",
      },
    });
    expect(await errorOf(client.conversations.history({ channel: secret }))).toBeUndefined();
  });

  test("a method that there is not is no HTTP error", async () => {
    expect(await errorOf(client.apiCall("chat.shout"))).toBe("unknown_method");
  });
});

describe("posting", () => {
  test("a post is in the channel, a reply in its thread alone, a broadcast in both", async () => {
    const parent = await post("parent");
    await post("reply", parent);
    await client.chat.postMessage({
      channel,
      text: "aloud",
      thread_ts: parent,
      reply_broadcast: true,
    });
    expect(slack.messages(channel).map(({ text }) => text)).toEqual(["parent", "aloud"]);
    expect(slack.thread(channel, parent).map(({ text }) => text)).toEqual([
      "parent",
      "reply",
      "aloud",
    ]);
  });

  test("what Slack refuses is refused with its error", async () => {
    const hidden = slack.addChannel({ name: "hidden", isPrivate: true, botIsMember: false }).id;
    const other = slack.addChannel({ name: "other", botIsMember: false }).id;
    const old = slack.addChannel({ name: "old", isArchived: true }).id;
    const postTo = (to: string, more = {}) =>
      errorOf(client.chat.postMessage({ channel: to, text: "x", ...more }));
    expect(await postTo("C0NOWHERE")).toBe("channel_not_found");
    expect(await postTo(hidden)).toBe("channel_not_found");
    expect(await postTo(other)).toBe("not_in_channel");
    expect(await postTo(old)).toBe("is_archived");
    expect(await postTo(channel, { thread_ts: "1.000001" })).toBe("thread_not_found");
    expect(await postTo(channel, { text: "" })).toBe("no_text");
    expect(await postTo(channel, { text: "x".repeat(40_001) })).toBe("msg_too_long");
    expect(slack.messages(channel)).toEqual([]);
  });

  test("an update of text alone takes the blocks away, one of blocks alone keeps the text", async () => {
    const blocks = [{ type: "section", text: { type: "mrkdwn", text: "block" } }];
    const { ts = "" } = await client.chat.postMessage({ channel, text: "old", blocks });
    await client.chat.update({ channel, ts, text: "new" });
    expect(slack.message(channel, ts)).toMatchObject({ text: "new", blocks: [] });
    await client.chat.update({ channel, ts, blocks, text: "" });
    expect(slack.message(channel, ts)).toMatchObject({
      text: "new",
      blocks: [{ text: { text: "block" } }],
    });
  });

  test("the bot changes and deletes its own messages only", async () => {
    const ana = slack.addUser({ name: "Ana" });
    await slack.join(ana, channel);
    const { ts } = await slack.say(ana, channel, "mine");
    const update = (at: string, text: string) =>
      errorOf(client.chat.update({ channel, ts: at, text }));
    expect(await update(ts, "yours")).toBe("cant_update_message");
    expect(await update("1.000001", "x")).toBe("message_not_found");
    expect(await update(await post("x"), "x".repeat(4_001))).toBe("msg_too_long");
    expect(await errorOf(client.chat.delete({ channel, ts }))).toBe("cant_delete_message");
  });

  test("a deleted parent leaves a tombstone and its replies", async () => {
    const parent = await post("parent");
    await post("reply", parent);
    await client.chat.delete({ channel, ts: parent });
    expect(slack.thread(channel, parent).map(({ text }) => text)).toEqual([
      "This message was deleted.",
      "reply",
    ]);
  });

  test("only members of the channel can be shown an ephemeral message", async () => {
    const ana = slack.addUser({ name: "Ana" });
    const show = () => client.chat.postEphemeral({ channel, user: ana.id, text: "psst" });
    expect(await errorOf(show())).toBe("user_not_in_channel");
    await slack.join(ana, channel);
    await show();
    expect(slack.ephemerals(ana).map(({ text }) => text)).toEqual(["psst"]);
    expect(slack.messages(channel)).toEqual([]);
  });

  test("a post without text is warned about", async () => {
    const blocks = [{ type: "divider" }];
    await client.apiCall("chat.postMessage", { channel, blocks });
    expect(slack.warnings).toEqual([expect.stringContaining("chat.postMessage without text")]);
  });

  test("a post to a user goes to the conversation with that user", async () => {
    const ana = slack.addUser({ name: "Ana" });
    const sent = await client.chat.postMessage({ channel: ana.id, text: "hello" });
    const opened = await client.conversations.open({ users: ana.id });
    expect(sent.channel).toBe(opened.channel?.id);
    expect(slack.messages(sent.channel ?? "").map(({ text }) => text)).toEqual(["hello"]);
  });
});

describe("reading", () => {
  test("history is newest first, replies come after their parent, both page by page", async () => {
    const first = await post("1");
    for (const text of ["2", "3", "4", "5"]) await post(text, first);
    for (const text of ["a", "b"]) await post(text);
    const pages = async (method: string, args: object) => {
      const texts: unknown[][] = [];
      for await (const page of client.paginate(method, { channel, ...args })) {
        const messages = fieldsListOf(fieldsOf(page).messages);
        texts.push(messages.map(({ text }) => text));
      }
      return texts;
    };
    expect(await pages("conversations.history", { limit: 2 })).toEqual([["b", "a"], ["1"]]);
    expect(await pages("conversations.replies", { ts: first, limit: 3 })).toEqual([
      ["1", "2", "3"],
      ["4", "5"],
    ]);
  });

  test("oldest and latest leave the ends out unless they are asked for", async () => {
    const [one, two, three] = [await post("1"), await post("2"), await post("3")];
    const read = async (more: object) => {
      const { messages = [] } = await client.conversations.history({ channel, ...more });
      return messages.map(({ text }) => text);
    };
    expect(await read({ oldest: one, latest: three })).toEqual(["2"]);
    expect(await read({ oldest: two, inclusive: true })).toEqual(["3", "2"]);
  });

  test("metadata is whole only when it is asked for", async () => {
    const metadata = { event_type: "sms", event_payload: { job: "7" } };
    const { ts = "" } = await client.chat.postMessage({ channel, text: "x", metadata });
    const read = async (more: object) => {
      const { messages } = await client.conversations.replies({ channel, ts, ...more });
      return messages?.[0]?.metadata;
    };
    expect(await read({})).toEqual({ event_type: "sms", event_payload: {} });
    expect(await read({ include_all_metadata: true })).toEqual(metadata);
  });

  test("channels and people are found", async () => {
    const ana = slack.addUser({ name: "Ana", isOwner: true });
    slack.addChannel({ name: "other", botIsMember: false });
    slack.addChannel({ name: "hidden", isPrivate: true, botIsMember: false });
    const listed = await client.conversations.list({ types: "public_channel,private_channel" });
    expect(listed.channels?.map(({ name, is_member: is }) => [name, is])).toEqual([
      ["support", true],
      ["other", false],
    ]);
    const { channels } = await client.users.conversations({});
    expect(channels?.map(({ name }) => name)).toEqual(["support"]);
    const { user } = await client.users.info({ user: ana.id });
    expect(user).toMatchObject({ id: ana.id, is_owner: true, profile: { display_name: "Ana" } });
    expect(await errorOf(client.users.info({ user: "U0NOBODY" }))).toBe("user_not_found");
  });

  test("joining a public channel makes the bot a member", async () => {
    const other = slack.addChannel({ name: "other", botIsMember: false }).id;
    await client.conversations.join({ channel: other });
    const again = await client.conversations.join({ channel: other });
    const { members } = await client.conversations.members({ channel: other });
    expect(members).toEqual([slack.botUserId]);
    expect(again.response_metadata?.warnings).toEqual(["already_in_channel"]);
  });

  test("a reaction is added once and taken away once", async () => {
    const timestamp = await post("x");
    const add = () => client.reactions.add({ channel, timestamp, name: "eyes" });
    const remove = () => client.reactions.remove({ channel, timestamp, name: "eyes" });
    await add();
    expect(await errorOf(add())).toBe("already_reacted");
    expect(slack.reactions(channel, timestamp)).toEqual([
      { name: "eyes", users: [slack.botUserId] },
    ]);
    await remove();
    expect(await errorOf(remove())).toBe("no_reaction");
  });
});

test("an uploaded file is shared in the thread and read back with the token alone", async () => {
  const parent = await post("statistics");
  await client.filesUploadV2({
    channel_id: channel,
    thread_ts: parent,
    filename: "stats.csv",
    file: Buffer.from("a,b\n1,2\n"),
    initial_comment: "here",
  });
  const shared = slack.thread(channel, parent)[1];
  expect(shared).toMatchObject({ subtype: "file_share", text: "here" });
  expect(shared?.files[0]?.bytes.toString()).toBe("a,b\n1,2\n");
  const { messages } = await client.conversations.replies({ channel, ts: parent });
  const url = messages?.[1]?.files?.[0]?.url_private ?? "";
  const withToken = await fetch(url, { headers: { authorization: `Bearer ${botToken}` } });
  expect(await withToken.text()).toBe("a,b\n1,2\n");
  expect((await fetch(url)).headers.get("content-type")).toBe("text/html");
});

describe("faults", () => {
  test("a fault before the work leaves nothing done, one after the effect hides what is done", async () => {
    const struck = slack.faults.add({ call: "chat.postMessage", status: 503 });
    await expect(post("first")).rejects.toThrow("503");
    expect(struck.struck).toBe(1);
    expect(slack.messages(channel)).toEqual([]);
    slack.faults.add({ call: "chat.postMessage", status: 502, body: "<html>", afterEffect: true });
    await expect(post("second")).rejects.toThrow("502");
    slack.faults.add({ call: "chat.postMessage", cut: true, afterEffect: true });
    await expect(post("third")).rejects.toThrow();
    slack.faults.add({ call: "chat.postMessage", cut: "body" });
    await expect(post("fourth")).rejects.toThrow();
    await post("fifth");
    expect(slack.messages(channel).map(({ text }) => text)).toEqual([
      "second",
      "third",
      "fourth",
      "fifth",
    ]);
  });

  test("a fault strikes the calls that match, as often as it says", async () => {
    slack.faults.add({
      call: "chat.postMessage",
      match: ({ text }) => text === "no",
      times: 2,
      error: "channel_not_found",
    });
    const attempt = (text: string) => errorOf(client.chat.postMessage({ channel, text }));
    expect(await attempt("yes")).toBeUndefined();
    expect(await attempt("no")).toBe("channel_not_found");
    expect(await attempt("no")).toBe("channel_not_found");
    expect(await attempt("no")).toBeUndefined();
  });

  test("a hanging call ends with the client's patience", async () => {
    slack.faults.add({ call: "chat.postMessage", hang: true, afterEffect: true });
    const impatient = new WebClient(botToken, {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 0 },
      timeout: 50,
      logger: quiet,
    });
    await expect(impatient.chat.postMessage({ channel, text: "x" })).rejects.toThrow();
    expect(slack.messages(channel).map(({ text }) => text)).toEqual(["x"]);
  });

  test("a rate limit says how long to wait", async () => {
    slack.faults.add({ call: "users.info", status: 429, headers: { "retry-after": "7" } });
    await expect(client.users.info({ user: "U1" })).rejects.toMatchObject({ retryAfter: 7 });
  });

  test("with the real pace, the second post to a channel must wait and another channel need not", async () => {
    slack.rateLimits.enabled = true;
    const other = slack.addChannel({ name: "other" }).id;
    await post("1");
    await expect(post("2")).rejects.toBeInstanceOf(WebAPIRateLimitedError);
    await client.chat.postMessage({ channel: other, text: "3" });
    expect(slack.messages(channel).map(({ text }) => text)).toEqual(["1"]);
  });
});

test("every call is logged with its decoded arguments and its answer", async () => {
  const blocks = [{ type: "divider" }];
  await client.chat.postMessage({ channel, text: "x", blocks });
  expect(slack.calls.at(-1)).toMatchObject({
    method: "chat.postMessage",
    args: { channel, text: "x", blocks },
    answer: { ok: true, channel },
  });
});

test("a message reads as people see it", async () => {
  const ana = slack.addUser({ name: "Ana" });
  const { ts = "" } = await client.chat.postMessage({
    channel,
    text: "not shown",
    blocks: [
      { type: "header", text: { type: "plain_text", text: "A &amp; B" } },
      {
        type: "section",
        text: {
          type: "mrkdwn",
          text: `<@${ana.id}> &lt;3 <#${channel}> <https://x.y|here> <!here>`,
        },
        accessory: {
          type: "overflow",
          action_id: "more",
          options: [{ text: { type: "plain_text", text: "Pause" }, value: "p" }],
        },
      },
      {
        type: "actions",
        elements: [
          { type: "button", action_id: "a", text: { type: "plain_text", text: "Accept" } },
          { type: "button", action_id: "d", text: { type: "plain_text", text: "Decline" } },
        ],
      },
    ],
  });
  const message = slack.message(channel, ts);
  expect(message && slack.visibleText(message)).toBe(
    "A &amp; B\n@Ana <3 #support here @here\n[Pause]\n[Accept] [Decline]",
  );
});
