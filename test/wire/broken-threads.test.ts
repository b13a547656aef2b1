import { describe, expect, it } from "vitest";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { filesIn, PNG } from "../support/pictures.ts";
import { until } from "../support/until.ts";
import { BOB, LINE, story, type World } from "../support/world.ts";

/** Deletes the invite, as an admin may, and waits for the next one of the texter. */
async function loseInvite(world: World, invite: SlackMessage): Promise<SlackMessage> {
  await world.slack.deleteMessage(world.people.sue, world.channel, invite.ts);
  return newInvite(world, invite);
}

function newInvite(world: World, before: SlackMessage): Promise<SlackMessage> {
  return until("there is a new invite", () =>
    world.slack
      .messages(world.channel)
      .find(
        (message) =>
          Number(message.ts) > Number(before.ts) &&
          world.slack.visibleText(message).includes(`text from *${BOB}*`),
      ),
  );
}

describe.concurrent("a thread whose invite was deleted", () => {
  it(
    "goes on in a new one with the conversation so far; nothing is sent again",
    story(async (world) => {
      const { people, telnyx } = world;
      const invite = await world.talk(people.ana);
      await world.write(people.ana, invite, "How can I help?");
      await world.phoneHas(BOB, "How can I help?");
      const media = [{ bytes: PNG, contentType: "image/png" }];
      await telnyx.text(BOB, LINE, "my door squeaks", { media });
      await world.threadSays(invite, "my door squeaks");
      await world.settled();
      const sent = world.textsTo(BOB).length;
      const next = await loseInvite(world, invite);
      const scroll = await world.threadSays(next, "The conversation so far");
      const lines = world.slack.visibleText(scroll).split("\n");
      expect(lines.filter((line) => !line.includes(" · "))).toEqual([
        ":scroll: *The conversation so far*",
        "support",
        "Welcome! An agent will be with you.",
        "How can I help?",
        "my door squeaks",
      ]);
      // The files too: who reads here may never have been there.
      await until("the picture is shown again", () => filesIn(world, next).length > 0);
      await world.write(people.ana, next, "Try oil");
      await world.phoneHas(BOB, "Try oil");
      await telnyx.text(BOB, LINE, "it works");
      await world.threadSays(next, "it works");
      await world.settled();
      expect(world.textsTo(BOB)).toHaveLength(sent + 1);
      expect(filesIn(world, next)).toEqual(["picture-1.png"]);
      expect(world.timesTold(people.ana, "can't be recalled")).toBe(0);
      await world.pressEnd(people.ana, next);
      await world.inviteSays(next, "Ended by");
    }),
  );

  it(
    "sends nothing of what is written in it afterwards, and says where it goes on",
    story(async (world) => {
      const { people, slack } = world;
      const invite = await world.talk(people.ana);
      const ts = await world.write(people.ana, invite, "hello there");
      await world.phoneHas(BOB, "hello there");
      const next = await loseInvite(world, invite);
      await world.threadSays(invite, "This conversation goes on in another thread");
      await world.write(people.ana, invite, "still here?");
      await world.toldAlone(people.ana, "*Not sent:* this conversation goes on here");
      await slack.editMessage(people.ana, world.channel, ts, "hello again");
      await world.write(people.ana, next, "over here");
      await world.phoneHas(BOB, "over here");
      await world.settled();
      expect(world.textsTo(BOB).slice(1)).toEqual(["hello there", "over here"]);
    }),
  );

  it(
    "goes on in the new one though the app is restarted before that is there, in order",
    story(async (world) => {
      const { people, slack, telnyx } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      const limited = slack.faults.add({
        call: "chat.postMessage",
        status: 429,
        headers: { "retry-after": "30" },
        body: { ok: false, error: "ratelimited" },
      });
      await slack.deleteMessage(people.sue, world.channel, invite.ts);
      await until("the new invite is refused", () => limited.struck === 1);
      await telnyx.text(BOB, LINE, "one");
      await telnyx.text(BOB, LINE, "two");
      await world.settled();
      await world.restart();
      world.clock.ms += 30_000;
      const next = await newInvite(world, invite);
      await world.threadSays(next, "two");
      expect(world.thread(next).slice(1)).toEqual([
        ":scroll: *The conversation so far*",
        "one",
        "two",
      ]);
    }),
  );

  it(
    "shows what a supervisor sent anyway once, also when that was still to be shown",
    story(async (world) => {
      const { people, slack, telnyx } = world;
      const invite = await world.talk(people.ana);
      await world.write(people.sue, invite, "we are on it");
      const word = await world.wordTo(people.sue, "[Send as supervisor]");
      await world.settled();
      const limited = slack.faults.add({
        call: "chat.postMessage",
        status: 429,
        headers: { "retry-after": "30" },
        body: { ok: false, error: "ratelimited" },
      });
      await telnyx.text(BOB, LINE, "hello?");
      await until("the text is refused", () => limited.struck === 1);
      await world.press(people.sue, word, "Send as supervisor");
      await world.phoneHas(BOB, "we are on it");
      await slack.deleteMessage(people.sue, world.channel, invite.ts);
      await world.settled();
      world.clock.ms += 30_000;
      const next = await newInvite(world, invite);
      await world.threadSays(next, "a supervisor, has sent this");
      await world.settled();
      const shown = slack.thread(world.channel, next.ts).map((one) => slack.visibleText(one));
      expect(shown.filter((text) => text.includes("we are on it"))).toHaveLength(1);
    }),
  );

  it.each(["thread_not_found", "message_not_found"])(
    "without our having heard of it, goes on in a new one at the next text: %s",
    async (error) =>
      story(async (world) => {
        const { people, slack, telnyx } = world;
        const invite = await world.talk(people.ana);
        await world.settled();
        slack.faults.add({
          call: "chat.postMessage",
          match: (args) => args.thread_ts === invite.ts,
          times: Number.POSITIVE_INFINITY,
          error,
        });
        await telnyx.text(BOB, LINE, "hello?");
        const next = await newInvite(world, invite);
        await world.threadSays(next, "hello?");
        await world.settled();
        expect(world.thread(next).filter((line) => line === "hello?")).toHaveLength(1);
      })(),
  );

  it(
    "keeps its End when only the header was deleted",
    story(async (world) => {
      const { people, slack } = world;
      const invite = await world.talk(people.ana);
      const header = await world.threadSays(invite, "[End]");
      await slack.deleteMessage(people.sue, world.channel, header.ts);
      await world.write(people.ben, invite, "mine");
      await world.press(people.ben, await world.wordTo(people.ben, "[Take over]"), "Take over");
      await world.pressEnd(people.ben, invite);
      await world.inviteSays(invite, "Ended by");
    }),
  );

  it(
    "goes on in a new one also when the invite was deleted before its place was recorded",
    story(async (world) => {
      const { people, slack, telnyx } = world;
      slack.faults.add({ call: "chat.postMessage", delayMs: 500 });
      await telnyx.text(BOB, LINE, "support");
      const recorded = () => world.rows("select 1 from sessions");
      await until("the session is recorded", async () => (await recorded()).length > 0);
      let invite: SlackMessage | undefined;
      await world.whileHeldBack("sessions", async () => {
        invite = await world.inviteOf(BOB);
        await slack.deleteMessage(people.sue, world.channel, invite.ts);
        await until("the deletion was looked at", async () => {
          const looked = "state = 'done' or last_error is not null";
          const jobs = await world.rows(
            `select 1 from jobs where kind = 'thread.deleted' and (${looked})`,
          );
          return jobs.length > 0;
        });
      });
      if (!invite) throw new Error("there was no invite");
      await world.accept(people.ana, await newInvite(world, invite));
    }),
  );

  it(
    "before anybody accepted it, can be accepted in the new one",
    story(async (world) => {
      const { people, telnyx } = world;
      await telnyx.text(BOB, LINE, "support");
      const next = await loseInvite(world, await world.inviteOf(BOB));
      await world.accept(people.ben, next);
      await world.threadSays(next, "support");
      expect(world.slack.messages(world.channel)).toHaveLength(1);
    }),
  );
});
