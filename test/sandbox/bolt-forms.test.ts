import type { ModalView } from "@slack/types";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SlackChannel, SlackUser } from "../../src/sandbox/slack/workspace.ts";
import { eventually } from "./eventually.ts";
import { type Mode, startWorld, type World } from "./tiny-app.ts";

const text = (value: string) => ({ type: "plain_text" as const, text: value });
const button = (label: string, actionId: string, value: string) => ({
  type: "button" as const,
  action_id: actionId,
  text: text(label),
  value,
});
const modal = (title: string, more: Partial<ModalView> = {}): ModalView => ({
  type: "modal",
  callback_id: "form",
  title: text(title),
  submit: text("Save"),
  blocks: [
    {
      type: "input",
      block_id: "name",
      label: text("Name"),
      element: { type: "plain_text_input", action_id: "v", max_length: 10 },
    },
    {
      type: "input",
      block_id: "max",
      label: text("Max"),
      element: {
        type: "number_input",
        action_id: "v",
        is_decimal_allowed: false,
        initial_value: "3",
      },
    },
    {
      type: "input",
      block_id: "match",
      optional: true,
      label: text("Match"),
      element: {
        type: "static_select",
        action_id: "v",
        options: [
          { text: text("Whole word"), value: "word" },
          { text: text("Exact"), value: "exact" },
        ],
      },
    },
    {
      type: "input",
      block_id: "agents",
      optional: true,
      label: text("Agents"),
      element: { type: "multi_users_select", action_id: "v" },
    },
    {
      type: "input",
      block_id: "days",
      optional: true,
      label: text("Days"),
      element: {
        type: "checkboxes",
        action_id: "v",
        options: [
          { text: text("Sunday"), value: "0" },
          { text: text("Monday"), value: "1" },
        ],
      },
    },
    {
      type: "input",
      block_id: "channel",
      optional: true,
      label: text("Channel"),
      element: { type: "conversations_select", action_id: "v" },
    },
  ],
  ...more,
});

describe.each<Mode>(["http", "socket"])("forms of a Bolt app over %s", (mode) => {
  let world: World;
  let ana: SlackUser;
  let bob: SlackUser;
  let support: SlackChannel;

  beforeEach(async () => {
    world = await startWorld(mode);
    ana = world.slack.addUser({ name: "Ana" });
    bob = world.slack.addUser({ name: "Bob" });
    support = world.slack.addChannel({ name: "support", members: [ana.id, bob.id] });
  });
  afterEach(() => world.stop());

  test("a form is filled by its labels; errors come back by label; a good one closes", async () => {
    const { slack, app } = world;
    let state: unknown;
    app.command("/form", async ({ ack, client, body }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: modal("New queue") });
    });
    app.view("form", async ({ ack, view }) => {
      const name = view.state.values.name?.v?.value;
      if (name === "taken") {
        await ack({ response_action: "errors", errors: { name: "There is one already" } });
        return;
      }
      state = view.state.values;
      await ack();
    });
    await slack.command(ana, support, "/form");
    await eventually(() => slack.views(ana).length).toBe(1);
    const view = slack.views(ana)[0]?.id ?? "";
    await expect(slack.submit(ana, view)).rejects.toThrow('"Name" is required');
    await expect(slack.submit(ana, view, { Name: "x".repeat(11) })).rejects.toThrow(
      "10 characters",
    );
    await expect(slack.submit(ana, view, { Nmae: "x" })).rejects.toThrow('"Name", "Max"');
    await expect(slack.submit(ana, view, { Match: "Fuzzy" })).rejects.toThrow(
      '"Whole word", "Exact"',
    );
    await expect(slack.submit(ana, view, { Max: 1.5 })).rejects.toThrow("whole number");
    expect(await slack.submit(ana, view, { Name: "taken", Match: "Exact" })).toEqual({
      action: "errors",
      status: 200,
      errors: { Name: "There is one already" },
      errorsByBlock: { name: "There is one already" },
    });
    const done = await slack.submit(ana, view, {
      Name: "sales",
      Agents: [ana.id, bob.id],
      Days: ["Monday"],
      Channel: support.id,
    });
    expect(done).toEqual({ action: "close", status: 200 });
    expect(slack.views(ana)).toEqual([]);
    expect(state).toMatchObject({
      name: { v: { type: "plain_text_input", value: "sales" } },
      max: { v: { value: "3" } },
      match: { v: { selected_option: { value: "exact" } } },
      agents: { v: { selected_users: [ana.id, bob.id] } },
      days: { v: { selected_options: [{ value: "1" }] } },
      channel: { v: { selected_conversation: support.id } },
    });
  });

  test("a submission can update the view, push another and clear them all", async () => {
    const { slack, app } = world;
    app.shortcut("open", async ({ ack, client, body }) => {
      await ack();
      await client.views.open({
        trigger_id: body.trigger_id,
        view: modal("One", { callback_id: "one", notify_on_close: true }),
      });
    });
    app.view({ callback_id: "one", type: "view_submission" }, ({ ack }) =>
      ack({ response_action: "update", view: modal("Two", { callback_id: "two" }) }),
    );
    app.view("two", ({ ack }) =>
      ack({ response_action: "push", view: modal("Three", { callback_id: "three" }) }),
    );
    app.view("three", ({ ack }) => ack({ response_action: "clear" }));
    const closed: string[] = [];
    app.view({ callback_id: "one", type: "view_closed" }, async ({ ack, view }) => {
      closed.push(view.id);
      await ack();
    });
    const open = async () => {
      await slack.shortcut(ana, "open");
      await eventually(() => slack.views(ana).at(-1)?.title).toBe("One");
    };
    const top = () => slack.views(ana).at(-1)?.id ?? "";
    await open();
    expect((await slack.submit(ana, top(), { Name: "x" })).action).toBe("update");
    expect((await slack.submit(ana, top())).action).toBe("push");
    expect(slack.views(ana).map(({ title }) => title)).toEqual(["Two", "Three"]);
    expect((await slack.submit(ana, top(), { Name: "y" })).action).toBe("clear");
    expect(slack.views(ana)).toEqual([]);
    await open();
    const last = top();
    await slack.closeView(ana, last);
    expect(closed).toEqual([last]);
  });

  test("a trigger is good once and for a short time", async () => {
    const { slack, app } = world;
    const errors: unknown[] = [];
    const noteError = (error: { data?: { error?: string } }) => errors.push(error.data?.error);
    app.command("/form", async ({ ack, client, body }) => {
      await ack();
      const open = () =>
        client.views
          .open({ trigger_id: body.trigger_id, view: modal("Form") })
          .then(noteOk, noteError);
      const noteOk = () => errors.push("none");
      await open();
      await open();
    });
    await slack.command(ana, support, "/form");
    await eventually(() => errors).toEqual(["none", "exchanged_trigger_id"]);
    slack.timing.triggerMs = 0;
    await slack.command(ana, support, "/form");
    await eventually(() => errors.slice(2)).toEqual(["expired_trigger_id", "expired_trigger_id"]);
  });

  test("the home is published, guarded by its hash, and its buttons work", async () => {
    const { slack, app } = world;
    const home = (word: string) => ({
      type: "home" as const,
      blocks: [{ type: "actions", elements: [button(word, "duty", word)] }],
    });
    app.event("app_home_opened", async ({ client, event }) => {
      await client.views.publish({ user_id: event.user, view: home("Go on duty") });
    });
    app.action("duty", async ({ ack, client, body }) => {
      await ack();
      await client.views.publish({ user_id: body.user.id, view: home("Go off duty") });
    });
    await slack.openHome(ana);
    await eventually(() => slack.home(ana)).toBeDefined();
    const before = slack.home(ana);
    if (before === undefined) throw new Error("no home");
    await slack.press(ana, { viewId: before.id }, "Go on duty");
    await eventually(() => slack.home(ana)?.blocks[0]?.elements).toMatchObject([
      { value: "Go off duty" },
    ]);
    const stale = app.client.views.publish({
      user_id: ana.id,
      view: home("x"),
      hash: before.hash,
    });
    await expect(stale).rejects.toMatchObject({ data: { error: "hash_conflict" } });
    expect(slack.home(bob)).toBeUndefined();
  });

  test("an input that dispatches tells the app while the form is filled", async () => {
    const { slack, app } = world;
    const typed: unknown[] = [];
    app.command("/form", async ({ ack, client, body }) => {
      await ack();
      const keyword = {
        type: "input",
        block_id: "keyword",
        dispatch_action: true,
        label: text("Keyword"),
        element: { type: "plain_text_input", action_id: "typed" },
      };
      const view = modal("Form", { blocks: [keyword] });
      await client.views.open({ trigger_id: body.trigger_id, view });
    });
    app.action("typed", async ({ ack, action, body, client }) => {
      await ack();
      typed.push("value" in action ? action.value : "");
      const id = "view" in body ? (body.view?.id ?? "") : "";
      const view = modal("Form", {
        blocks: [{ type: "section", text: text("Taken by sales") }],
      });
      await client.views.update({ view_id: id, view });
    });
    await slack.command(ana, support, "/form");
    await eventually(() => slack.views(ana).length).toBe(1);
    await slack.fill(ana, slack.views(ana)[0] ?? "", { Keyword: "sales" });
    expect(typed).toEqual(["sales"]);
    await eventually(() => slack.views(ana).map((view) => slack.visibleText(view))).toEqual([
      "Form\nTaken by sales\n[Save]",
    ]);
  });
});
