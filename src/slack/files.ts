import type { WebClient } from "@slack/web-api";
import { type ChannelId, isChannelId, type MessageTs, type UserId } from "../domain/ids.ts";
import type { ShareOutcome, UploadOutcome } from "../flows/ports.ts";
import { classifySlackError } from "./outcomes.ts";

/** ms for handing the bytes over: of what texters send, and for each megabyte of larger files. */
const UPLOAD_TIMEOUT = 10_000;
const TIMEOUT_PER_MEGABYTE = 2_000;

/**
 * Brings a file to Slack (files.getUploadURLExternal, then the bytes to the address it gives).
 * Nobody sees it before it is shared; what is never shared, Slack forgets.
 */
export async function upload(
  client: WebClient,
  { name, altText, bytes }: { name: string; altText: string; bytes: Buffer | Blob },
): Promise<UploadOutcome> {
  const length = bytes instanceof Blob ? bytes.size : bytes.length;
  try {
    const { upload_url: address, file_id: file } = await client.files.getUploadURLExternal({
      filename: name,
      length,
      alt_text: altText,
    });
    if (address === undefined || file === undefined) {
      return { kind: "unknown", why: "Slack gave no address for the upload" };
    }
    const answer = await fetch(address, {
      method: "POST",
      body: bytes,
      headers: { "content-type": "application/octet-stream" },
      redirect: "error",
      signal: AbortSignal.timeout(
        UPLOAD_TIMEOUT + Math.ceil(length / 1_000_000) * TIMEOUT_PER_MEGABYTE,
      ),
    });
    await answer.body?.cancel();
    return answer.ok
      ? { kind: "done", file }
      : { kind: "unknown", why: `HTTP ${answer.status} to the upload` };
  } catch (error) {
    return classifySlackError(error);
  }
}

/**
 * Shows an uploaded file in a thread (files.completeUploadExternal).
 *
 * @param threadTs null: in the conversation itself
 */
export async function share(
  client: WebClient,
  channel: ChannelId,
  threadTs: MessageTs | null,
  file: string,
): Promise<ShareOutcome> {
  try {
    await client.files.completeUploadExternal({
      files: [{ id: file }],
      channel_id: channel,
      ...(threadTs === null ? {} : { thread_ts: threadTs }),
    });
    return { kind: "done" };
  } catch (error) {
    return classifySlackError(error);
  }
}

/**
 * Gives somebody a file in a direct message, which nobody else sees.
 *
 * The message before the file says what it is, and is what opens the conversation: to open it by
 * itself would need one more scope (im:write).
 */
export async function sendFile(
  client: WebClient,
  user: UserId,
  words: string,
  file: { name: string; altText: string; bytes: Buffer | Blob },
): Promise<ShareOutcome> {
  const uploaded = await upload(client, file);
  if (uploaded.kind !== "done") return uploaded;
  try {
    const { channel } = await client.chat.postMessage({ channel: user, text: words });
    if (channel === undefined || !isChannelId(channel)) {
      return { kind: "unknown", why: "Slack did not say where the direct message is" };
    }
    return await share(client, channel, null, uploaded.file);
  } catch (error) {
    return classifySlackError(error);
  }
}
