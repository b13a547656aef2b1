import type { MessageId, MessageTs } from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** How far showing the files of inbound texts has come. */

/** One file of a text, in one of the threads of its session. */
export interface MediaPlace {
  readonly inbound: MessageId;
  /** From 0. */
  readonly position: number;
  readonly thread: MessageTs;
}

export type ShownMedia =
  | { readonly kind: "new" }
  /** In Slack, by Slack's file id; shown in the thread or about to be. */
  | { readonly kind: "uploaded"; readonly file: string }
  | { readonly kind: "refused"; readonly why: string };

/** How far the file has come. */
export async function findShownMedia(tx: Tx, place: MediaPlace): Promise<ShownMedia> {
  const row = await tx
    .sql("shown_media")
    .where(keyOf(place))
    .first<{ slack_file: string | null; refused: string | null } | undefined>();
  if (row?.slack_file) return { kind: "uploaded", file: row.slack_file };
  return row?.refused ? { kind: "refused", why: row.refused } : { kind: "new" };
}

/** The file is in Slack. */
export async function recordUploadedMedia(tx: Tx, place: MediaPlace, file: string): Promise<void> {
  await tx.sql("shown_media").insert({ ...keyOf(place), slack_file: file });
}

/** The file will never be shown. */
export async function recordRefusedMedia(tx: Tx, place: MediaPlace, why: string): Promise<void> {
  await tx.sql("shown_media").insert({ ...keyOf(place), refused: why });
}

function keyOf({ inbound, position, thread }: MediaPlace) {
  return { inbound_id: inbound, position, thread_ts: thread };
}
