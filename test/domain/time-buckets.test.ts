import { describe, expect, it } from "vitest";
import { addDays, interval, parsePeriod } from "../../src/domain/period.ts";
import { timeBuckets, unitFor } from "../../src/domain/time-buckets.ts";

const first = { year: 2026, month: 11, day: 1 };
const days = (count: number) => ({
  firstDay: first,
  lastDay: addDays(first, count - 1),
  label: "some days",
});

describe("the times of a period", () => {
  it.each([
    [1, "hour", 24],
    [2, "hour", 48],
    [3, "day", 3],
    [92, "day", 92],
    [93, "week", 14],
    [366, "week", 53],
  ])("of %i days are by the %s: %i of them", (count, unit, buckets) => {
    expect(unitFor(days(count))).toBe(unit);
    expect(timeBuckets(days(count), "UTC")).toHaveLength(buckets);
  });

  it.each([
    ["America/New_York", "2026-11-01", 25, "2026-11-01 01:00 again"],
    ["America/New_York", "2026-03-08", 23, "2026-03-08 03:00"],
    ["Europe/Berlin", "2026-10-25", 25, "2026-10-25 02:00 again"],
    ["UTC", "2026-11-01", 24, "2026-11-01 23:00"],
  ])("in %s on %s are %i hours, %j among them", (zone, day, count, key) => {
    const parsed = parsePeriod(day, first);
    if (parsed.kind !== "period") throw new Error(parsed.message);
    const buckets = timeBuckets(parsed.period, zone);
    expect(buckets).toHaveLength(count);
    expect(buckets.map((bucket) => bucket.key)).toContain(key);
    expect(new Set(buckets.map((bucket) => bucket.key)).size).toBe(count);
    const { from, to } = interval(parsed.period, zone);
    expect(buckets[0]?.from).toEqual(from);
    expect(to.getTime() - from.getTime()).toBe(count * 3_600_000);
    expect(buckets.map((bucket) => bucket.key)).toEqual(
      buckets.map((bucket) => bucket.key).toSorted(),
    );
  });
});
