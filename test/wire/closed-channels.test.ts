import { describe, expect, it } from "vitest";
import type { SlackMessage } from "../../src/sandbox/slack/workspace.ts";
import { until } from "../support/until.ts";
import { LANDING_MARGIN } from "../support/verbs.ts";
import { BOB, CAROL, LINE, story, type World } from "../support/world.ts";

const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

/** Tells the story with Zed as the supervisor who is told what goes wrong. */
const watched = (tell: (world: World) => Promise<void>) => story(tell, { SUPERVISORS: "U0ZED" });

function directMessages({ slack }: World, user: string): SlackMessage[] {
  return slack.channels
    .filter(({ isIm, members }) => isIm && members.has(user))
    .flatMap(({ id }) => slack.messages(id));
}

/** What Zed was told by direct message. */
function alerts(world: World): string[] {
  return directMessages(world, world.people.zed).map((one) => world.slack.visibleText(one));
}

/** Which of the texts the thread shows, in its order. */
const textsShown = (world: World, invite: SlackMessage, texts: readonly string[]): string[] =>
  world.thread(invite).filter((line) => texts.includes(line));

function membersWithout(world: World): ReadonlySet<string> {
  const channel = world.slack.channels.find(({ id }) => id === world.channel);
  return new Set([...(channel?.members ?? [])].filter((id) => id !== world.slack.botUserId));
}

interface Trouble {
  readonly name: string;
  readonly close: (world: World) => Promise<void>;
  readonly says: string;
  readonly open: (world: World) => Promise<void>;
}

const TROUBLES: readonly Trouble[] = [
  {
    name: "was archived",
    close: ({ slack, people, channel }) => slack.archive(people.sue, channel, true),
    says: "#support is archived. Unarchive it, or pick another channel",
    open: ({ slack, people, channel }) => slack.archive(people.sue, channel, false),
  },
  {
    name: "was archived, and is opened, without Slack telling",
    async close({ slack, channel }) {
      slack.changeChannel(channel, { isArchived: true });
      // So that two sessions are refused at once.
      slack.faults.add({ call: "chat.postMessage", times: 2, delayMs: 500 });
    },
    says: "#support is archived. Unarchive it, or pick another channel",
    async open({ slack, channel, clock }) {
      slack.changeChannel(channel, { isArchived: false });
      clock.ms += 15_000;
    },
  },
  {
    name: "has removed the app",
    close: ({ slack, channel }) => slack.leave(slack.botUserId, channel),
    says: "I am not in #support any more. Open it, type `/invite`",
    open: ({ slack, channel }) => slack.join(slack.botUserId, channel),
  },
  {
    name: "was made private without the app",
    async close(world) {
      const change = { isPrivate: true, members: membersWithout(world) };
      world.slack.changeChannel(world.channel, change);
    },
    says: "it is private without me, or deleted. Open it, type `/invite`",
    open: ({ slack, channel }) => slack.join(slack.botUserId, channel),
  },
];

describe.concurrent("a queue's channel that", () => {
  it.each(TROUBLES)("$name gets everything in order once it is open again", async (trouble) =>
    watched(async (world) => {
      const { people, telnyx } = world;
      const invite = await world.talk(people.ana);
      const ts = await world.write(people.ana, invite, "hello");
      await world.marked(ts, "white_check_mark");
      await world.settled();
      await trouble.close(world);
      const texts = ["one", "two", "three"];
      await Promise.all([telnyx.text(BOB, LINE, "one"), telnyx.text(CAROL, LINE, "support")]);
      await until("Zed is told", () => alerts(world).length > 0);
      await telnyx.text(BOB, LINE, "two");
      await world.settled();
      await world.restart();
      await telnyx.text(BOB, LINE, "three");
      await world.settled();
      expect(await world.ask(people.sue, "/sms-queue", "list")).toContain(trouble.says);
      expect(textsShown(world, invite, texts)).toEqual([]);

      await trouble.open(world);
      await world.threadSays(invite, "three");
      await world.accept(people.ben, await world.inviteOf(CAROL));
      await world.settled();
      expect(textsShown(world, invite, texts)).toEqual(texts);
      expect(alerts(world)).toEqual([expect.stringContaining(trouble.says)]);
      expect(await world.ask(people.sue, "/sms-queue", "list")).not.toContain(":warning:");
    })(),
  );

  it(
    "is closed before somebody is told of their messages, lets them answer by direct message",
    watched(async (world) => {
      const { people, slack } = world;
      const invite = await world.talk(people.ana);
      const ts = await world.write(people.ana, invite, "At nine");
      await world.marked(ts, "white_check_mark");
      const limited = slack.faults.add({
        call: "chat.postEphemeral",
        times: Number.POSITIVE_INFINITY,
        status: 429,
        headers: { "retry-after": "5" },
        body: { ok: false, error: "ratelimited" },
      });
      const long = "Nobody is without a parcel for long. ".repeat(15).trim();
      await world.write(people.ana, invite, long);
      await slack.editMessage(people.ana, world.channel, ts, "At ten");
      await world.write(people.sue, invite, "A refund is on its way");
      await until("both can't be told", () => limited.struck >= 2);
      await slack.archive(people.sue, world.channel, true);
      await until("the channel is known to be closed", async () => {
        return (await world.rows("select 1 from channel_troubles")).length > 0;
      });
      limited.remove();
      world.clock.ms += 10_000;
      const press = async (user: string, says: string, what: string) => {
        const word = await until(`a direct message says "${says}"`, () =>
          directMessages(world, user).find((one) => slack.visibleText(one).includes(says)),
        );
        expect(slack.visibleText(word)).toContain(`*${BOB}* · Support · thread`);
        await world.press(user, word, what);
      };
      await press(people.ana, "Not sent yet", "Send 4 SMS");
      await world.phoneHas(BOB, long);
      await press(people.ana, "You edited", "Send correction");
      await world.phoneHas(BOB, "At ten");
      await press(people.sue, "owns this session", "Send as supervisor");
      await world.phoneHas(BOB, "A refund is on its way");
    }),
  );

  it(
    "is closed for good, is left for another: sessions go on there, with what was waiting",
    watched(async (world) => {
      const { people, slack, telnyx } = world;
      await world.talk(people.ana);
      await telnyx.text(CAROL, LINE, "support");
      await world.inviteOf(CAROL);
      await world.settled();
      const newest = slack.everyMessage(world.channel).at(-1)?.ts;
      const other = slack.addChannel({ name: "help", members: Object.values(people) }).id;
      await slack.archive(people.sue, world.channel, true);
      await telnyx.text(BOB, LINE, "anybody there?");
      await telnyx.text(BOB, LINE, "done");
      await world.settled();
      await world.restart();
      const form = await world.openForm(people.sue, "/sms-queue", "edit Support");
      const { errors } = await slack.submit(people.sue, form, { "Slack channel": other });
      expect(errors).toBeUndefined();
      const shown = () => slack.messages(other).map((message) => slack.visibleText(message));
      await until("both invites are there", () => shown().length === 2);
      const ended = slack.messages(other).find((one) => slack.visibleText(one).includes(BOB));
      const waiting = slack.messages(other).find((one) => slack.visibleText(one).includes(CAROL));
      if (!ended || !waiting) throw new Error("an invite is missing");
      const thread = () =>
        slack.thread(other, ended.ts).map((message) => slack.visibleText(message));
      await until("the end is told", () => thread().some((text) => text.includes("Ended by")));
      await slack.press(people.ben, { channel: other, ts: waiting.ts }, "Accept");
      await until("Ben has the other", () => shown().some((text) => text.includes("@Ben")));
      await world.settled();
      const lines = thread().map((text) => text.split("\n", 1)[0]);
      expect(lines.slice(2)).toEqual([
        ":scroll: *The conversation so far*",
        "anybody there?",
        "done",
        ":robot_face: Termination Message, sent to the texter:",
        expect.stringContaining("Ended by the texter"),
      ]);
      expect(slack.everyMessage(world.channel).at(-1)?.ts).toBe(newest);
    }),
  );

  it(
    "is left while a post into it is in doubt, doesn't keep that post from the new one",
    watched(async (world) => {
      const { people, slack, telnyx } = world;
      await world.talk(people.ana);
      await world.settled();
      slack.faults.add({ call: "chat.postMessage", cut: true });
      await telnyx.text(BOB, LINE, "am I heard?");
      await world.inDoubt();
      await slack.leave(slack.botUserId, world.channel);
      world.clock.ms += LANDING_MARGIN;
      await until("it is looked for in vain", () =>
        slack.calls.some(({ method }) => method === "conversations.replies"),
      );
      const other = slack.addChannel({ name: "help", members: Object.values(people) }).id;
      const form = await world.openForm(people.sue, "/sms-queue", "edit Support");
      await slack.submit(people.sue, form, { "Slack channel": other });
      await world.inDoubt(2);
      world.clock.ms += LANDING_MARGIN;
      const next = await until("the new invite is there", () => slack.messages(other)[0]);
      const shown = () => slack.thread(other, next.ts).map((one) => slack.visibleText(one));
      await until("the text is there", () => shown().includes("am I heard?"));
      await world.settled();
      expect(shown().filter((text) => text.includes("am I heard?"))).toHaveLength(1);
    }),
  );

  it(
    "is exchanged while it is open, leaves threads in which nothing is sent any more",
    watched(async (world) => {
      const { people, slack } = world;
      const invite = await world.talk(people.ana);
      const other = slack.addChannel({ name: "help", members: Object.values(people) }).id;
      const form = await world.openForm(people.sue, "/sms-queue", "edit Support");
      await slack.submit(people.sue, form, { "Slack channel": other });
      await world.threadSays(invite, "This conversation goes on in another thread");
      await world.inviteSays(invite, "This conversation goes on in another thread");
      await world.write(people.ana, invite, "old place");
      await world.toldAlone(people.ana, "*Not sent:* this conversation goes on here");
      const next = await until("the new invite is there", () => slack.messages(other)[0]);
      await slack.say(people.ana, other, "new place", { threadTs: next.ts });
      await world.phoneHas(BOB, "new place");
      await world.settled();
      expect(world.textsTo(BOB).slice(1)).toEqual(["new place"]);
      const left = slack.thread(world.channel, invite.ts).map((one) => slack.visibleText(one));
      expect(left.join()).not.toMatch(/\[(End|Accept)\]/);
    }),
  );

  it(
    "refuses a file, or doesn't let a person be told, is not closed by that",
    watched(async (world) => {
      const { people, slack, telnyx } = world;
      const invite = await world.talk(people.ana);
      await world.settled();
      slack.faults.add({
        call: "files.getUploadURLExternal",
        times: Number.POSITIVE_INFINITY,
        error: "storage_limit_reached",
      });
      await telnyx.text(BOB, LINE, "one", { media: [{ bytes: PNG, contentType: "image/png" }] });
      await until("Zed is told", () => alerts(world).length > 0);
      await telnyx.text(BOB, LINE, "two");
      await world.threadSays(invite, "two");
      expect(await world.ask(people.sue, "/sms-queue", "list")).not.toContain(":warning:");

      telnyx.receipts = "none";
      telnyx.faults.add({ call: "messages.send", afterEffect: true, cut: true });
      await world.write(people.ana, invite, "hello");
      await world.phoneHas(BOB, "hello");
      await world.settled();
      await slack.archive(people.sue, world.channel, true);
      await until("Zed is told of that", () => alerts(world).length === 2);
      const refused = slack.faults.add({
        call: "chat.postMessage",
        match: ({ channel }) => channel === people.ana,
        error: "channel_not_found",
      });
      world.clock.ms += 90_000;
      await until("Ana can't be told that it may not have been sent", () => refused.struck === 1);
      await world.settled();
      expect(alerts(world)).toEqual([
        expect.stringContaining("storage_limit_reached"),
        expect.stringContaining("#support is archived"),
      ]);
    }),
  );
});
