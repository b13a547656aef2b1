import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dueDigest } from "../../src/domain/digest.ts";
import { addDays, dayOf, dayText, startOfDay, startOfHour } from "../../src/domain/period.ts";

const HOUR = 3_600_000;
const LONG_AGO = new Date("2020-01-01T00:00:00Z");

/** The first moment of the day from which on a digest is due, in UTC. */
function dueFrom(day: string, hour: number, timeZone: string): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  return startOfHour({ year, month, day: date }, hour, timeZone).toISOString().slice(0, 16);
}

describe("a digest is due", () => {
  it.each([
    ["2026-11-23", 0, "UTC", "2026-11-23T00:00"],
    ["2026-11-23", 23, "UTC", "2026-11-23T23:00"],
    ["2026-11-23", 8, "America/New_York", "2026-11-23T13:00"],
    ["2026-11-23", 8, "Pacific/Kiritimati", "2026-11-22T18:00"],
    ["2026-11-23", 8, "Pacific/Pago_Pago", "2026-11-23T19:00"],
    ["2026-11-23", 8, "Asia/Kathmandu", "2026-11-23T02:15"],
    // Clocks go from 02:00 to 03:00.
    ["2026-03-08", 1, "America/New_York", "2026-03-08T06:00"],
    ["2026-03-08", 2, "America/New_York", "2026-03-08T07:00"],
    ["2026-03-08", 3, "America/New_York", "2026-03-08T07:00"],
    ["2026-03-08", 8, "America/New_York", "2026-03-08T12:00"],
    // Clocks go from 02:00 back to 01:00.
    ["2026-11-01", 1, "America/New_York", "2026-11-01T05:00"],
    ["2026-11-01", 2, "America/New_York", "2026-11-01T07:00"],
    ["2026-11-01", 23, "America/New_York", "2026-11-02T04:00"],
    // The day begins at 01:00.
    ["2026-09-06", 0, "America/Santiago", "2026-09-06T04:00"],
    ["2026-09-06", 1, "America/Santiago", "2026-09-06T04:00"],
    // The day ends at 23:00.
    ["2026-03-28", 22, "America/Nuuk", "2026-03-29T00:00"],
    ["2026-03-28", 23, "America/Nuuk", "2026-03-29T00:00"],
    // Clocks go by half an hour, from 02:00 to 02:30 and back to 01:30.
    ["2026-10-04", 2, "Australia/Lord_Howe", "2026-10-03T15:30"],
    ["2026-04-05", 2, "Australia/Lord_Howe", "2026-04-04T15:30"],
  ])("on %s at %i o'clock in %s: from %s in UTC", (day, hour, timeZone, from) => {
    expect(dueFrom(day, hour, timeZone)).toBe(from);
  });

  const eight = { hour: 8, timeZone: "America/New_York" };
  it.each([
    ["not before its hour", "2026-11-23T12:59:59.999Z", LONG_AGO, null],
    ["at its hour", "2026-11-23T13:00:00Z", LONG_AGO, "2026-11-23"],
    ["until the end of the local day", "2026-11-24T04:59:59.999Z", LONG_AGO, "2026-11-23"],
    ["not on the next day before its hour", "2026-11-24T05:00:00Z", LONG_AGO, null],
    [
      "when it was turned on before it",
      "2026-11-23T13:00:00Z",
      "2026-11-23T12:59:59Z",
      "2026-11-23",
    ],
    ["not when it was turned on at it", "2026-11-23T13:00:00Z", "2026-11-23T13:00:00Z", null],
    [
      "not on the day on which it was turned on after it",
      "2026-11-24T04:00:00Z",
      "2026-11-23T13:00:01Z",
      null,
    ],
    ["on the day after that", "2026-11-24T13:00:00Z", "2026-11-23T13:00:01Z", "2026-11-24"],
  ])("%s", (_, now, since, day) => {
    const due = dueDigest({ ...eight, since: new Date(since) }, new Date(now));
    expect(due && dayText(due)).toBe(day);
  });

  it("for once on each day of each zone, for at least the day's last half hour", () => {
    const zones = [
      "America/New_York",
      "Europe/London",
      "Australia/Lord_Howe",
      "America/Nuuk",
      "Pacific/Apia",
      "Asia/Beirut",
      "America/Santiago",
    ];
    const day = fc.record({
      year: fc.integer({ min: 2024, max: 2030 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 28 }),
    });
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 0, max: 23 }),
        fc.constantFrom(...zones),
        (on, hour, timeZone) => {
          const from = startOfHour(on, hour, timeZone).getTime();
          expect(dayText(dayOf(new Date(from), timeZone))).toBe(dayText(on));
          const end = startOfDay(addDays(on, 1), timeZone).getTime();
          expect(end - from).toBeGreaterThanOrEqual(HOUR / 2);
          const due = (at: number) => {
            const found = dueDigest({ hour, timeZone, since: LONG_AGO }, new Date(at));
            return found && dayText(found);
          };
          expect([from - 1, from, end - 1].map(due)).toEqual([
            from === startOfDay(on, timeZone).getTime() ? dayText(addDays(on, -1)) : null,
            dayText(on),
            dayText(on),
          ]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
