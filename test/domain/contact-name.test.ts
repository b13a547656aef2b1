import { describe, expect, it } from "vitest";
import { MAX_CONTACT_NAME, readContactName } from "../../src/domain/contact-name.ts";

describe("a texter's name", () => {
  it.each([
    ["Bob", "Bob"],
    ["  Bob\r\n\t Miller ", "Bob Miller"],
    ["Bob\u0000 \u202eMil\u200bler", "Bob Miller"],
    ["Zoë 👩‍👩‍👧", "Zoë 👩‍👩‍👧"],
    ["Bob\ud800", "Bob\ufffd"],
    [" \u00a0\n", null],
    ["\u200b", null],
    ["👩‍👩‍👧".repeat(MAX_CONTACT_NAME), "👩‍👩‍👧".repeat(MAX_CONTACT_NAME)],
  ])("typed as %j is %j", (typed, name) => {
    expect(readContactName(typed)).toEqual({ kind: "ok", name });
  });

  it.each([["x".repeat(MAX_CONTACT_NAME + 1)], [`x${"\u0301".repeat(2_000)}`]])(
    "that is too long is refused",
    (typed) => {
      expect(readContactName(typed)).toMatchObject({ kind: "too_long", max: MAX_CONTACT_NAME });
    },
  );
});
