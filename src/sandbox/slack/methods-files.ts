import { fieldsListOf, textOf } from "../json.ts";
import {
  argument,
  joinedChannel,
  type Methods,
  type Platform,
  requiredArgument,
  scope,
} from "./method.ts";
import { postAsBot, threadOf } from "./posting.ts";
import { fileOnWire } from "./wire.ts";
import { SlackError } from "./workspace.ts";

/** files.*: an upload is announced, posted to its address, and completed. */
export const fileMethods: Methods = {
  "files.getUploadURLExternal": {
    scope: scope("files:write"),
    run({ workspace, origin }, args) {
      const name = requiredArgument(args, "filename");
      if (!(Number(requiredArgument(args, "length")) > 0))
        throw new SlackError("invalid_arguments");
      // Slack's page says `alt_txt`, its Node SDK sends `alt_text`.
      const altText = argument(args, "alt_txt") || argument(args, "alt_text");
      const id = workspace.nextId("F");
      workspace.files.set(id, {
        id,
        name,
        mimetype: mimetypeOf(name),
        bytes: Buffer.alloc(0),
        ...(altText === "" ? {} : { altText }),
      });
      return { upload_url: `${origin}/upload/${id}`, file_id: id };
    },
  },
  "files.completeUploadExternal": {
    scope: scope("files:write"),
    run(platform, args) {
      const { workspace, origin } = platform;
      const files = fieldsListOf(args.files).map(({ id }) => {
        const file = workspace.files.get(textOf(id));
        if (file === undefined || file.bytes.length === 0) throw new SlackError("file_not_found");
        return file;
      });
      if (files.length === 0) throw new SlackError("invalid_arguments");
      const channelId = argument(args, "channel_id");
      if (channelId !== "") {
        const channel = joinedChannel(platform, channelId);
        const threadTs = threadOf(platform, channel.id, argument(args, "thread_ts"));
        const text = argument(args, "initial_comment");
        postAsBot(platform, channel.id, { text, blocks: [] }, { threadTs, files });
      }
      return { files: files.map((file) => fileOnWire(file, origin)) };
    },
  },
  "files.info": {
    scope: scope("files:read"),
    run({ workspace, origin }, args) {
      const file = workspace.files.get(requiredArgument(args, "file"));
      if (file === undefined) throw new SlackError("file_not_found");
      return { file: fileOnWire(file, origin) };
    },
  },
};

/** Takes the bytes that were posted to an upload address; false when there is no such upload. */
export function receiveUpload(
  { workspace }: Platform,
  fileId: string,
  contentType: string,
  body: Buffer,
): boolean {
  const file = workspace.files.get(fileId);
  if (file === undefined) return false;
  const boundary = /^multipart\/form-data;\s*boundary="?([^";]+)"?/.exec(contentType)?.[1];
  const bytes = boundary === undefined ? body : firstPart(body, boundary);
  workspace.files.set(fileId, { ...file, bytes });
  return true;
}

/** The content of a multipart body's first part. */
function firstPart(body: Buffer, boundary: string): Buffer {
  const start = body.indexOf("\r\n\r\n") + 4;
  const end = body.indexOf(`\r\n--${boundary}`, start);
  return body.subarray(start, end < 0 ? body.length : end);
}

function mimetypeOf(name: string): string {
  const known: Readonly<Record<string, string>> = {
    csv: "text/csv",
    gif: "image/gif",
    jpeg: "image/jpeg",
    jpg: "image/jpeg",
    mp4: "video/mp4",
    pdf: "application/pdf",
    png: "image/png",
    txt: "text/plain",
  };
  return known[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";
}
