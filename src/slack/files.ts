import type { WebClient } from "@slack/web-api";
import type { ChannelId, MessageTs } from "../domain/ids.ts";
import type { ShareOutcome, UploadOutcome } from "../flows/ports.ts";
import { classifySlackError } from "./outcomes.ts";

/** ms for handing the bytes over. */
const UPLOAD_TIMEOUT = 10_000;

/**
 * Brings a file to Slack (files.getUploadURLExternal, then the bytes to the address it gives).
 * Nobody sees it before it is shared; what is never shared, Slack forgets.
 */
export async function upload(
  client: WebClient,
  { name, altText, bytes }: { name: string; altText: string; bytes: Buffer },
): Promise<UploadOutcome> {
  try {
    const { upload_url: address, file_id: file } = await client.files.getUploadURLExternal({
      filename: name,
      length: bytes.length,
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
      signal: AbortSignal.timeout(UPLOAD_TIMEOUT),
    });
    await answer.body?.cancel();
    return answer.ok
      ? { kind: "done", file }
      : { kind: "unknown", why: `HTTP ${answer.status} to the upload` };
  } catch (error) {
    return classifySlackError(error);
  }
}

/** Shows an uploaded file in a thread (files.completeUploadExternal). */
export async function share(
  client: WebClient,
  channel: ChannelId,
  threadTs: MessageTs,
  file: string,
): Promise<ShareOutcome> {
  try {
    await client.files.completeUploadExternal({
      files: [{ id: file }],
      channel_id: channel,
      thread_ts: threadTs,
    });
    return { kind: "done" };
  } catch (error) {
    return classifySlackError(error);
  }
}
