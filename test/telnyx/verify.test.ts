import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import fc from "fast-check";
import Telnyx from "telnyx";
import { describe, expect, it } from "vitest";
import { createWebhookVerifier, InvalidPublicKeyError } from "../../src/telnyx/verify.ts";

function keyPair(): { publicKey: string; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  return {
    publicKey: raw.toString("base64"),
    privateKey: createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" })),
  };
}

const ours = keyPair();
const theirs = keyPair();
const verify = createWebhookVerifier(ours.publicKey, Date.now);
const sdk = new Telnyx({ apiKey: "KEY", publicKey: ours.publicKey });

function signed(body: string, timestamp: string, key = ours.privateKey): string {
  return sign(null, Buffer.from(`${timestamp}|${body}`), key).toString("base64");
}

function secondsFromNow(seconds: number): string {
  return String(Math.floor(Date.now() / 1000) + seconds);
}

/** What the SDK says of the same request. */
async function sdkAccepts(body: string, signature: string, timestamp: string): Promise<boolean> {
  try {
    await sdk.webhooks.unwrap(body, {
      headers: { "telnyx-signature-ed25519": signature, "telnyx-timestamp": timestamp },
    });
    return true;
  } catch {
    return false;
  }
}

describe("the check of Telnyx's signature", () => {
  const body = '{"data":{"event_type":"message.received","text":"Grüße 👋"}}';
  const now = secondsFromNow(0);
  const good = signed(body, now);

  it.each<[string, string, string, string, boolean]>([
    ["the signed bytes", body, good, now, true],
    [
      "a time a little behind",
      body,
      signed(body, secondsFromNow(-290)),
      secondsFromNow(-290),
      true,
    ],
    ["a time a little ahead", body, signed(body, secondsFromNow(290)), secondsFromNow(290), true],
    ["bytes that were changed", body.replace("Gr", "gr"), good, now, false],
    ["bytes with a blank more", `${body} `, good, now, false],
    ["another key", body, signed(body, now, theirs.privateKey), now, false],
    ["a time that was not signed", body, good, secondsFromNow(1), false],
    ["a time too old", body, signed(body, secondsFromNow(-310)), secondsFromNow(-310), false],
    ["a time too far ahead", body, signed(body, secondsFromNow(310)), secondsFromNow(310), false],
    ["a time in ms", body, signed(body, `${now}000`), `${now}000`, false],
    ["a time below zero", body, signed(body, "-1"), "-1", false],
    ["a signature of zeros", body, Buffer.alloc(64).toString("base64"), now, false],
    ["a short signature", body, good.slice(0, 40), now, false],
    ["a signature that is no base64", body, "!!!", now, false],
    ["no signature", body, "", now, false],
    ["no time", body, good, "", false],
  ])("says of %s the same as the SDK", async (_, text, signature, timestamp, expected) => {
    const answer = await verify(Buffer.from(text), { signature, timestamp });
    expect(answer.kind === "good").toBe(expected);
    expect(await sdkAccepts(text, signature, timestamp)).toBe(expected);
  });

  it("agrees with the SDK on any body, changed or not", async () => {
    await fc.assert(
      fc.asyncProperty(fc.object(), fc.boolean(), async (json, changed) => {
        const text = JSON.stringify(json);
        const at = secondsFromNow(0);
        const signature = signed(text, at);
        const sent = changed ? `${text}\n` : text;
        const answer = await verify(Buffer.from(sent), { signature, timestamp: at });
        expect(answer.kind === "good").toBe(!changed);
        expect(await sdkAccepts(sent, signature, at)).toBe(!changed);
      }),
      { numRuns: 60 },
    );
  });

  it("takes a key with blanks around it, and refuses at once what is no key", () => {
    expect(() => createWebhookVerifier(` ${ours.publicKey}\n`, Date.now)).not.toThrow();
    for (const key of ["", "abc", "!".repeat(44), Buffer.alloc(32).toString("base64")]) {
      expect(() => createWebhookVerifier(key, Date.now)).toThrow(InvalidPublicKeyError);
    }
  });
});
