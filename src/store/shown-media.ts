import type { MessageId } from "../domain/ids.ts";
import type { Tx } from "./database.ts";

/** How far showing the files of inbound texts has come. */

/** One file of a text. */
export interface MediaPlace {
  readonly inbound: MessageId;
  /** From 0. */
  readonly position: number;
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
    .where({ inbound_id: place.inbound, position: place.position })
    .first<{ slack_file: string | null; refused: string | null } | undefined>();
  if (row?.slack_file) return { kind: "uploaded", file: row.slack_file };
  return row?.refused ? { kind: "refused", why: row.refused } : { kind: "new" };
}

/** The file is in Slack. */
export async function recordUploadedMedia(tx: Tx, place: MediaPlace, file: string): Promise<void> {
  await tx.sql("shown_media").insert({
    inbound_id: place.inbound,
    position: place.position,
    slack_file: file,
  });
}

/** The file will never be shown. */
export async function recordRefusedMedia(tx: Tx, place: MediaPlace, why: string): Promise<void> {
  await tx.sql("shown_media").insert({
    inbound_id: place.inbound,
    position: place.position,
    refused: why,
  });
}
