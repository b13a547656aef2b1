import { describe, expect, it } from "vitest";
import { formatDuration } from "../../src/domain/duration.ts";
import type { EndReason } from "../../src/domain/session.ts";
import {
  computeStatistics,
  computeWaits,
  type HandledStretch,
  type QueueStay,
} from "../../src/domain/statistics.ts";
import { at, queueNumber, sessionNumber } from "./examples.ts";

const Q = queueNumber(1);
const Q2 = queueNumber(2);

function stretch(session: number, queue: typeof Q, from: string, to: string): HandledStretch {
  return { session: sessionNumber(session), queue, from: at(from), to: at(to) };
}

function stay(
  session: number,
  queue: typeof Q,
  enteredAt: string,
  acceptedAt: string | null,
  endReason: EndReason | null,
): QueueStay {
  return {
    session: sessionNumber(session),
    queue,
    enteredAt: at(enteredAt),
    acceptedAt: acceptedAt === null ? null : at(acceptedAt),
    endReason,
  };
}

/** As people see it: SMS_VOL and SMS_AHT. */
const shown = (figures: { vol: number; ahtMs: number | null } | undefined) =>
  figures && `${figures.vol} ${formatDuration(figures.ahtMs)}`;

describe("the worked example", () => {
  // s1; s2 in two hands; s3 gave up waiting; s4 went on to Q2; s5 is open, and not among them.
  const stretches = [
    stretch(1, Q, "10:00", "10:10"),
    stretch(2, Q, "10:05", "10:20"),
    stretch(2, Q, "10:20", "10:35"),
    stretch(4, Q, "10:00", "10:06"),
    stretch(4, Q2, "10:10", "10:20"),
  ];
  const stays = [
    stay(1, Q, "10:00", "10:00", "agent"),
    stay(2, Q, "10:05", "10:05", "agent"),
    stay(3, Q, "10:00", null, "abandoned"),
    stay(4, Q, "10:00", "10:00", null),
    stay(4, Q2, "10:06", "10:10", "agent"),
  ];

  it("has volume and handle time of each queue and of the company", () => {
    const { perQueue, total } = computeStatistics(stretches);
    expect(shown(perQueue.get(Q))).toBe("3 15:20");
    expect(shown(perQueue.get(Q2))).toBe("1 10:00");
    expect(shown(total)).toBe("3 18:40");
  });

  it("has what was offered, given up and waited for", () => {
    const { perQueue, total } = computeWaits(stays);
    expect(perQueue.get(Q)).toEqual({
      offered: 4,
      abandoned: 1,
      acceptedWithin60s: 3,
      averageWaitMs: 0,
      p90WaitMs: 0,
    });
    expect(perQueue.get(Q2)).toEqual({
      offered: 1,
      abandoned: 0,
      acceptedWithin60s: 0,
      averageWaitMs: 240_000,
      p90WaitMs: 240_000,
    });
    expect(total).toEqual({
      offered: 4,
      abandoned: 1,
      acceptedWithin60s: 3,
      averageWaitMs: 0,
      p90WaitMs: 0,
    });
  });
});

describe("volume and handle time", () => {
  it("of nothing are 0 and none, which is not 0", () => {
    const { perQueue, total } = computeStatistics([]);
    expect(perQueue.size).toBe(0);
    expect(total).toEqual({ vol: 0, ahtMs: null });
    expect(shown(total)).toBe("0 –");
  });

  it("count a session once that came back to a queue", () => {
    const { perQueue, total } = computeStatistics([
      stretch(1, Q, "10:00", "10:10"),
      stretch(1, Q2, "10:10", "10:15"),
      stretch(1, Q, "10:20", "10:25"),
    ]);
    expect(shown(perQueue.get(Q))).toBe("1 15:00");
    expect(shown(perQueue.get(Q2))).toBe("1 5:00");
    expect(shown(total)).toBe("1 20:00");
  });

  it("don't count the time between two hands", () => {
    expect(
      shown(
        computeStatistics([stretch(1, Q, "10:00", "10:01"), stretch(1, Q, "11:00", "11:01")]).total,
      ),
    ).toBe("1 2:00");
  });
});

describe("waits", () => {
  const waited = (...seconds: number[]) =>
    computeWaits(
      seconds.map((wait, i) => ({
        session: sessionNumber(i),
        queue: Q,
        enteredAt: at("10:00"),
        acceptedAt: new Date(at("10:00").getTime() + wait * 1_000),
        endReason: "agent" as const,
      })),
    ).total;

  it("of nobody are none", () => {
    const none = { averageWaitMs: null, p90WaitMs: null, acceptedWithin60s: 0 };
    expect(computeWaits([]).total).toEqual({ offered: 0, abandoned: 0, ...none });
    expect(computeWaits([stay(1, Q, "10:00", null, "expired")]).total).toEqual({
      offered: 1,
      abandoned: 0,
      ...none,
    });
  });

  it("are averaged over those who were accepted", () => {
    expect(waited(10, 20, 60).averageWaitMs).toBe(30_000);
  });

  it.each([
    [[7], 7],
    [[1, 2], 2],
    [[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 9],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1_000], 10],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 100, 1_000], 100],
  ])("of %j s have the 90th percentile of %i s", (seconds, p90) => {
    expect(waited(...seconds).p90WaitMs).toBe(p90 * 1_000);
  });

  it("of exactly 60 s are within 60 s", () => {
    expect(waited(59, 60, 61).acceptedWithin60s).toBe(2);
  });

  it("last until the first Accept, though the session was handed back", () => {
    const { total } = computeWaits([stay(1, Q, "10:00", "10:02", "abandoned")]);
    expect(total).toMatchObject({ offered: 1, abandoned: 1, averageWaitMs: 120_000 });
  });

  it("are given up for the company in whichever queue that was", () => {
    const stays = [stay(1, Q, "10:00", "10:02", null), stay(1, Q2, "10:10", null, "abandoned")];
    const { perQueue, total } = computeWaits(stays);
    expect(perQueue.get(Q)?.abandoned).toBe(0);
    expect(perQueue.get(Q2)?.abandoned).toBe(1);
    expect(total).toMatchObject({ offered: 1, abandoned: 1 });
  });

  it("of a session that came back to its queue count from its first entry, once", () => {
    const stays = [
      stay(1, Q, "10:20", "10:21", "agent"),
      stay(1, Q2, "10:10", "10:12", null),
      stay(1, Q, "10:00", "10:05", null),
    ];
    const { perQueue, total } = computeWaits(stays);
    expect(perQueue.get(Q)).toMatchObject({ offered: 1, averageWaitMs: 300_000 });
    expect(perQueue.get(Q2)).toMatchObject({ offered: 1, averageWaitMs: 120_000 });
    expect(total).toMatchObject({ offered: 1, averageWaitMs: 300_000 });
  });

  it("of a session that only its second queue accepted count for the company from the start", () => {
    const stays = [stay(1, Q, "10:00", null, null), stay(1, Q2, "10:10", "10:12", "agent")];
    const { perQueue, total } = computeWaits(stays);
    expect(perQueue.get(Q)).toMatchObject({ offered: 1, averageWaitMs: null });
    expect(total).toMatchObject({ offered: 1, averageWaitMs: 720_000 });
  });
});

describe("a duration", () => {
  it.each([
    [null, "–"],
    [0, "0:00"],
    [499, "0:00"],
    [500, "0:01"],
    [59_000, "0:59"],
    [59_999, "1:00"],
    [920_000, "15:20"],
    [3_599_499, "59:59"],
    [3_599_500, "1:00:00"],
    [3_723_000, "1:02:03"],
    [360_000_000, "100:00:00"],
  ])("of %j ms is written %j", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
