import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration } from "../../src/domain/duration.ts";
import { END_REASONS, type EndReason } from "../../src/domain/session.ts";
import {
  EMPTY_TALLY,
  figuresOf,
  joinStays,
  type QueueStay,
  sumAgentTallies,
  sumTallies,
  tallyAgents,
  tallyByQueue,
  tallyStays,
} from "../../src/domain/statistics.ts";
import { ANA, at, BEN, queueNumber, sessionNumber } from "./examples.ts";

const Q = queueNumber(1);
const Q2 = queueNumber(2);

/** @param hands stretches in agents' hands, such as `10:05-10:20`; the first begins with Accept */
function stay(
  session: number,
  queue: typeof Q,
  [enteredAt, leftAt]: [string, string],
  hands: readonly string[],
  endReason: EndReason | null,
  more: Partial<QueueStay> = {},
): QueueStay {
  const stretches = hands.map((hand) => hand.split("-").map(at));
  return {
    session: sessionNumber(session),
    queue,
    enteredAt: at(enteredAt),
    acceptedAt: stretches[0]?.[0] ?? null,
    leftAt: at(leftAt),
    endReason,
    handledMs: stretches.reduce(
      (sum, [from, to]) => sum + (to?.getTime() ?? 0) - (from?.getTime() ?? 0),
      0,
    ),
    firstResponseAt: null,
    textsIn: 0,
    textsOut: 0,
    segments: 0,
    ...more,
  };
}

const figures = (stays: readonly QueueStay[]) => figuresOf(tallyStays(stays));
function figuresIn(queue: typeof Q, stays: readonly QueueStay[]) {
  return figuresOf(tallyByQueue(stays).get(queue) ?? EMPTY_TALLY);
}
/** As people see it: SMS_VOL and SMS_AHT. */
const shown = ({ vol, ahtMs }: { vol: number; ahtMs: number | null }) =>
  `${vol} ${formatDuration(ahtMs)}`;

describe("the worked example", () => {
  // s1; s2 in two hands; s3 gave up waiting; s4 went on to Q2; s5 is open, and not among them.
  const stays = [
    stay(1, Q, ["10:00", "10:10"], ["10:00-10:10"], "agent"),
    stay(2, Q, ["10:05", "10:35"], ["10:05-10:20", "10:20-10:35"], "agent"),
    stay(3, Q, ["10:00", "10:04"], [], "abandoned"),
    stay(4, Q, ["10:00", "10:06"], ["10:00-10:06"], null),
    stay(4, Q2, ["10:06", "10:20"], ["10:10-10:20"], "agent"),
  ];

  it("has volume and handle time of each queue and of the company", () => {
    expect(shown(figuresIn(Q, stays))).toBe("3 15:20");
    expect(shown(figuresIn(Q2, stays))).toBe("1 10:00");
    expect(shown(figures(stays))).toBe("3 18:40");
  });

  it("has what was offered, given up, waited for and passed on", () => {
    expect(figuresIn(Q, stays)).toMatchObject({
      offered: 4,
      abandoned: 1,
      acceptedWithin60s: 3,
      averageWaitMs: 0,
      p90WaitMs: 0,
      transferred: 1,
    });
    expect(figuresIn(Q2, stays)).toMatchObject({
      offered: 1,
      abandoned: 0,
      acceptedWithin60s: 0,
      averageWaitMs: 240_000,
      p90WaitMs: 240_000,
      transferred: 0,
    });
    expect(figures(stays)).toMatchObject({
      offered: 4,
      abandoned: 1,
      acceptedWithin60s: 3,
      averageWaitMs: 0,
      p90WaitMs: 0,
      transferred: 0,
    });
  });

  it("says how sessions ended", () => {
    expect(figures(stays).endings).toMatchObject({ agent: 3, abandoned: 1, texter: 0 });
    expect(figuresIn(Q, stays).endings).toMatchObject({ agent: 2, abandoned: 1 });
  });
});

describe("volume and handle time", () => {
  it("of nothing are 0 and none, which is not 0", () => {
    expect(tallyByQueue([]).size).toBe(0);
    expect(figures([])).toMatchObject({ vol: 0, ahtMs: null });
    expect(shown(figures([]))).toBe("0 –");
  });

  it("don't count what nobody accepted", () => {
    const given = [stay(1, Q, ["10:00", "10:04"], [], "expired")];
    expect(shown(figures(given))).toBe("0 –");
  });

  it("count a session once that came back to a queue", () => {
    const stays = [
      stay(1, Q, ["10:00", "10:10"], ["10:00-10:10"], null),
      stay(1, Q2, ["10:10", "10:15"], ["10:10-10:15"], null),
      stay(1, Q, ["10:15", "10:25"], ["10:20-10:25"], "agent"),
    ];
    expect(shown(figuresIn(Q, stays))).toBe("1 15:00");
    expect(shown(figuresIn(Q2, stays))).toBe("1 5:00");
    expect(shown(figures(stays))).toBe("1 20:00");
  });

  it("don't count the time between two hands", () => {
    const stays = [
      stay(1, Q, ["10:00", "10:01"], ["10:00-10:01"], null),
      stay(1, Q2, ["10:01", "11:01"], ["11:00-11:01"], "agent"),
    ];
    expect(shown(figures(stays))).toBe("1 2:00");
  });
});

describe("waits", () => {
  const waited = (...seconds: number[]) =>
    figures(
      seconds.map((wait, i) => ({
        ...stay(i, Q, ["10:00", "12:00"], [], "agent"),
        acceptedAt: new Date(at("10:00").getTime() + wait * 1_000),
      })),
    );

  it("of nobody are none", () => {
    const none = { averageWaitMs: null, p90WaitMs: null, acceptedWithin60s: 0 };
    expect(figures([])).toMatchObject({ offered: 0, abandoned: 0, ...none });
    expect(figures([stay(1, Q, ["10:00", "10:01"], [], "expired")])).toMatchObject({
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
    [[5, 5, 5, 5, 5, 5, 5, 5, 5, 9], 5],
    [[0.4, 1.5], 2],
  ])("of %j s have the 90th percentile of %i s", (seconds, p90) => {
    expect(waited(...seconds).p90WaitMs).toBe(p90 * 1_000);
  });

  it("of exactly 60 s are within 60 s", () => {
    expect(waited(59, 60, 60.001, 61).acceptedWithin60s).toBe(2);
  });

  it("last until the first Accept, though the session was handed back", () => {
    const back = [stay(1, Q, ["10:00", "10:30"], ["10:02-10:05"], "abandoned")];
    expect(figures(back)).toMatchObject({ offered: 1, abandoned: 1, averageWaitMs: 120_000 });
  });

  it("are given up for the company in whichever queue that was", () => {
    const stays = [
      stay(1, Q, ["10:00", "10:10"], ["10:02-10:10"], null),
      stay(1, Q2, ["10:10", "10:20"], [], "abandoned"),
    ];
    expect(figuresIn(Q, stays).abandoned).toBe(0);
    expect(figuresIn(Q2, stays).abandoned).toBe(1);
    expect(figures(stays)).toMatchObject({ offered: 1, abandoned: 1 });
  });

  it("of a session that came back to its queue count from its first entry, once", () => {
    const stays = [
      stay(1, Q, ["10:20", "10:30"], ["10:21-10:30"], "agent"),
      stay(1, Q2, ["10:10", "10:20"], ["10:12-10:20"], null),
      stay(1, Q, ["10:00", "10:10"], ["10:05-10:10"], null),
    ];
    expect(figuresIn(Q, stays)).toMatchObject({ offered: 1, averageWaitMs: 300_000 });
    expect(figuresIn(Q2, stays)).toMatchObject({ offered: 1, averageWaitMs: 120_000 });
    expect(figures(stays)).toMatchObject({ offered: 1, averageWaitMs: 300_000 });
  });

  it("of a session that only its second queue accepted count for the company from the start", () => {
    const stays = [
      stay(1, Q, ["10:00", "10:10"], [], null),
      stay(1, Q2, ["10:10", "10:20"], ["10:12-10:20"], "agent"),
    ];
    expect(figuresIn(Q, stays)).toMatchObject({ offered: 1, averageWaitMs: null });
    expect(figures(stays)).toMatchObject({ offered: 1, averageWaitMs: 720_000 });
  });
});

describe("the first response", () => {
  it("is measured from the entry, over the sessions in which an agent wrote", () => {
    const wrote = (time: string) => ({ firstResponseAt: at(time) });
    const stays = [
      stay(1, Q, ["10:00", "10:10"], ["10:01-10:10"], "agent", wrote("10:02")),
      stay(2, Q, ["10:00", "10:10"], ["10:01-10:10"], "agent", wrote("10:04")),
      stay(3, Q, ["10:00", "10:10"], ["10:01-10:10"], "agent"),
    ];
    expect(figures(stays).averageFirstResponseMs).toBe(180_000);
    expect(figures(stays.slice(2)).averageFirstResponseMs).toBeNull();
  });

  it("to a session that moved is the first of them, from its first entry", () => {
    const stays = [
      stay(1, Q, ["10:00", "10:10"], ["10:01-10:10"], null),
      stay(1, Q2, ["10:10", "10:20"], ["10:11-10:20"], "agent", { firstResponseAt: at("10:12") }),
    ];
    expect(figuresIn(Q2, stays).averageFirstResponseMs).toBe(120_000);
    expect(figures(stays).averageFirstResponseMs).toBe(720_000);
  });
});

describe("sums", () => {
  const anyStay = fc.record({
    session: fc.integer({ min: 1, max: 30 }).map(sessionNumber),
    queue: fc.constantFrom(Q, Q2),
    enteredAt: fc.integer({ min: 0, max: 1_000_000 }).map((ms) => new Date(ms)),
    acceptedAt: fc.option(fc.integer({ min: 1_000_000, max: 2_000_000 }).map((ms) => new Date(ms))),
    leftAt: fc.integer({ min: 2_000_000, max: 3_000_000 }).map((ms) => new Date(ms)),
    endReason: fc.option(fc.constantFrom(...END_REASONS)),
    handledMs: fc.nat(1_000_000),
    firstResponseAt: fc.option(
      fc.integer({ min: 2_000_000, max: 3_000_000 }).map((ms) => new Date(ms)),
    ),
    textsIn: fc.nat(9),
    textsOut: fc.nat(9),
    segments: fc.nat(9),
  });

  it("over parts that share no session are those of the whole, whatever the parts", () => {
    fc.assert(
      fc.property(fc.array(anyStay), fc.integer({ min: 1, max: 30 }), (stays, border) => {
        const [low, high] = [true, false].map((side) =>
          stays.filter(({ session }) => session <= sessionNumber(border) === side),
        );
        expect(sumTallies([tallyStays(low ?? []), tallyStays(high ?? [])])).toEqual(
          tallyStays(stays),
        );
      }),
    );
  });

  it("don't depend on the order of the stays", () => {
    fc.assert(
      fc.property(fc.array(anyStay), (stays) => {
        const [there, back] = [stays, stays.toReversed()].map(tallyStays);
        expect({ ...back, endings: {} }).toEqual({ ...there, endings: {} });
      }),
    );
  });

  it("never say that more was accepted, given up or passed on than was offered", () => {
    fc.assert(
      fc.property(fc.array(anyStay), (stays) => {
        const { offered, vol, acceptedWithin60s, endings, transferred } = figures(stays);
        expect(offered).toBe(joinStays(stays).size);
        expect(vol).toBeLessThanOrEqual(offered);
        expect(acceptedWithin60s).toBeLessThanOrEqual(vol);
        const ended = END_REASONS.reduce((sum, reason) => sum + endings[reason], 0);
        expect(ended + transferred).toBe(offered);
      }),
    );
  });
});

describe("agents", () => {
  const part = (session: number, agent: typeof ANA, minutes: number) => ({
    session: sessionNumber(session),
    agent,
    handledMs: minutes * 60_000,
    textsOut: 1,
  });

  it("count a session once each, with all their time in it", () => {
    const tallies = tallyAgents([
      part(1, ANA, 5),
      part(1, BEN, 2),
      part(1, ANA, 1),
      part(2, ANA, 4),
    ]);
    expect(tallies.get(ANA)).toEqual({ sessions: 2, handledMs: 600_000, textsOut: 3 });
    expect(tallies.get(BEN)).toEqual({ sessions: 1, handledMs: 120_000, textsOut: 1 });
  });

  it("have the sums of their parts", () => {
    const sums = sumAgentTallies([
      tallyAgents([part(1, ANA, 5)]),
      tallyAgents([part(2, ANA, 1), part(2, BEN, 1)]),
    ]);
    expect(sums.get(ANA)).toEqual({ sessions: 2, handledMs: 360_000, textsOut: 2 });
    expect(sums.get(BEN)?.sessions).toBe(1);
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
