import { createPublicKey, type KeyObject, verify } from "node:crypto";

/** Whether a webhook comes from Telnyx, unchanged and lately. */
export type Verification =
  | { readonly kind: "good" }
  | { readonly kind: "bad"; readonly why: "missing" | "malformed" | "stale" | "wrong" };

export type VerifyWebhook = (
  body: Buffer,
  headers: { readonly signature: string | undefined; readonly timestamp: string | undefined },
) => Promise<Verification>;

/** s between the time stamp and now, either way; Telnyx's SDK allows the same. */
const TOLERANCE = 300;
/** What precedes the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo. */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");
/** Whole groups of four, as Telnyx's SDK asks for. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** A public key that can't be one. */
export class InvalidPublicKeyError extends Error {
  override readonly name = "InvalidPublicKeyError";
}

/**
 * Makes the check of Telnyx's signature: Ed25519 over the time stamp, a bar and the raw bytes of
 * the body. The key is built once and the check runs in the thread pool: it is the dearest thing
 * on the way of a webhook.
 *
 * @param publicKey base64 of 32 bytes, from Telnyx's portal (Keys & Credentials)
 * @param now ms since 1970
 * @throws InvalidPublicKeyError
 */
export function createWebhookVerifier(publicKey: string, now: () => number): VerifyWebhook {
  const key = buildKey(publicKey);
  return async (body, { signature, timestamp }) => {
    if (!signature || !timestamp) return { kind: "bad", why: "missing" };
    if (!/^\d+$/.test(timestamp)) return { kind: "bad", why: "malformed" };
    if (Math.abs(Math.floor(now() / 1000) - Number(timestamp)) > TOLERANCE) {
      return { kind: "bad", why: "stale" };
    }
    const bytes = BASE64.test(signature) ? Buffer.from(signature, "base64") : null;
    if (bytes?.length !== 64) return { kind: "bad", why: "malformed" };
    const signed = Buffer.concat([Buffer.from(`${timestamp}|`), body]);
    return (await check(key, signed, bytes)) ? { kind: "good" } : { kind: "bad", why: "wrong" };
  };
}

function check(key: KeyObject, signed: Buffer, signature: Buffer): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify(null, signed, key, signature, (error, valid) => {
      if (error) reject(error);
      else resolve(valid);
    });
  });
}

function buildKey(publicKey: string): KeyObject {
  const trimmed = publicKey.trim();
  const raw = BASE64.test(trimmed) ? Buffer.from(trimmed, "base64") : Buffer.alloc(0);
  if (raw.length !== 32) {
    throw new InvalidPublicKeyError("Telnyx's public key must be base64 of 32 bytes");
  }
  if (raw.every((byte) => byte === 0)) {
    throw new InvalidPublicKeyError("Telnyx's public key must not be all zeros");
  }
  return createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, raw]),
    format: "der",
    type: "spki",
  });
}
