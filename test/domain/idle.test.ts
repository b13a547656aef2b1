import { describe, expect, it } from "vitest";
import { idlePlan, warningDue } from "../../src/domain/idle.ts";

const MINUTE = 60_000;
const START = new Date("2026-01-05T10:00:00Z");
const at = (minutes: number): Date => new Date(START.getTime() + minutes * MINUTE);

describe("the owner of a silent session", () => {
  it.each([
    [30, 28],
    [5, 3],
    [4, 2],
    [3, 1.5],
    [1, 0.5],
  ])("is warned of an idle timeout of %s min after %s min", (timeout, due) => {
    expect(warningDue(START, timeout * MINUTE)).toEqual(at(due));
  });

  it.each([
    ["is not warned early", 27.9, { kind: "look_again", at: at(28) }],
    ["is warned in time", 28, { kind: "warn", endsAt: at(30) }],
    ["is warned late rather than never, and has as long", 95, { kind: "warn", endsAt: at(97) }],
  ])("%s", (_, now, plan) => {
    expect(idlePlan(START, null, 30 * MINUTE, at(now))).toEqual(plan);
  });

  const given = { silentSince: START, warnedAt: at(28), endsAt: at(30) };
  it.each([
    ["has until then", 30, 29.9, { kind: "look_again", at: at(30) }],
    ["loses it then", 30, 30, { kind: "end" }],
    [
      "has what was said, though the timeout is shorter now",
      10,
      29,
      { kind: "look_again", at: at(30) },
    ],
    ["has longer when the timeout is", 60, 30, { kind: "look_again", at: at(60) }],
  ])("once warned, %s", (_, timeout, now, plan) => {
    expect(idlePlan(START, given, timeout * MINUTE, at(now))).toEqual(plan);
  });
});
