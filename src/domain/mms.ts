import type { PhoneNumber } from "./ids.ts";

/** Which of an agent's files can go to a texter, before anything of them is fetched. */

/** A file that hangs on an agent's message. */
export interface SharedFile {
  readonly name: string;
  /** As Slack says. */
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  /** Where Slack has it; null: Slack does not give it to us. */
  readonly url: string | null;
}

/** Bytes of all files of one MMS together: what all carriers in the USA and Canada take. */
export const MAX_MMS_BYTES = 600_000;
/** Files of one MMS (Telnyx's limit). */
const MAX_FILES = 10;
/** Files of one of the texter's texts that are shown; of the others it is said that they are there. */
export const MAX_SHOWN_FILES = 10;
/** Bytes of a picture that is worth shrinking. */
const MAX_PICTURE_BYTES = 25_000_000;

/** What phones show; pictures of any kind are turned into one of the first. */
const CARRIED =
  /^(image\/.+|video\/(mp4|3gpp)|audio\/(mpeg|mp4|amr|ogg|wav)|application\/pdf|text\/(vcard|x-vcard|calendar|plain))$/;

export interface JudgedFiles {
  readonly sendable: readonly SharedFile[];
  /** Why the others are not, one sentence each, for their author. */
  readonly reasons: readonly string[];
}

/**
 * @param reachable whether Telnyx can fetch files from us (`PUBLIC_URL`)
 */
export function judgeFiles(
  files: readonly SharedFile[],
  to: { readonly texter: PhoneNumber; readonly reachable: boolean },
): JudgedFiles {
  const sendable: SharedFile[] = [];
  const reasons: string[] = [];
  for (const file of files) {
    const why =
      sendable.length >= MAX_FILES
        ? `a message carries ${MAX_FILES} files at the most`
        : refuse(file, to);
    if (why === null) sendable.push(file);
    else reasons.push(`“${file.name}”: ${why}.`);
  }
  return { sendable, reasons };
}

function refuse(
  file: SharedFile,
  { texter, reachable }: { readonly texter: PhoneNumber; readonly reachable: boolean },
): string | null {
  if (!reachable) {
    return "files can't be sent before whoever runs this app has set PUBLIC_URL";
  }
  if (!texter.startsWith("+1")) return "files can be sent to the USA and Canada only";
  if (file.url === null) return "Slack does not give it to this app";
  if (!CARRIED.test(file.contentType)) return "this kind of file can't go as MMS";
  const isPicture = file.contentType.startsWith("image/");
  const most = isPicture ? MAX_PICTURE_BYTES : MAX_MMS_BYTES;
  if (file.size <= most) return null;
  return `it is larger than ${most < 1_000_000 ? `${most / 1_000} kB` : `${most / 1_000_000} MB`}`;
}
