import { describe, expect, it } from "vitest";
import { explainTelnyxError } from "../../src/telnyx/errors.ts";

describe("why a text was not delivered", () => {
  // The sides that are easily mixed up.
  it.each([
    ["40012", "the texter's number"],
    ["40013", "our number"],
    ["40305", "our number"],
    ["40310", "the texter's number"],
  ])("is said in words, with Telnyx's code: %s", (code, words) => {
    const said = explainTelnyxError(code);
    expect(said).toContain(words);
    expect(said).toContain(`(${code})`);
  });

  it.each(["40007", "40020", "40330", "40331", "40333"])(
    "is said in words also for what happens seldom: %s",
    (code) => {
      expect(explainTelnyxError(code)).not.toContain("the carrier refused it");
    },
  );

  it("is said with the code alone where we don't know it, and without where there is none", () => {
    expect(explainTelnyxError("49999")).toBe("the carrier refused it (49999)");
    expect(explainTelnyxError(null)).toBe("the carrier gave no reason");
  });
});
