import { describe, expect, it } from "vitest";
import type { SlackView } from "../../src/sandbox/slack/views.ts";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { until } from "../support/until.ts";
import { BOB, story, type World } from "../support/world.ts";

const CURLY = `It’s ${"so ".repeat(90)}long`;

/** What the person's topmost form shows, once it shows this. */
function form(world: World, user: string, says: string): Promise<SlackView> {
  return until(`the form of ${user} shows "${says}"`, () => {
    const view = world.slack.views(user).at(-1);
    return view && world.slack.visibleText(view).includes(says) ? view : null;
  });
}

/** Presses Replies in the thread's header; returns the form. */
async function openReplies(world: World, user: string, invite: SlackMessage): Promise<SlackView> {
  await world.press(user, await world.threadSays(invite, "[Replies]"), "Replies");
  return form(world, user, "Search by name or words");
}

/** Picks a reply in the form, and returns the form with its words. */
async function pick(world: World, user: string, name: string, words: string): Promise<SlackView> {
  const view = await form(world, user, "Send a reply");
  await world.slack.fill(user, view, { Reply: name });
  return form(world, user, words);
}

const sentToBob = (world: World) => world.textsTo(BOB).slice(1);

/** What becomes of a reply stands on the app's own message in the thread. */
const entryOf = (world: World, invite: SlackMessage, text: string) =>
  world.threadSays(invite, `@Ana, sent to the texter:\n${text}`);

describe.concurrent("a queue's replies", () => {
  it("are added, changed and deleted by supervisors, and the history has it", async () =>
    story(async (world) => {
      const { people, slack } = world;
      await world.addReply("Hours", "We’re open from 9 to 5. Reply END to finish.");
      const list = await world.openForm(people.sue, "/sms-queue", "replies support");
      await slack.press(people.sue, { viewId: list.id }, "Add");
      const draft = await form(world, people.sue, "New reply");
      const twice = await slack.submit(people.sue, draft, { Name: "HOURS", Text: "Never." });
      expect(twice.errors?.["Name"]).toContain('named "Hours" already');
      await slack.submit(people.sue, draft, { Name: "Way", Text: "First  left :wave:, {code}" });
      const warned = await form(world, people.sue, "Saved “Way”");
      expect(slack.visibleText(warned)).toContain("{code}, which is sent as it stands");
      expect(slack.visibleText(warned)).toContain("First left 👋, {code}");

      const [edit] = buttonsOf(warned, "Edit");
      await slack.press(people.sue, { viewId: list.id }, "Edit", { blockId: edit?.block ?? "" });
      const hours = await form(world, people.sue, "Edit reply");
      await slack.submit(people.sue, hours, { Text: "9 to 6" });
      const changed = await form(world, people.sue, "Saved “Hours”");
      const [remove] = buttonsOf(changed, "Delete");
      const place = { blockId: remove?.block ?? "" };
      await slack.press(people.sue, { viewId: list.id }, "Delete", place);
      await form(world, people.sue, "1 of 100");
      const history = await world.ask(people.sue, "/sms-queue", "history Support");
      expect(history).toContain("added “Hours”: We’re open from 9 to 5.");
      expect(history).toContain(
        "“Hours”: We’re open from 9 to 5. Reply END to finish. → “Hours”: 9 to 6",
      );
      expect(history).toContain("deleted “Hours”: 9 to 6");
    })());

  it("are not overwritten by the later of two supervisors without a word", async () =>
    story(async (world) => {
      const { people, slack } = world;
      await slack.changeUser(people.ben, { isAdmin: true });
      await world.addReply("Hours", "9 to 5");
      for (const user of [people.sue, people.ben]) {
        const list = await world.openForm(user, "/sms-queue", "replies Support");
        await slack.press(user, { viewId: list.id }, "Edit");
        await form(world, user, "Edit reply");
      }
      const [sues, bens] = [people.sue, people.ben].map((user) => slack.views(user).at(-1));
      if (!sues || !bens) throw new Error("a form is not open");
      await slack.submit(people.sue, sues, { Text: "9 to 6" });
      const outdated = await slack.submit(people.ben, bens, { Text: "9 to 7" });
      expect(outdated.action).toBe("update");
      const again = await form(world, people.ben, "It is now “Hours”: 9 to 6");
      await slack.submit(people.ben, again, {});
      await form(world, people.ben, "Saved “Hours”");
      expect(await world.rows("select text, version from canned_replies")).toEqual([
        { text: "9 to 7", version: 3 },
      ]);
    })());

  it("are shown by pages where there are many", async () =>
    story(async (world) => {
      const { people, slack } = world;
      await world.rows(
        `insert into canned_replies (queue_id, name, text)
           select id, 'Reply ' || n, 'Words' from queues, generate_series(101, 200) n`,
      );
      const list = await world.openForm(people.sue, "/sms-queue", "replies Support");
      expect(slack.visibleText(list)).not.toContain("[Add]");
      for (const page of [2, 3, 4]) {
        await slack.press(people.sue, { viewId: list.id }, "More");
        await form(world, people.sue, `100 of 100 at the most, page ${page} of 4`);
      }
      await slack.press(people.sue, { viewId: list.id }, "Delete", {
        blockId: buttonsOf(await form(world, people.sue, "Reply 200"), "Delete")[0]?.block ?? "",
      });
      await form(world, people.sue, "[Add]");
      const invite = await world.talk(people.ana);
      const view = await openReplies(world, people.ana, invite);
      expect(await slack.suggest(people.ana, view, "Reply", "")).toHaveLength(99);
      expect(await slack.suggest(people.ana, view, "Reply", "reply 10")).toHaveLength(10);
    })());
});

function buttonsOf(view: SlackView, label: string): { block: string }[] {
  return view.blocks
    .filter((block) => JSON.stringify(block["elements"] ?? "").includes(`"text":"${label}"`))
    .map((block) => ({ block: String(block["block_id"]) }));
}

describe.concurrent("a reply", () => {
  it("is found, filled in, changed and sent once, and stands in the thread as the agent's", async () =>
    story(async (world) => {
      const { people, slack } = world;
      await world.addReply("Greeting", "Hi {name}, {agent} of {queue} here.");
      await world.addReply("Bye", "Good bye!");
      const invite = await world.talk(people.ana);
      await world.press(people.ana, await world.threadSays(invite, "[Name]"), "Name");
      const naming = await form(world, people.ana, "Name the texter");
      await slack.submit(people.ana, naming, { [`Name of ${BOB}`]: "Bob" });
      const opened = await openReplies(world, people.ana, invite);
      expect(slack.visibleText(opened)).toContain(`To Bob (${BOB}) · Support`);
      const found = await slack.suggest(people.ana, opened, "Reply", "good");
      expect(found).toMatchObject([{ text: { text: "Bye" }, description: { text: "Good bye!" } }]);
      await pick(world, people.ana, "Bye", "Good bye!");
      const filled = await pick(world, people.ana, "Greeting", "Hi Bob, Ana of Support here.");
      const text = { Text: "Hi Bob, Ana here :wave:" };
      const twice = await Promise.all([1, 2].map(() => slack.submit(people.ana, filled, text)));
      expect(twice.map(({ action }) => action)).toEqual(["close", "close"]);
      await world.phoneHas(BOB, "Hi Bob, Ana here 👋");
      const entry = await entryOf(world, invite, "Hi Bob, Ana here 👋");
      await world.marked(entry.ts, "white_check_mark");
      await world.settled();
      expect(sentToBob(world)).toEqual(["Hi Bob, Ana here 👋"]);
      expect(slack.views(people.ana)).toEqual([]);
    })());

  it("goes out behind what was typed in the thread before it", async () =>
    story(async (world) => {
      const { people, slack } = world;
      const invite = await world.talk(people.ana);
      await openReplies(world, people.ana, invite);
      // A name has to be looked up before the typed text can go.
      slack.faults.add({ call: "users.info", delayMs: 700 });
      await world.write(people.ana, invite, `Ask <@${people.zed}>`, { raw: true });
      const view = await form(world, people.ana, "Search by name");
      expect(await slack.submit(people.ana, view, { Text: "And then me" })).toMatchObject({
        action: "close",
      });
      await world.phoneHas(BOB, "And then me");
      expect(sentToBob(world)).toEqual(["Ask @Zed", "And then me"]);
      // Several whose names take as long as is waited for, one after the other: longer than any form.
      const unknown = world.crowd(3);
      slack.faults.add({ call: "users.info", delayMs: 2_500, times: unknown.length });
      const next = await openReplies(world, people.ana, invite);
      for (const user of unknown) {
        await world.write(people.ana, invite, `Ask <@${user}>`, { raw: true });
      }
      const busy = await slack.submit(people.ana, next, { Text: "Too early" });
      expect(busy.errors?.["Text"]).toContain("still on its way");
      await until("the typed texts have gone", () => sentToBob(world).length > 4);
      await world.settled();
      expect(sentToBob(world).slice(2)).toEqual(unknown.map(() => "Ask @someone"));
    })());

  it("is sent by the owner alone, who is told in the form when they are not any more", async () =>
    story(async (world) => {
      const { people, slack, channel } = world;
      await world.addReply("Hours", "9 to 5");
      const invite = await world.talk(people.ana);
      const view = await openReplies(world, people.ana, invite);
      const header = await world.threadSays(invite, "[Replies]");
      await world.press(people.ben, header, "Replies");
      await world.toldAlone(people.ben, "Only @Ana, who owns this session");
      await world.write(people.ben, invite, "mine");
      await world.press(people.ben, await world.wordTo(people.ben, "[Take over]"), "Take over");
      await world.threadSays(invite, "@Ben has taken this session over");
      expect(await slack.suggest(people.ana, view, "Reply", "")).toEqual([]);
      const refused = await slack.submit(people.ana, view, { Text: "9 to 5" });
      expect(refused.errors?.["Text"]).toContain("Only the owner");
      await slack.closeView(people.ana, view);
      await slack.messageShortcut(people.ben, { channel, ts: header.ts }, "session.reply");
      const bens = await pick(world, people.ben, "Hours", "9 to 5");
      await world.pressEnd(people.ben, invite);
      await world.inviteSays(invite, "Ended by");
      const ended = await slack.submit(people.ben, bens, {});
      expect(ended.errors?.["Text"]).toContain("The session has ended");
      await slack.messageShortcut(people.ben, { channel, ts: invite.ts }, "session.reply");
      await world.toldAlone(people.ben, "nothing can be sent");
      const elsewhere = await slack.say(people.ben, channel, "Lunch?");
      const there = { channel, ts: elsewhere.ts };
      await slack.messageShortcut(people.ben, there, "session.reply");
      await world.toldAlone(people.ben, "in no session's thread");
      expect(sentToBob(world)).toEqual([]);
    })());

  it("goes out or is refused in the form when End is pressed at the same moment", async () =>
    story(async (world) => {
      const { people, slack } = world;
      const invite = await world.talk(people.ana);
      const view = await openReplies(world, people.ana, invite);
      const header = await world.threadSays(invite, "[End]");
      const results: unknown[] = [];
      await world.atOnce([
        () => world.press(people.ana, header, "End"),
        async () => {
          results.push((await slack.submit(people.ana, view, { Text: "One more" })).action);
        },
      ]);
      await world.inviteSays(invite, "Ended by");
      await world.settled();
      expect(sentToBob(world)).toEqual(results[0] === "close" ? ["One more"] : []);
    })());

  it("that is long is asked about in its form, and goes out with plain punctuation", async () =>
    story(async (world) => {
      const { people, slack } = world;
      await world.addReply("Long", CURLY);
      const invite = await world.talk(people.ana);
      await openReplies(world, people.ana, invite);
      const filled = await pick(world, people.ana, "Long", "It’s so so");
      expect((await slack.submit(people.ana, filled, {})).action).toBe("update");
      const asked = await form(world, people.ana, "this is 5 SMS");
      await slack.submit(people.ana, asked, { Punctuation: ["plain"] });
      await world.phoneHas(BOB, CURLY.replace("’", "'"));
      await entryOf(world, invite, "It's so so");
    })());

  it("stands in the thread once and shows its failure, though it failed before it stood there", async () =>
    story(async (world) => {
      const { people, slack, telnyx } = world;
      const invite = await world.talk(people.ana);
      const view = await openReplies(world, people.ana, invite);
      await world.settled();
      slack.faults.add({ call: "chat.postMessage", delayMs: 600, afterEffect: true, cut: true });
      telnyx.faults.add({ call: "messages.send", error: "40001" });
      await slack.submit(people.ana, view, { Text: "Hello" });
      const word = await world.wordTo(people.ana, "not delivered");
      const entry = await entryOf(world, invite, "Hello");
      await world.marked(entry.ts, "warning");
      await world.press(people.ana, word, "Retry");
      await world.phoneHas(BOB, "Hello");
      await world.marked(entry.ts, "white_check_mark");
    })());
});
