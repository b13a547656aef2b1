import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import fc from "fast-check";
import Telnyx from "telnyx";
import { TelnyxWebhookVerificationError } from "telnyx/lib/webhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createWebhookVerifier, InvalidPublicKeyError } from "../../src/telnyx/verify.ts";

function keyPair(): { publicKey: string; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  return {
    publicKey: raw.toString("base64"),
    privateKey: createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" })),
  };
}

/** The clock stands still, so that the SDK and we look at the same second. */
const NOW = 1_780_000_000;
const ours = keyPair();
const theirs = keyPair();
const clock = (): number => Date.now();
const verify = createWebhookVerifier(ours.publicKey, clock);
const sdk = new Telnyx({ apiKey: "KEY", publicKey: ours.publicKey });

function signed(body: string | Buffer, timestamp: string, key = ours.privateKey): string {
  const bytes = Buffer.concat([Buffer.from(`${timestamp}|`), Buffer.from(body)]);
  return sign(null, bytes, key).toString("base64");
}

/** What the SDK says of the same request's signature; what the body holds is another question. */
async function sdkAccepts(body: string, signature: string, timestamp: string): Promise<boolean> {
  try {
    await sdk.webhooks.unwrap(body, {
      headers: { "telnyx-signature-ed25519": signature, "telnyx-timestamp": timestamp },
    });
    return true;
  } catch (error) {
    if (error instanceof TelnyxWebhookVerificationError) return false;
    if (error instanceof SyntaxError) return true;
    throw error;
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW * 1000 + 999 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the check of Telnyx's signature", () => {
  const body = '{"data":{"event_type":"message.received","text":"Grüße 👋"}}';
  const now = String(NOW);
  const good = signed(body, now);
  const zeros = `00000000${now}`;
  /** Signed properly at that time. */
  const at = (timestamp: string): [string, string, string] => [
    body,
    signed(body, timestamp),
    timestamp,
  ];

  it.each<[string, [string, string, string], "good" | "missing" | "malformed" | "stale" | "wrong"]>(
    [
      ["the signed bytes", [body, good, now], "good"],
      ["an empty body", ["", signed("", now), now], "good"],
      ["what is no JSON", ["hello", signed("hello", now), now], "good"],
      ["a byte order mark", ["\uFEFF{}", signed("\uFEFF{}", now), now], "good"],
      ["a bar in the body", ["|1|", signed("|1|", now), now], "good"],
      ["300 s behind", at(String(NOW - 300)), "good"],
      ["300 s ahead", at(String(NOW + 300)), "good"],
      ["zeros before the time", at(zeros), "good"],
      ["301 s behind", at(String(NOW - 301)), "stale"],
      ["301 s ahead", at(String(NOW + 301)), "stale"],
      ["a day behind", at(String(NOW - 86_400)), "stale"],
      ["a time in ms", at(`${now}000`), "stale"],
      ["a time beyond all numbers", at("9".repeat(400)), "stale"],
      ["a time below zero", at(`-${now}`), "malformed"],
      ["a time with a fraction", at(`${now}.0`), "malformed"],
      ["a time in another notation", at("1.78e9"), "malformed"],
      ["a time with a blank", at(` ${now}`), "malformed"],
      ["a time with a line break", at(`${now}\n`), "malformed"],
      ["a time twice", at(`${now}, ${now}`), "malformed"],
      ["a time in words", at("now"), "malformed"],
      ["a time in other digits", at("١٧٨٠٠٠٠٠٠٠"), "malformed"],
      ["a changed letter", [body.replace("Gr", "gr"), good, now], "wrong"],
      ["a blank more", [`${body} `, good, now], "wrong"],
      [
        "the same JSON, written otherwise",
        [JSON.stringify(JSON.parse(body), null, 2), good, now],
        "wrong",
      ],
      ["another body's signature", [body, signed("{}", now), now], "wrong"],
      ["another key", [body, signed(body, now, theirs.privateKey), now], "wrong"],
      ["another time", [body, good, String(NOW + 1)], "wrong"],
      ["zeros added to the time", [body, good, zeros], "wrong"],
      [
        "the body alone signed",
        [body, sign(null, Buffer.from(body), ours.privateKey).toString("base64"), now],
        "wrong",
      ],
      ["a signature of zeros", [body, Buffer.alloc(64).toString("base64"), now], "wrong"],
      ["a short signature", [body, good.slice(0, 40), now], "malformed"],
      ["a byte more", [body, Buffer.alloc(65, 1).toString("base64"), now], "malformed"],
      ["a signature without its padding", [body, good.slice(0, -2), now], "malformed"],
      ["half the padding", [body, good.slice(0, -1), now], "malformed"],
      ["too much padding", [body, `${good}=`, now], "malformed"],
      [
        "the URL's kind of base64",
        [body, Buffer.alloc(64, 0xfb).toString("base64url"), now],
        "malformed",
      ],
      ["a signature in hex", [body, Buffer.from(good, "base64").toString("hex"), now], "malformed"],
      ["a line break behind", [body, `${good}\n`, now], "malformed"],
      ["a blank before", [body, ` ${good}`, now], "malformed"],
      ["two signatures", [body, `${good}, ${good}`, now], "malformed"],
      ["no base64", [body, "!!!", now], "malformed"],
      ["no signature", [body, "", now], "missing"],
      ["no time", [body, good, ""], "missing"],
    ],
  )("says of %s the same as the SDK", async (_, [text, signature, timestamp], expected) => {
    const answer = await verify(Buffer.from(text), { signature, timestamp });
    expect(answer).toEqual(expected === "good" ? { kind: "good" } : { kind: "bad", why: expected });
    expect(await sdkAccepts(text, signature, timestamp)).toBe(expected === "good");
  });

  it("says so when a header is not there at all", async () => {
    for (const headers of [
      { signature: undefined, timestamp: now },
      { signature: good, timestamp: undefined },
      { signature: undefined, timestamp: undefined },
    ]) {
      expect(await verify(Buffer.from(body), headers)).toEqual({ kind: "bad", why: "missing" });
    }
  });

  it("looks at the bytes, also where they are no text", async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x00, 0xc3, 0x7d]);
    const headers = { signature: signed(bytes, now), timestamp: now };
    expect(await verify(bytes, headers)).toEqual({ kind: "good" });
    const reread = Buffer.from(bytes.toString("utf8"));
    expect(await verify(reread, headers)).toEqual({ kind: "bad", why: "wrong" });
  });

  it("agrees with the SDK on any request, whatever was changed on its way", async () => {
    const requests = fc.record({
      body: fc.oneof(fc.json(), fc.string({ unit: "grapheme" })),
      skew: fc.oneof(fc.constant(0), fc.integer({ min: -600, max: 600 })),
      key: fc.constantFrom(ours.privateKey, ours.privateKey, theirs.privateKey),
      change: fc.oneof(
        fc.constant({}),
        fc.record({ body: fc.string() }),
        fc.record({ signature: fc.oneof(fc.string(), fc.base64String({ minLength: 80 })) }),
        fc.record({ timestamp: fc.oneof(fc.string(), fc.nat().map(String)) }),
      ),
    });
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(requests, async ({ body: text, skew, key, change }) => {
        const timestamp = String(NOW + skew);
        const signature = signed(text, timestamp, key);
        const sent = { body: text, signature, timestamp, ...change };
        const answer = await verify(Buffer.from(sent.body), sent);
        expect(answer.kind === "good").toBe(
          await sdkAccepts(sent.body, sent.signature, sent.timestamp),
        );
        if (answer.kind === "good") accepted += 1;
      }),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(0);
  });

  it("agrees with the SDK on a signature with any byte changed", async () => {
    const bytes = Buffer.from(good, "base64");
    for (let i = 0; i < bytes.length; i++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(i) ^ 1, i);
      const signature = changed.toString("base64");
      expect(await verify(Buffer.from(body), { signature, timestamp: now })).toEqual({
        kind: "bad",
        why: "wrong",
      });
      expect(await sdkAccepts(body, signature, now)).toBe(false);
    }
  });
});

describe("Telnyx's public key", () => {
  const raw = Buffer.from(ours.publicKey, "base64");

  it("may have blanks around it", async () => {
    const trimmed = createWebhookVerifier(` ${ours.publicKey}\r\n`, clock);
    const headers = { signature: signed("{}", String(NOW)), timestamp: String(NOW) };
    expect(await trimmed(Buffer.from("{}"), headers)).toEqual({ kind: "good" });
  });

  it.each([
    ["nothing", ""],
    ["blanks", " \n"],
    ["a word", "abc"],
    ["no base64", "!".repeat(44)],
    ["hex", raw.toString("hex")],
    ["base64 without its padding", ours.publicKey.slice(0, -1)],
    ["the URL's kind of base64", Buffer.alloc(32, 0xfb).toString("base64url")],
    ["31 bytes", raw.subarray(1).toString("base64")],
    ["33 bytes", Buffer.concat([raw, raw.subarray(0, 1)]).toString("base64")],
    ["a line break in its middle", `${ours.publicKey.slice(0, 20)}\n${ours.publicKey.slice(20)}`],
    [
      "DER",
      Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]).toString("base64"),
    ],
    ["PEM", `-----BEGIN PUBLIC KEY-----\n${ours.publicKey}\n-----END PUBLIC KEY-----`],
    ["zeros", Buffer.alloc(32).toString("base64")],
  ])("is refused at once where it is %s", (_, key) => {
    expect(() => createWebhookVerifier(key, clock)).toThrow(InvalidPublicKeyError);
  });

  it("that is not Telnyx's lets nothing through, and breaks nothing", async () => {
    const headers = { signature: signed("{}", String(NOW)), timestamp: String(NOW) };
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 32, maxLength: 32 }), async (bytes) => {
        fc.pre(bytes.some((byte) => byte !== 0));
        const stranger = createWebhookVerifier(Buffer.from(bytes).toString("base64"), clock);
        expect(await stranger(Buffer.from("{}"), headers)).toEqual({ kind: "bad", why: "wrong" });
      }),
    );
  });
});
