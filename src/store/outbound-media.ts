import { randomBytes } from "node:crypto";
import type { MessageId } from "../domain/ids.ts";
import type { SharedFile } from "../domain/mms.ts";
import type { Tx } from "./database.ts";

/** The files that go out with SMS, and the addresses under which Telnyx fetches them. */

/** ms for which a file can be fetched: Telnyx does so when the SMS is handed to it. */
const FETCHABLE_MS = 24 * 3_600_000;

export interface OutboundMedia {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  /** Where Slack has it. */
  readonly url: string;
  readonly state:
    | { readonly kind: "waiting" }
    /** `token`: what its address ends with. */
    | { readonly kind: "ready"; readonly token: string }
    | { readonly kind: "unsent"; readonly why: string };
}

interface MediaRow {
  id: string;
  name: string;
  content_type: string;
  slack_url: string;
  token: string | null;
  unsent: string | null;
}

/** The files of an SMS that is to be sent. */
export async function insertOutboundMedia(
  tx: Tx,
  outbound: MessageId,
  files: readonly SharedFile[],
): Promise<void> {
  if (files.length === 0) return;
  await tx.sql("outbound_media").insert(
    files.map((file, position) => ({
      outbound_id: outbound,
      position,
      name: file.name,
      content_type: file.contentType,
      slack_url: file.url,
    })),
  );
}

/** The files of an SMS, in their order. */
export async function mediaOf(tx: Tx, outbound: MessageId): Promise<OutboundMedia[]> {
  const rows = await tx
    .sql("outbound_media")
    .where({ outbound_id: outbound })
    .orderBy("position")
    .select<MediaRow[]>("id", "name", "content_type", "slack_url", "token", "unsent");
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    contentType: row.content_type,
    url: row.slack_url,
    state:
      row.token !== null
        ? { kind: "ready", token: row.token }
        : row.unsent !== null
          ? { kind: "unsent", why: row.unsent }
          : { kind: "waiting" },
  }));
}

/** The bytes are as the carrier gets them; from now on they can be fetched by their token. */
export async function recordReadyMedia(
  tx: Tx,
  id: string,
  file: { readonly bytes: Buffer; readonly contentType: string },
): Promise<void> {
  await tx
    .sql("outbound_media")
    .where({ id })
    .update({
      bytes: file.bytes,
      content_type: file.contentType,
      token: randomBytes(32).toString("hex"),
      expires_at: new Date(tx.now.getTime() + FETCHABLE_MS),
    });
}

/** The file does not go out. */
export async function recordUnsentMedia(tx: Tx, id: string, why: string): Promise<void> {
  await tx.sql("outbound_media").where({ id }).update({ unsent: why });
}

/** The files of an SMS that was to be sent, as they were given. */
export async function filesOf(tx: Tx, outbound: MessageId): Promise<SharedFile[]> {
  const media = await mediaOf(tx, outbound);
  return media.map(({ name, contentType, url }) => ({ name, contentType, url, size: 0 }));
}

/** The file with this token; null when there is none (any more). */
export async function fetchableMedia(
  tx: Tx,
  token: string,
): Promise<{ readonly bytes: Buffer; readonly contentType: string } | null> {
  const row = await tx
    .sql("outbound_media")
    .where({ token })
    .where("expires_at", ">", tx.now)
    .first<{ bytes: Buffer | null; content_type: string } | undefined>("bytes", "content_type");
  return row?.bytes ? { bytes: row.bytes, contentType: row.content_type } : null;
}

/** Forgets the bytes that nobody can fetch any more. */
export async function forgetExpiredMedia(tx: Tx): Promise<void> {
  await tx
    .sql("outbound_media")
    .where("expires_at", "<=", tx.now)
    .whereNotNull("bytes")
    .update({ bytes: null });
}
