import { describe, expect, it } from "vitest";
import { classifyReserved, reservedWord } from "../../src/domain/reserved-words.ts";

describe("reserved words", () => {
  it.each([
    ["STOP", "stop"],
    ["stop", "stop"],
    [" Stop. ", "stop"],
    ["“STOP!”", "stop"],
    ["STOP 🛑", "stop"],
    ["ｓｔｏｐ", "stop"],
    ["St\u200Bop", "stop"],
    ["STOPALL", "stop"],
    ["stop all", "stop"],
    ["STOP\u00A0 ALL!", "stop"],
    ["Unsubscribe", "stop"],
    ["cancel", "stop"],
    ["End.", "stop"],
    ["quit", "stop"],
    ["REVOKE", "stop"],
    ["opt out", "stop"],
    ["Opt-out", "stop"],
    ["OPTOUT", "stop"],
    ["START", "start"],
    ["start!", "start"],
    ["UnStop", "start"],
    ["help", "help"],
    ["HELP!!!", "help"],
    ["Info?", "help"],
  ])("%j means %s", (text, meaning) => {
    expect(reservedWord(text)).toBe(meaning);
  });

  it.each([
    "stop it",
    "please stop",
    "don't stop",
    "stops",
    "s top",
    "the end",
    "quit that",
    "start over",
    "help me",
    "information",
    "done",
    "yes",
    "",
    "!",
  ])("%j is an ordinary text", (text) => {
    expect(reservedWord(text)).toBeNull();
  });

  it.each([
    ["Arrêt", "STOP", "stop"],
    ["Arrêt", "stop", "stop"],
    ["Oui", "START", "start"],
    ["STOP", "HELP", "stop"],
    ["hello", "HELP", null],
    ["hello", "", null],
    ["HELP", null, "help"],
    ["hello", null, null],
  ])("%j that the carrier marked %j means %s", (text, mark, meaning) => {
    expect(classifyReserved(text, mark)).toBe(meaning);
  });
});
