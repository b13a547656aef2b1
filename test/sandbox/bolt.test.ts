import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startFakeSlack } from "../../src/sandbox/slack/server.ts";
import type { SlackChannel, SlackUser } from "../../src/sandbox/slack/workspace.ts";
import { eventually } from "./eventually.ts";
import { type Mode, startWorld, type World } from "./tiny-app.ts";

/** An address where nobody listens. */
const nobodyThere = "http://127.0.0.1:1/slack/events";

const text = (value: string) => ({ type: "plain_text" as const, text: value });
const button = (label: string, actionId: string, value: string) => ({
  type: "button" as const,
  action_id: actionId,
  text: text(label),
  value,
});
describe.each<Mode>(["http", "socket"])("a Bolt app over %s", (mode) => {
  let world: World;
  let ana: SlackUser;
  let bob: SlackUser;
  let support: SlackChannel;

  beforeEach(async () => {
    world = await startWorld(mode);
    ana = world.slack.addUser({ name: "Ana", isAdmin: true });
    bob = world.slack.addUser({ name: "Bob" });
    support = world.slack.addChannel({ name: "support", members: [ana.id, bob.id] });
  });
  afterEach(() => world.stop());

  test("hears what people say, escaped, and nothing of channels that it is not in", async () => {
    const { slack, app } = world;
    const heard: unknown[] = [];
    app.event("message", async ({ event, body }) => {
      heard.push({ event, id: body.event_id });
    });
    const elsewhere = slack.addChannel({
      name: "elsewhere",
      members: [ana.id],
      botIsMember: false,
    });
    await slack.say(ana, elsewhere, "unheard");
    const said = await slack.say(ana, support, "fish & <chips>");
    const reply = await slack.say(bob, support, "aloud", { threadTs: said.ts, broadcast: true });
    await slack.idle();
    expect(said.acked).toBe(true);
    expect(heard).toEqual([
      {
        id: said.event_id,
        event: expect.objectContaining({
          user: ana.id,
          channel: support.id,
          channel_type: "channel",
          ts: said.ts,
          text: "fish &amp; &lt;chips&gt;",
          client_msg_id: expect.any(String),
        }),
      },
      {
        id: reply.event_id,
        event: expect.objectContaining({
          subtype: "thread_broadcast",
          thread_ts: said.ts,
          root: expect.objectContaining({ ts: said.ts }),
        }),
      },
    ]);
  });

  test("hears of edits, deletions, files and reactions", async () => {
    const { slack, app } = world;
    const heard: unknown[] = [];
    app.event("message", async ({ event }) => void heard.push(event.subtype));
    app.event("reaction_added", async ({ event }) => void heard.push(event.reaction));
    const { ts } = await slack.say(ana, support, "tpyo");
    await slack.editMessage(ana, support, ts, "typo");
    await slack.addReaction(bob, support, ts, "eyes");
    await slack.deleteMessage(ana, support, ts);
    await slack.say(ana, support, "photo", {
      files: [{ name: "a.png", mimetype: "image/png", bytes: Buffer.from("png") }],
    });
    await slack.say(ana, support, "waves", { subtype: "me_message" });
    await slack.idle();
    expect(heard).toEqual([
      undefined,
      "message_changed",
      "eyes",
      "message_deleted",
      "file_share",
      "me_message",
    ]);
  });

  test("gets its own posts and updates back as events, metadata and all", async () => {
    const { slack, app } = world;
    const metadata = { event_type: "sms", event_payload: { job: "7" } };
    const channel = support.id;
    const { ts = "" } = await app.client.chat.postMessage({ channel, text: "mine", metadata });
    await app.client.chat.update({ channel, ts, text: "changed" });
    await slack.idle();
    expect(slack.deliveries.map(({ payload }) => payload.event)).toEqual([
      expect.objectContaining({
        ts,
        user: slack.botUserId,
        bot_id: slack.botId,
        app_id: expect.any(String),
        metadata,
      }),
      expect.objectContaining({
        subtype: "message_changed",
        message: expect.objectContaining({ ts, text: "changed" }),
        previous_message: expect.objectContaining({ text: "mine" }),
      }),
    ]);
  });

  test("answers a button by changing the message, and sees who pressed what", async () => {
    const { slack, app } = world;
    app.action("take", async ({ ack, body, action, respond }) => {
      await ack();
      const value = "value" in action ? action.value : "";
      await respond({ replace_original: true, text: `${body.user.id} took ${value}` });
    });
    const { ts = "" } = await app.client.chat.postMessage({
      channel: support.id,
      text: "invite",
      blocks: [
        { type: "actions", elements: [button("Accept", "take", "s1"), button("No", "no", "s1")] },
      ],
    });
    const at = { channel: support.id, ts };
    await expect(slack.press(ana, at, "Aksept")).rejects.toThrow(/"Accept".*"No"/);
    const shown = slack.message(support, ts);
    expect(await slack.press(ana, at, "Accept")).toMatchObject({ ok: true, status: 200 });
    await eventually(() => slack.message(support, ts)?.text).toBe(`${ana.id} took s1`);
    await expect(slack.press(bob, at, "Accept")).rejects.toThrow("Nothing to press");
    expect(shown && (await slack.press(bob, shown, "take", { stale: true })).ok).toBe(true);
    await eventually(() => slack.message(support, ts)?.text).toBe(`${bob.id} took s1`);
  });

  test("buttons with the same text are told apart by their value", async () => {
    const { slack, app } = world;
    const pressed: unknown[] = [];
    app.action("edit", async ({ ack, action }) => {
      pressed.push("value" in action ? action.value : "");
      await ack();
    });
    const row = (queue: string) => ({
      type: "section" as const,
      text: text(queue),
      accessory: button("Edit", "edit", queue),
    });
    const { ts = "" } = await app.client.chat.postMessage({
      channel: support.id,
      text: "queues",
      blocks: [row("sales"), row("help")],
    });
    const at = { channel: support.id, ts };
    await expect(slack.press(ana, at, "Edit")).rejects.toThrow("More than one");
    await slack.press(ana, at, "Edit", { value: "help" });
    expect(pressed).toEqual(["help"]);
  });

  test("answers a command for the person alone, and a button in that answer", async () => {
    const { slack, app } = world;
    app.command("/sms-queue", async ({ ack, command, respond }) => {
      await ack(`you typed ${command.text}`);
      await respond({
        text: "sure?",
        blocks: [{ type: "actions", elements: [button("Delete", "delete", "q1")] }],
      });
    });
    app.action("delete", async ({ ack, respond, body }) => {
      await ack();
      await respond({ delete_original: true });
      await respond({ text: "container" in body ? `${body.container.is_ephemeral}` : "" });
    });
    const answer = await slack.command(ana, support, "/sms-queue", "list");
    expect(answer.ok).toBe(true);
    await eventually(() => slack.ephemerals(ana).map((shown) => slack.visibleText(shown))).toEqual([
      "you typed list",
      "[Delete]",
    ]);
    const question = slack.ephemerals(ana)[1];
    if (question === undefined) throw new Error("no question was shown");
    await slack.press(ana, question, "Delete");
    await eventually(() => slack.ephemerals(ana).map((shown) => shown.text)).toEqual([
      "you typed list",
      "true",
    ]);
    expect(slack.messages(support)).toEqual([]);
    expect(slack.ephemerals(bob)).toEqual([]);
  });

  test("a response_url is good for five answers", async () => {
    const { slack, app } = world;
    const failures: unknown[] = [];
    app.command("/many", async ({ ack, respond }) => {
      await ack();
      for (const n of [1, 2, 3, 4, 5, 6]) {
        await respond(`answer ${n}`).catch((error: unknown) => failures.push(error));
      }
    });
    await slack.command(ana, support, "/many");
    await eventually(() => failures.length).toBe(1);
    expect(slack.responses.map(({ body }) => body.text)).toEqual(
      [1, 2, 3, 4, 5].map((n) => `answer ${n}`),
    );
  });

  test("a shortcut on a message brings the message along", async () => {
    const { slack, app } = world;
    let seen: unknown;
    app.shortcut({ callback_id: "note", type: "message_action" }, async ({ ack, shortcut }) => {
      seen = [shortcut.user.id, shortcut.message.text];
      await ack();
    });
    const { ts } = await slack.say(bob, support, "look");
    await slack.messageShortcut(ana, { channel: support.id, ts }, "note");
    expect(seen).toEqual([ana.id, "look"]);
  });

  test("an event that is not acknowledged comes again, marked; an interaction does not", async () => {
    const { slack, app } = world;
    slack.timing.ackMs = 300;
    const seen: unknown[] = [];
    const accept = app.processEvent.bind(app);
    app.processEvent = async (received) => {
      seen.push(received.retryNum ?? 0);
      if (seen.length === 1) throw new Error("storage is down");
      await accept(received);
    };
    const said = await slack.say(ana, support, "important");
    expect(said.acked).toBe(false);
    await slack.idle();
    expect(seen).toEqual([0, 1]);
    expect(slack.deliveries.map(({ ok, retryNum }) => [ok, retryNum])).toEqual([
      [false, 0],
      [true, 1],
    ]);
    await slack.redeliver(said.event_id, { retryNum: 2 });
    expect(seen).toEqual([0, 1, 2]);
    expect(await slack.command(ana, support, "/unknown")).toMatchObject({ ok: false });
    await slack.idle();
    expect(slack.deliveries.filter(({ kind }) => kind === "slash_commands")).toHaveLength(1);
  });
});

describe("over HTTP", () => {
  test("Bolt refuses a wrong signature and an old timestamp", async () => {
    const world = await startWorld("http");
    try {
      const body = JSON.stringify({ type: "event_callback", event: { type: "message" } });
      const old = Math.floor(Date.now() / 1000) - 600;
      expect((await world.slack.deliverRaw({ body })).status).toBe(200);
      const forged = await world.slack.deliverRaw({ body, signature: `v0=${"0".repeat(64)}` });
      expect(forged.status).toBe(401);
      expect((await world.slack.deliverRaw({ body, timestamp: old })).status).toBe(401);
    } finally {
      await world.stop();
    }
  });

  test("what was said while the app was away arrives when it is back", async () => {
    const world = await startWorld("http");
    const { slack, app, eventsUrl } = world;
    try {
      const ana = slack.addUser({ name: "Ana" });
      const support = slack.addChannel({ name: "support", members: [ana.id] });
      const heard: unknown[] = [];
      app.event("message", async ({ event }) => void heard.push(event.ts));
      slack.setEventsUrl(nobodyThere);
      const said = await slack.say(ana, support, "hello?");
      expect(said.acked).toBe(false);
      slack.setEventsUrl(eventsUrl);
      await slack.idle();
      expect(heard).toEqual([said.ts]);
      expect(slack.deliveries.map(({ reason }) => reason)).toEqual([
        "connection_failed",
        undefined,
      ]);
    } finally {
      await world.stop();
    }
  });

  test("an event that is never taken is given up, and warned about", async () => {
    const slack = await startFakeSlack({
      signingSecret: "secret",
      botToken: "xoxb-sandbox",
      delivery: { mode: "http", eventsUrl: nobodyThere },
    });
    try {
      slack.retryPolicy.delaysMs = [1, 1, 1];
      await slack.event({ type: "anything" });
      await slack.idle();
      expect(slack.warnings).toEqual([expect.stringContaining("given up after 4 attempts")]);
    } finally {
      await slack.close();
    }
  });
});

describe("over sockets", () => {
  test.each<["are recycled" | "break"]>([["are recycled"], ["break"]])(
    "what is said after all sockets %s waits for the next one",
    async (what) => {
      const world = await startWorld("socket");
      const { slack, app } = world;
      try {
        const ana = slack.addUser({ name: "Ana" });
        const support = slack.addChannel({ name: "support", members: [ana.id] });
        const heard: unknown[] = [];
        app.event("message", async ({ event }) => void heard.push(event.ts));
        if (what === "break") slack.dropSockets();
        else slack.recycleSockets();
        expect(slack.socketCount).toBe(0);
        const said = await slack.say(ana, support, "anybody?");
        expect(said.acked).toBe(false);
        await slack.idle();
        expect(heard).toEqual([said.ts]);
        expect(slack.socketCount).toBe(1);
      } finally {
        await world.stop();
      }
    },
  );
});
