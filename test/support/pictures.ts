import type { World } from "./world.ts";

/** A picture of one pixel. */
export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** The names of the files in the session's thread, in order. */
export function filesIn({ slack, channel }: World, invite: { readonly ts: string }): string[] {
  return slack.thread(channel, invite.ts).flatMap(({ files }) => files.map(({ name }) => name));
}
