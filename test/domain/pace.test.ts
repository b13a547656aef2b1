import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextTurn, type Pace, putOff } from "../../src/domain/pace.ts";

const PACE: Pace = { intervalMs: 1_000, burst: 3 };
const at = (ms: number): Date => new Date(ms);

/** When posts go that are wanted at these times (ms, rising). */
function turns(wanted: readonly number[], pace: Pace): number[] {
  let freeAt = at(0);
  return wanted.map((ms) => {
    const turn = nextTurn(freeAt, at(ms), pace);
    freeAt = turn.freeAt;
    return turn.turnAt.getTime();
  });
}

describe("the pace of a channel", () => {
  it.each<[what: string, wanted: number[], turns: number[]]>([
    ["after a silence, a burst at once", [9_000, 9_000, 9_000], [9_000, 9_000, 9_000]],
    [
      "after the burst, one an interval",
      [9_000, 9_000, 9_000, 9_000, 9_000],
      [9_000, 9_000, 9_000, 10_000, 11_000],
    ],
    ["at less than the pace, always at once", [0, 1_500, 3_000, 4_500], [0, 1_500, 3_000, 4_500]],
    [
      "after a burst, a silence gives as many posts as it had intervals",
      [9_000, 9_000, 9_000, 11_000, 11_000, 11_000],
      [9_000, 9_000, 9_000, 11_000, 11_000, 12_000],
    ],
  ])("lets posts go %s", (_what, wanted, expected) => {
    expect(turns(wanted, PACE)).toEqual(expected);
  });

  it("never exceeds the burst and one an interval, and keeps the order, whatever is wanted", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(20_000), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 6 }),
        (times, burst) => {
          const wanted = times.toSorted((a, b) => a - b);
          const given = turns(wanted, { intervalMs: 1_000, burst });
          expect(given).toEqual(given.toSorted((a, b) => a - b));
          for (const [i, from] of given.entries()) {
            const within = given.slice(i).filter((ms) => ms < from + 5_000).length;
            expect(within).toBeLessThanOrEqual(burst + 5);
          }
        },
      ),
    );
  });

  it("gives no burst after Slack has refused, and room for each post that it has refused", () => {
    const gate = { freeAt: at(0), openAt: at(0) };
    const once = putOff(gate, { now: at(5_000), until: at(35_000) }, PACE);
    expect(once.delayMs).toBe(31_000);
    const next = nextTurn(once.freeAt, at(5_000), PACE);
    expect(next.turnAt).toEqual(at(36_000));
    expect(nextTurn(next.freeAt, at(5_000), PACE).turnAt).toEqual(at(37_000));
    const again = putOff(once, { now: at(5_000), until: at(35_000) }, PACE);
    expect(again.delayMs).toBe(1_000);
    expect(nextTurn(again.freeAt, at(5_000), PACE).turnAt).toEqual(at(37_000));
  });
});
