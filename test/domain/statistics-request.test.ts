import { describe, expect, it } from "vitest";
import { parseStatisticsRequest } from "../../src/domain/statistics-request.ts";

const QUEUES = ["Support", "Support Berlin", "Sales", "24h Desk"];
const read = (typed: string) => parseStatisticsRequest(typed, QUEUES);

describe("what is typed after /sms-stats", () => {
  const plain = { queue: null, period: "", csv: false, chart: false };

  it.each([
    ["", plain],
    ["7d", { ...plain, period: "7d" }],
    ["Support", { ...plain, queue: "Support" }],
    ["support  BERLIN", { ...plain, queue: "Support Berlin" }],
    ['"Support Berlin" today', { ...plain, queue: "Support Berlin", period: "today" }],
    ["Support csv", { ...plain, queue: "Support", csv: true }],
    ["CSV 30d chart", { queue: null, period: "30d", csv: true, chart: true }],
    [
      "Sales 2026-11-01..2026-11-15",
      { ...plain, queue: "Sales", period: "2026-11-01..2026-11-15" },
    ],
    ["2026-11-01 .. 2026-11-15 csv", { ...plain, period: "2026-11-01 .. 2026-11-15", csv: true }],
    ["24h desk yesterday", { ...plain, queue: "24h Desk", period: "yesterday" }],
    // It looks like a day and not like a word: parsePeriod says what is wrong with it.
    ["Sales 8d", { ...plain, queue: "Sales", period: "8d" }],
  ])("%j is understood", (typed, request) => {
    expect(read(typed)).toEqual({ kind: "request", request });
  });

  it.each([
    ["Suport today", "Suport", "today", "Support"],
    ["Suport Berlin 7d csv", "Suport Berlin", "7d csv", "Support Berlin"],
    ["Sales yestreday", "yestreday", "", "yesterday"],
    ["today cvs", "cvs", "today", "csv"],
    ["Supports", "Supports", "", "Support"],
  ])("%j is not: %j is unknown", (typed, phrase, rest, meant) => {
    const parsed = read(typed);
    expect(parsed).toMatchObject({ kind: "unknown", phrase, rest });
    expect(parsed.kind === "unknown" && parsed.known).toContain(meant);
  });
});
