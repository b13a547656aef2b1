import { describe, expect, it } from "vitest";
import { parsePhoneNumbers } from "../../../src/slack/forms/phone-numbers.ts";

describe("typed phone numbers", () => {
  it("are one a line or with commas, in international form, with or without ornaments", () => {
    expect(parsePhoneNumbers(" +1 (555) 010-0001,\n+49.30.1234567; +15550100001 ")).toEqual({
      kind: "numbers",
      numbers: ["+15550100001", "+49301234567"],
    });
  });

  it.each([
    ["5550100001", "+15550100001"],
    ["(555) 010-0001", "+15550100001"],
    ["1-555-010-0001", "+15550100001"],
    ["0049 30 1234567", "+49301234567"],
    ["011 49 30 1234567", "+49301234567"],
    ["49301234567", "+49301234567"],
    ["+1 555 010 0001 ext. 5", "+15550100001"],
  ])("such as %j are refused, and shown how they should look", (typed, meant) => {
    expect(parsePhoneNumbers(typed)).toEqual({
      kind: "wrong",
      message: expect.stringContaining(`"${typed}" (${meant}?) is not in international form`),
    });
  });

  it.each(["support", "123", "+", "+999999999999999999"])(
    "such as %j are refused without a guess",
    (typed) => {
      expect(parsePhoneNumbers(typed)).toEqual({
        kind: "wrong",
        message: expect.stringContaining(`"${typed}" is not in international form`),
      });
    },
  );

  it("are named all at once", () => {
    expect(parsePhoneNumbers("+15550100001, 12, x")).toMatchObject({
      message: expect.stringMatching(/^"12", "x" are not in/),
    });
    expect(parsePhoneNumbers(" ,\n")).toMatchObject({ kind: "wrong" });
  });
});
