import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { MAX_MMS_BYTES } from "../../src/domain/mms.ts";
import type { TextedMedia } from "../../src/sandbox/telnyx/messages.ts";
import { freePort } from "../support/free-port.ts";
import { filesIn, PNG } from "../support/pictures.ts";
import { until } from "../support/until.ts";
import { BOB, LINE, story, type World } from "../support/world.ts";

const picture: TextedMedia = { bytes: PNG, contentType: "image/png" };
const program: TextedMedia = {
  bytes: Buffer.concat([Buffer.from("MZ"), Buffer.alloc(100)]),
  contentType: "image/png",
};

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
          { redirectTo: "http://10.0.0.1/x.png", contentType: "image/png" },
          { url: "https://media.telnyx.com.evil.example/x.png", contentType: "image/png" },
          {
            bytes: Buffer.concat([PNG, Buffer.alloc(5_000_000)]),
            contentType: null,
            fileName: "../../etc/passwd",
          },
        ],
      });
      await world.threadSays(invite, "Try this");
      await world.threadSays(invite, "this kind of file (exe) is not shown");
      await filesCome(world, invite, ["picture-5.png"]);
      const refusals = world.thread(invite).filter((line) => line.includes("can't be shown"));
      expect(refusals.filter((line) => line.includes("not on one of Telnyx's hosts"))).toHaveLength(
        3,
      );
    })());
});

describe.concurrent("a text with more files than anybody looks at", () => {
  it("shows the first ten, and says once that there are more", async () =>
    story(async (world) => {
      const invite = await world.talk(world.people.ana);
      const media = Array.from({ length: 30 }, () => ({ bytes: PNG, contentType: "image/png" }));
      await world.telnyx.text(BOB, LINE, "All of them", { media });
      await world.threadSays(invite, "of the 30 files of this text, the first 10 are shown");
      await filesCome(
        world,
        invite,
        Array.from({ length: 10 }, (_, i) => `picture-${i + 1}.png`),
      );
      const said = world.thread(invite).filter((line) => line.includes("can't be shown"));
      expect(said).toHaveLength(1);
    })());
});

describe.concurrent("a file from the agent", () => {
  /** A story in which Telnyx can reach the app by its PUBLIC_URL. */
  const reachable = (tell: (world: World) => Promise<void>) => async () => {
    const port = await freePort();
    await story(tell, { PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` })();
  };
  const file = (bytes: Buffer, mimetype = "image/png") => ({ name: "map.png", mimetype, bytes });

  it("goes as MMS, and Telnyx can fetch it for a day, by its own address alone", async () =>
    reachable(async (world) => {
      const { people, telnyx } = world;
      const invite = await world.talk(people.ana);
      const ts = await world.write(people.ana, invite, "This way", { files: [file(PNG)] });
      await world.write(people.ana, invite, "and then left");
      await world.phoneHas(BOB, "and then left");
      await world.marked(ts, "white_check_mark");
      const [sms] = telnyx.sent.filter(({ text }) => text === "This way");
      expect(sms?.raw["type"]).toBe("MMS");
      expect(world.textsTo(BOB).slice(-2)).toEqual(["This way", "and then left"]);
      const [url = ""] = sms?.mediaUrls ?? [];
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/media\/[0-9a-f]{64}$/);
      const got = await fetch(url);
      expect([got.status, got.headers.get("content-type")]).toEqual([200, "image/png"]);
      expect(Buffer.from(await got.arrayBuffer()).equals(PNG)).toBe(true);
      const head = await fetch(url, { method: "HEAD" });
      expect([head.status, head.headers.get("content-length")]).toEqual([200, String(PNG.length)]);
      const other = url.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
      expect((await fetch(other)).status).toBe(404);
      for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
        expect((await fetch(url, { method })).status).toBe(405);
      }
      const folder = url.slice(0, url.lastIndexOf("/"));
      for (const place of [folder, `${folder}/`, `${url}/`, `${folder}/../media/`]) {
        expect((await fetch(place)).status).toBe(404);
      }
      world.clock.ms += 25 * 3_600_000;
      expect((await fetch(url)).status).toBe(404);
    })());

  it("goes without words too, and is shrunk where carriers don't take it", async () =>
    reachable(async (world) => {
      const invite = await world.talk(world.people.ana);
      const large = await sharp({
        create: {
          width: 900,
          height: 900,
          channels: 3,
          background: "#ffffff",
          noise: { type: "gaussian", mean: 128, sigma: 60 },
        },
      })
        .png()
        .toBuffer();
      expect(large.length).toBeGreaterThan(MAX_MMS_BYTES);
      const ts = await world.write(world.people.ana, invite, "", { files: [file(large)] });
      await world.marked(ts, "white_check_mark");
      const sms = world.telnyx.sent.at(-1);
      expect(sms).toMatchObject({ text: "", mediaUrls: [expect.anything()] });
      const got = await fetch(sms?.mediaUrls[0] ?? "");
      expect(got.headers.get("content-type")).toBe("image/jpeg");
      expect((await got.arrayBuffer()).byteLength).toBeLessThanOrEqual(MAX_MMS_BYTES);
    })());

  it("makes one message of a long text, which then is not asked about", async () =>
    reachable(async (world) => {
      const invite = await world.talk(world.people.ana);
      const words = `This is ${"very ".repeat(95)}long`;
      const ts = await world.write(world.people.ana, invite, words, { files: [file(PNG)] });
      await world.marked(ts, "white_check_mark");
      expect(world.telnyx.sent.at(-1)).toMatchObject({ text: words, raw: { type: "MMS" } });
    })());

  it("that is no picture is left out, the words go, and the agent is told", async () =>
    reachable(async (world) => {
      const { people } = world;
      const invite = await world.talk(people.ana);
      const broken = file(Buffer.from("no picture"));
      await world.write(people.ana, invite, "See this", { files: [broken] });
      await world.toldAlone(people.ana, "“map.png”: it can't be read as a picture.");
      await world.phoneHas(BOB, "See this");
      const archive = file(Buffer.from("PK"), "application/zip");
      await world.write(people.ana, invite, "And this", { files: [archive, file(PNG)] });
      await world.toldAlone(people.ana, "“map.png”: this kind of file can't go as MMS.");
      await world.phoneHas(BOB, "And this");
      expect(world.telnyx.sent.at(-1)?.mediaUrls).toHaveLength(1);
      const ts = await world.write(people.ana, invite, "", { files: [broken] });
      await world.marked(ts, "warning");
      await world.settled();
      expect(world.textsTo(BOB)).not.toContain("");
    })());

  it("that Slack does not hand over is left out after a few tries", async () =>
    reachable(async (world) => {
      const { people, slack } = world;
      const invite = await world.talk(people.ana);
      slack.faults.add({
        call: "download",
        times: Number.POSITIVE_INFINITY,
        status: 503,
        body: "",
      });
      await world.write(people.ana, invite, "See this", { files: [file(PNG)] });
      world.clock.ms += 10_000;
      await world.toldAlone(people.ana, "“map.png”: Slack did not hand it over.");
      await world.phoneHas(BOB, "See this");
    })());

  it("of somebody else in the thread stays where it is", async () =>
    reachable(async (world) => {
      const { people, telnyx } = world;
      const invite = await world.talk(people.ana);
      await world.write(people.ben, invite, "look", { files: [file(PNG)] });
      await world.toldAlone(people.ben, "owns this session");
      await world.settled();
      expect(telnyx.sent.every(({ mediaUrls }) => mediaUrls.length === 0)).toBe(true);
    })());
});
