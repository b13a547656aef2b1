import { describe, expect, it } from "vitest";
import {
  channelId,
  InvalidIdError,
  isPhoneNumber,
  messageTs,
  phoneNumber,
  queueId,
  userId,
} from "../../src/domain/ids.ts";

describe("a phone number", () => {
  it.each(["+1234567", "+15550100001", "+123456789012345"])("%j is one", (text) => {
    expect(isPhoneNumber(text)).toBe(true);
  });

  it.each([
    "",
    "+",
    "24273",
    "+123456",
    "+1234567890123456",
    "+0234567890",
    "15550100001",
    "+1 555 0100001",
    "+1-555-0100001",
    "+15550100001\n",
    "+1555010000１",
    "MyBank",
  ])("%j is none", (text) => {
    expect(isPhoneNumber(text)).toBe(false);
  });

  it("is not repeated by the error that refuses it", () => {
    expect(() => phoneNumber("5550142")).toThrow(InvalidIdError);
    expect(() => phoneNumber("5550142")).not.toThrow(/0142/);
  });
});

describe("other identifiers", () => {
  it.each<[(text: string) => string, string]>([
    [userId, "U012AB3CD"],
    [userId, "W012AB3CD"],
    [channelId, "C012AB3CD"],
    [channelId, "G012AB3CD"],
    [messageTs, "1699999999.000100"],
    [queueId, "0b1f6c0e-7a1d-4f3e-9d53-0c9d8f0f4f11"],
  ])("%o takes %j", (make, text) => {
    expect(make(text)).toBe(text);
  });

  it.each<[(text: string) => string, string]>([
    [userId, "C012AB3CD"],
    [userId, "u012ab3cd"],
    [userId, "<@U012AB3CD>"],
    [channelId, "U012AB3CD"],
    [channelId, "#general"],
    [messageTs, "1699999999"],
    [messageTs, "1699999999.000100 "],
    [queueId, "1"],
    [queueId, "0b1f6c0e-7a1d-4f3e-9d53-0c9d8f0f4f11x"],
  ])("%o refuses %j", (make, text) => {
    expect(() => make(text)).toThrow(InvalidIdError);
  });
});
