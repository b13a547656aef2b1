import type { ChannelId, MessageTs, UserId } from "../domain/ids.ts";
import type { SharedFile } from "../domain/mms.ts";

/** What people write in threads, as far as the flows are concerned; `slack` reads it. */

/**
 * Whether a message is a note for colleagues: begins with `//`. Doubtful: behind something that
 * can be seen, such as a quote mark or an emoji, it may be one.
 */
export type NoteReading = "note" | "doubtful" | "none";

/** A message that a person wrote in a thread. */
export interface ThreadMessage {
  readonly channel: ChannelId;
  readonly threadTs: MessageTs;
  readonly ts: MessageTs;
  readonly author: UserId;
  readonly files: readonly SharedFile[];
  readonly note: NoteReading;
  /** What the writer's Slack calls it; null where that says nothing, as of `/me`. */
  readonly clientMsgId: string | null;
}

/** What a message in a thread says now. */
export interface CurrentMessage extends Pick<ThreadMessage, "files" | "note" | "clientMsgId"> {
  /** What the texter would get. */
  readonly text: string;
}

/** What a person did to a message after writing it. */
export interface ThreadMessageChange {
  readonly channel: ChannelId;
  readonly threadTs: MessageTs;
  /** The changed message. */
  readonly ts: MessageTs;
  readonly change:
    | { readonly kind: "deleted" }
    | { readonly kind: "edited"; readonly now: ThreadMessage };
  /** Slack's time of the change: the same change delivered twice has the same. */
  readonly at: MessageTs;
}

/** Slack's message events, as far as the flows are concerned. */
export interface ThreadMessageReader {
  /** Null: not a person's message in a thread. */
  read(body: Buffer): ThreadMessage | null;
  /** Null: nothing that a person did to words (an unfurl, a redraw of our own). */
  readChange(body: Buffer): ThreadMessageChange | null;
  /** A message as it is in Slack now; null when it is not there any more. */
  readCurrent(message: {
    readonly channel: ChannelId;
    readonly threadTs: MessageTs;
    readonly ts: MessageTs;
  }): Promise<CurrentMessage | null>;
  /**
   * What the texter gets of a message that was written or edited: looks names up where it mentions
   * people or channels.
   */
  toSmsText(body: Buffer): Promise<string>;
}
