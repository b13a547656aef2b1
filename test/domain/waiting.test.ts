import { describe, expect, it } from "vitest";
import { escalationPlan, givesReminder, waitingTimers } from "../../src/domain/waiting.ts";

const MINUTE = 60_000;
const START = new Date("2026-01-05T10:00:00Z");
const at = (minutes: number): Date => new Date(START.getTime() + minutes * MINUTE);

describe("a waiting session", () => {
  it("is looked at for what its queue's settings say", () => {
    const settings = { reminderMinutes: [1, 5], escalationMinutes: 15, maxWaitS: 1_200 };
    expect(waitingTimers(settings, START)).toEqual([
      { kind: "reminder", minutes: 1, at: at(1) },
      { kind: "reminder", minutes: 5, at: at(5) },
      { kind: "escalation", at: at(15) },
      { kind: "max_wait", at: at(20) },
    ]);
    const off = { reminderMinutes: [], escalationMinutes: 0, maxWaitS: 0 };
    expect(waitingTimers(off, START)).toEqual([]);
  });

  it.each([
    ["in its time", 5, [1, 5, 15], 5, true],
    ["a little late", 5, [1, 5, 15], 7, true],
    ["not early", 5, [1, 5, 15], 4.9, false],
    ["not when a later one is due as well", 5, [1, 5, 15], 16, false],
    ["as the one for all, after an outage", 15, [1, 5, 15], 40, true],
    ["not when it is not wanted any more", 5, [1, 15], 5, false],
  ])("is reminded of %s", (_when, minutes, wanted, now, given) => {
    expect(givesReminder(minutes, wanted, START, at(now))).toBe(given);
  });
});

describe("supervisors", () => {
  it.each([
    ["of a first wait when it is long enough", 0, null, 15, { kind: "tell" }],
    ["not earlier", 0, null, 14.9, { kind: "look_again", at: at(15) }],
    ["of others together, later", 3, 15, 18, { kind: "look_again", at: at(30) }],
    ["of those then", 3, 15, 30, { kind: "tell" }],
    ["at once when the last time is long ago", 40, 15, 55, { kind: "tell" }],
    ["of nothing twice", null, 15, 40, { kind: "none" }],
  ])("are told %s", (_what, untold, told, now, plan) => {
    const [longest, last] = [untold, told].map((one) => (one === null ? null : at(one)));
    expect(escalationPlan(longest ?? null, last ?? null, 15, at(now))).toEqual(plan);
  });

  it("are told of nothing where the queue does not want it", () => {
    expect(escalationPlan(START, null, 0, at(60))).toEqual({ kind: "none" });
  });
});
