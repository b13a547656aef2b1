import { channelId, messageTs } from "../../domain/ids.ts";
import type { MessageLink } from "../../flows/private-words.ts";

/**
 * A message of a thread as the value of a button. The button itself may be somewhere else: what is
 * said to one person comes as a direct message while the channel is closed to us.
 */
export function messageValue({ thread, ts }: MessageLink): string {
  return `${thread.channel}/${thread.ts}/${ts}`;
}

/** @throws InvalidIdError when it is no such value */
export function readMessageValue(value: string): MessageLink {
  const [channel = "", threadTs = "", ts = ""] = value.split("/");
  return { thread: { channel: channelId(channel), ts: messageTs(threadTs) }, ts: messageTs(ts) };
}
