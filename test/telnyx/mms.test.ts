import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { fitIntoMms } from "../../src/telnyx/mms.ts";

/** A picture that does not compress well. */
async function noise(side: number): Promise<Buffer> {
  return sharp({
    create: {
      width: side,
      height: side,
      channels: 3,
      background: "#000",
      noise: { type: "gaussian", mean: 128, sigma: 60 },
    },
  })
    .png()
    .toBuffer();
}

describe("a file that is to go as MMS", () => {
  it("goes as it is when it is a small picture of a kind that phones show", async () => {
    const bytes = await sharp({
      create: { width: 20, height: 10, channels: 4, background: "#08f" },
    })
      .png()
      .toBuffer();
    expect(await fitIntoMms({ bytes, contentType: "image/png" }, 600_000)).toEqual({
      kind: "ready",
      bytes,
      contentType: "image/png",
    });
  });

  it("is shrunk until it fits when it is a large picture", async () => {
    const bytes = await noise(1_800);
    expect(bytes.length).toBeGreaterThan(3_000_000);
    const fitted = await fitIntoMms({ bytes, contentType: "image/png" }, 600_000);
    if (fitted.kind !== "ready") throw new Error(fitted.why);
    expect(fitted.bytes.length).toBeLessThanOrEqual(600_000);
    expect(fitted.contentType).toBe("image/jpeg");
    const { width, height } = await sharp(fitted.bytes).metadata();
    expect(width).toBe(height);
    expect(width).toBeGreaterThanOrEqual(400);
  });

  it.each(["jpeg", "png"] as const)(
    "loses where and when a photo was taken, and is upright: %s",
    async (format) => {
      const bytes = await sharp({
        create: { width: 30, height: 10, channels: 3, background: "#fff" },
      })
        .toFormat(format)
        .withMetadata({ orientation: 6 })
        .withExifMerge({ IFD0: { Copyright: "Ana at home" } })
        .toBuffer();
      expect(bytes.includes("Ana at home")).toBe(true);
      const fitted = await fitIntoMms({ bytes, contentType: `image/${format}` }, 600_000);
      if (fitted.kind !== "ready") throw new Error(fitted.why);
      expect(fitted.bytes.includes("Ana at home")).toBe(false);
      const { width, height } = await sharp(fitted.bytes).metadata();
      expect([width, height]).toEqual([10, 30]);
    },
  );

  it.each([
    ["is no picture at all", Buffer.from("MZ this is a program"), "image/png", "can't be read"],
    ["is a video that is too large", Buffer.alloc(700_000), "video/mp4", "larger than 600 kB"],
  ])("is refused, with the reason, when it %s", async (_name, bytes, contentType, why) => {
    const fitted = await fitIntoMms({ bytes, contentType }, 600_000);
    expect(fitted).toEqual({ kind: "refused", why: expect.stringContaining(why) });
  });
});
