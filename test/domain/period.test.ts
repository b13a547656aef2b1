import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, dayText, parsePeriod, startOfDay } from "../../src/domain/period.ts";

const today = { year: 2026, month: 3, day: 1 };

function read(text: string): string {
  const parsed = parsePeriod(text, today);
  if (parsed.kind === "wrong") return parsed.message;
  const { firstDay, lastDay, label } = parsed.period;
  return `${dayText(firstDay)} to ${dayText(lastDay)}, ${label}`;
}

describe("the words for a period", () => {
  it.each([
    ["", "2026-03-01 to 2026-03-01, today"],
    ["today", "2026-03-01 to 2026-03-01, today"],
    [" TODAY ", "2026-03-01 to 2026-03-01, today"],
    ["yesterday", "2026-02-28 to 2026-02-28, yesterday"],
    ["7d", "2026-02-23 to 2026-03-01, 7d"],
    ["30d", "2026-01-31 to 2026-03-01, 30d"],
    ["2026-02-14", "2026-02-14 to 2026-02-14, 2026-02-14"],
    ["2024-02-29", "2024-02-29 to 2024-02-29, 2024-02-29"],
    ["2026-01-31..2026-02-01", "2026-01-31 to 2026-02-01, 2026-01-31..2026-02-01"],
    ["2026-02-01..2026-02-01", "2026-02-01 to 2026-02-01, 2026-02-01..2026-02-01"],
    ["2025-12-31 .. 2026-01-01", "2025-12-31 to 2026-01-01, 2025-12-31 .. 2026-01-01"],
  ])("%j mean %j", (text, meaning) => {
    expect(read(text)).toBe(meaning);
  });

  it.each([
    "tomorrow",
    "8d",
    "2026-02-29",
    "2026-13-01",
    "2026-00-10",
    "26-01-01",
    "01.02.2026",
    "2026-02-01..",
    "..2026-02-01",
    "2026-02-01..2026-02-02..2026-02-03",
    "2026-02-01...2026-02-02",
    "2026-02-01-2026-02-02",
  ])("%j are wrong, and the correct forms are told", (text) => {
    expect(read(text)).toBe(
      `"${text}" is not a period. Use today, yesterday, 7d, 30d, a day such as 2026-03-01, or two days: 2026-02-22..2026-03-01.`,
    );
  });

  it("may not be longer than ten years", () => {
    expect(read("2016-02-02..2026-02-01")).not.toContain("at the most");
    expect(read("0206-02-01..2026-02-01")).toBe(
      "A period has 3653 days at the most: 2016-02-02..2026-02-01.",
    );
    expect(read("0026-02-01")).toContain("is not a period");
  });

  it("may not go backwards", () => {
    expect(read("2026-02-02..2026-02-01")).toBe(
      "2026-02-02 comes after 2026-02-01. Did you mean 2026-02-01..2026-02-02?",
    );
  });
});

describe("days", () => {
  it.each([
    [{ year: 2026, month: 12, day: 31 }, 1, "2027-01-01"],
    [{ year: 2024, month: 2, day: 28 }, 1, "2024-02-29"],
    [{ year: 2026, month: 3, day: 1 }, -1, "2026-02-28"],
    [{ year: 2026, month: 1, day: 1 }, -365, "2025-01-01"],
    [{ year: 2026, month: 3, day: 1 }, 0, "2026-03-01"],
  ])("%j and %i days is %s", (day, days, text) => {
    expect(dayText(addDays(day, days))).toBe(text);
  });

  it("come back when as many are added as were taken away", () => {
    fc.assert(
      fc.property(fc.integer({ min: -40_000, max: 40_000 }), (days) => {
        expect(addDays(addDays(today, days), -days)).toEqual(today);
      }),
    );
  });
});

describe("a day in a time zone", () => {
  const hours = (zone: string, day: { year: number; month: number; day: number }) =>
    (startOfDay(addDays(day, 1), zone).getTime() - startOfDay(day, zone).getTime()) / 3_600_000;

  it.each([
    ["UTC", { year: 2026, month: 3, day: 1 }, "2026-03-01T00:00:00.000Z", 24],
    ["America/New_York", { year: 2026, month: 3, day: 7 }, "2026-03-07T05:00:00.000Z", 24],
    ["America/New_York", { year: 2026, month: 3, day: 8 }, "2026-03-08T05:00:00.000Z", 23],
    ["America/New_York", { year: 2026, month: 3, day: 9 }, "2026-03-09T04:00:00.000Z", 24],
    ["America/New_York", { year: 2026, month: 11, day: 1 }, "2026-11-01T04:00:00.000Z", 25],
    ["Europe/Berlin", { year: 2026, month: 10, day: 25 }, "2026-10-24T22:00:00.000Z", 25],
    ["Asia/Kolkata", { year: 2026, month: 1, day: 1 }, "2025-12-31T18:30:00.000Z", 24],
    ["Pacific/Kiritimati", { year: 2026, month: 1, day: 1 }, "2025-12-31T10:00:00.000Z", 24],
    ["Pacific/Pago_Pago", { year: 2026, month: 1, day: 1 }, "2026-01-01T11:00:00.000Z", 24],
    ["Australia/Lord_Howe", { year: 2026, month: 4, day: 5 }, "2026-04-04T13:00:00.000Z", 24.5],
    // It begins at one o'clock.
    ["Africa/Cairo", { year: 2026, month: 4, day: 24 }, "2026-04-23T22:00:00.000Z", 23],
    // Midnight comes twice: once at its beginning, once an hour later.
    ["America/Havana", { year: 2026, month: 11, day: 1 }, "2026-11-01T04:00:00.000Z", 25],
    // The day's last hour comes twice.
    ["America/Santiago", { year: 2026, month: 4, day: 4 }, "2026-04-04T03:00:00.000Z", 25],
  ])("in %s, %j begins at %s and has %d hours", (zone, day, begins, long) => {
    expect(startOfDay(day, zone).toISOString()).toBe(begins);
    expect(hours(zone, day)).toBe(long);
  });

  it("is not to be had in a zone that doesn't exist", () => {
    expect(() => startOfDay(today, "Mars/Olympus_Mons")).toThrow(RangeError);
  });
});
