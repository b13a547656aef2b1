import { describe, expect, it } from "vitest";
import { phoneNumber } from "../../src/domain/ids.ts";
import { judgeFiles, MAX_MMS_BYTES, type SharedFile } from "../../src/domain/mms.ts";

const texter = phoneNumber("+15557770001");
const picture: SharedFile = {
  name: "map.png",
  contentType: "image/png",
  size: 5_000_000,
  url: "https://files.slack.com/files-pri/T1-F1/download/map.png",
};

describe("an agent's file", () => {
  it.each<[string, Partial<SharedFile>]>([
    ["a picture, which is shrunk later", {}],
    ["a photo of a kind that phones don't know", { contentType: "image/webp" }],
    ["a small video", { contentType: "video/mp4", size: MAX_MMS_BYTES }],
    ["a contact", { contentType: "text/vcard", size: 300 }],
  ])("can go: %s", (_name, change) => {
    const file = { ...picture, ...change };
    expect(judgeFiles([file], { texter, reachable: true })).toEqual({
      sendable: [file],
      reasons: [],
    });
  });

  it.each<[string, Partial<SharedFile>, string]>([
    ["a large video", { contentType: "video/mp4", size: MAX_MMS_BYTES + 1 }, "larger than 600 kB"],
    ["a program", { contentType: "application/x-msdownload", size: 9 }, "this kind of file"],
    ["an unknown kind", { contentType: "", size: 9 }, "this kind of file"],
    ["a file of another workspace", { url: null }, "Slack does not give it"],
    ["an enormous picture", { size: 26_000_000 }, "larger than 25 MB"],
  ])("can't, and its author is told why: %s", (_name, change, why) => {
    const judged = judgeFiles([{ ...picture, ...change }], { texter, reachable: true });
    expect(judged.sendable).toEqual([]);
    expect(judged.reasons).toEqual([expect.stringContaining(why)]);
    expect(judged.reasons[0]).toContain("“map.png”");
  });

  it("can't go where Telnyx can't fetch it, nor outside the USA and Canada", () => {
    const unreachable = judgeFiles([picture], { texter, reachable: false });
    expect(unreachable.reasons[0]).toContain("PUBLIC_URL");
    const abroad = phoneNumber("+447700900123");
    const far = judgeFiles([picture], { texter: abroad, reachable: true });
    expect(far.reasons[0]).toContain("USA and Canada");
  });

  it("is left out beyond ten, the others going", () => {
    const many = Array.from({ length: 12 }, () => picture);
    const judged = judgeFiles(many, { texter, reachable: true });
    expect(judged.sendable).toHaveLength(10);
    expect(judged.reasons).toHaveLength(2);
  });
});
