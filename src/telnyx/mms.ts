import sharp from "sharp";

/** A file as a phone gets it. */
export type FittedFile =
  | { readonly kind: "ready"; readonly bytes: Buffer; readonly contentType: string }
  | { readonly kind: "refused"; readonly why: string };

/** Kinds of picture that every phone shows, which may go as they are when they are small enough. */
const SHOWN_BY_PHONES: ReadonlySet<string> = new Set(["png", "gif"]);
/** Pixels of the longer side, and JPEG quality, tried until the picture is small enough. */
const STEPS = [
  { side: 1_600, quality: 82 },
  { side: 1_280, quality: 78 },
  { side: 1_024, quality: 72 },
  { side: 800, quality: 68 },
  { side: 640, quality: 60 },
  { side: 400, quality: 50 },
];
/** A picture may be small in bytes and huge in pixels. */
const MAX_PIXELS = 100_000_000;

/**
 * Makes a file fit into an MMS. Pictures are turned upright, freed of everything that is not
 * picture (where and when it was taken) and shrunk as JPEG; other files go as they are or not at all.
 */
export async function fitIntoMms(
  file: { readonly bytes: Buffer; readonly contentType: string },
  maxBytes: number,
): Promise<FittedFile> {
  const { bytes, contentType } = file;
  if (!contentType.startsWith("image/")) {
    return bytes.length <= maxBytes
      ? { kind: "ready", bytes, contentType }
      : { kind: "refused", why: `it is larger than ${Math.floor(maxBytes / 1_000)} kB` };
  }
  try {
    const picture = await sharp(bytes, { limitInputPixels: MAX_PIXELS }).metadata();
    const { format } = picture;
    const tellsMore = picture.exif !== undefined || picture.xmp !== undefined;
    if (SHOWN_BY_PHONES.has(format) && !tellsMore && bytes.length <= maxBytes) {
      return { kind: "ready", bytes, contentType: `image/${format}` };
    }
    for (const { side, quality } of STEPS) {
      const smaller = await sharp(bytes, { limitInputPixels: MAX_PIXELS })
        .rotate()
        .resize({ width: side, height: side, fit: "inside", withoutEnlargement: true })
        .flatten({ background: "#ffffff" })
        .jpeg({ quality })
        .toBuffer();
      if (smaller.length <= maxBytes) {
        return { kind: "ready", bytes: smaller, contentType: "image/jpeg" };
      }
    }
  } catch {
    // Whatever is wrong with it: it is no picture that we can read.
    return { kind: "refused", why: "it can't be read as a picture" };
  }
  return { kind: "refused", why: "it can't be made small enough" };
}
