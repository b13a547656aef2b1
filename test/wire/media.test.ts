import { describe, expect, it } from "vitest";
import type { TextedMedia } from "../../src/sandbox/telnyx/messages.ts";
import { until } from "../support/until.ts";
import { BOB, LINE, story, type World } from "../support/world.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const picture: TextedMedia = { bytes: PNG, contentType: "image/png" };
const program: TextedMedia = {
  bytes: Buffer.concat([Buffer.from("MZ"), Buffer.alloc(100)]),
  contentType: "image/png",
};

/** The names of the files in the session's thread, in order. */
function filesIn(world: World, invite: { readonly ts: string }): string[] {
  return world.slack
    .thread(world.channel, invite.ts)
    .flatMap(({ files }) => files.map(({ name }) => name));
}

async function filesCome(
  world: World,
  invite: { readonly ts: string },
  names: readonly string[],
): Promise<void> {
  await until(`the files ${names.join(", ")} are shown`, () => {
    return filesIn(world, invite).length >= names.length;
  });
  await world.settled();
  expect(filesIn(world, invite)).toEqual(names);
}

describe.concurrent("a picture from the texter", () => {
  it("is shown in the thread after its text, under a name of our own", async () =>
    story(async (world) => {
      const invite = await world.talk(world.people.ana);
      await world.telnyx.text(BOB, LINE, "Look at this", { media: [picture, picture] });
      await world.threadSays(invite, "Look at this");
      await filesCome(world, invite, ["picture-1.png", "picture-2.png"]);
      const [file] = world.slack.files;
      expect(file?.bytes.equals(PNG)).toBe(true);
      const thread = world.thread(invite);
      expect(thread.findIndex((line) => line.includes("Look at this"))).toBeLessThan(
        thread.findIndex((line) => line.includes("picture-1.png")),
      );
    })());

  it("that came while the texter waited is shown after Accept, also without a word", async () =>
    story(async (world) => {
      await world.telnyx.text(BOB, LINE, "support");
      const invite = await world.inviteOf(BOB);
      await world.telnyx.text(BOB, LINE, "", { media: [picture] });
      await world.inviteSays(invite, "2 texts");
      expect(world.slack.files).toEqual([]);
      await world.accept(world.people.ana, invite);
      await world.threadSays(invite, "1 file came with it");
      await filesCome(world, invite, ["picture-1.png"]);
    })());

  it("is shown once when Slack's answer to showing it is lost", async () =>
    story(async (world) => {
      const invite = await world.talk(world.people.ana);
      world.slack.faults.add({
        call: "files.completeUploadExternal",
        afterEffect: true,
        cut: true,
      });
      await world.telnyx.text(BOB, LINE, "Look", { media: [picture] });
      await world.inDoubt(2);
      world.clock.ms += 60_000;
      await filesCome(world, invite, ["picture-1.png"]);
    })());

  it("comes when Slack takes it at last, and texts don't wait for it", async () =>
    story(async (world) => {
      const invite = await world.talk(world.people.ana);
      const fault = world.slack.faults.add({
        call: "files.getUploadURLExternal",
        times: Number.POSITIVE_INFINITY,
        status: 503,
        body: "<html>",
      });
      await world.telnyx.text(BOB, LINE, "Look", { media: [picture] });
      await world.telnyx.text(BOB, LINE, "Are you there?");
      await world.threadSays(invite, "Are you there?");
      expect(filesIn(world, invite)).toEqual([]);
      fault.remove();
      world.clock.ms += 60_000;
      await filesCome(world, invite, ["picture-1.png"]);
    })());
});

describe.concurrent("a file that can't be shown", () => {
  it("is said so in the thread, with the reason, and the text is there", async () =>
    story(async (world) => {
      const invite = await world.talk(world.people.ana);
      await world.telnyx.text(BOB, LINE, "Try this", {
        media: [
          program,
          { url: "http://169.254.169.254/x.png", contentType: "image/png" },
          picture,
        ],
      });
      await world.threadSays(invite, "Try this");
      await world.threadSays(invite, "this kind of file (exe) is not shown");
      await world.threadSays(invite, "it is not on one of Telnyx's hosts");
      await filesCome(world, invite, ["picture-3.png"]);
    })());
});
