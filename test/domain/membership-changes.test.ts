import { describe, expect, it } from "vitest";
import type { UserId } from "../../src/domain/ids.ts";
import { compareMembers, mergeMembers } from "../../src/domain/membership-changes.ts";
import { ANA, BEN, CLEO } from "./examples.ts";

describe("two people who change a queue's agents at once", () => {
  const now = new Map([
    [ANA, 2],
    [BEN, 3],
  ]);
  const benAdded = [{ user: BEN, from: null, to: 3 }];

  it.each<[string, [UserId, number][], [UserId, number][]]>([
    [
      "nothing",
      [[ANA, 2]],
      [
        [ANA, 2],
        [BEN, 3],
      ],
    ],
    [
      "somebody in",
      [
        [ANA, 2],
        [CLEO, 1],
      ],
      [
        [ANA, 2],
        [BEN, 3],
        [CLEO, 1],
      ],
    ],
    ["somebody out", [], [[BEN, 3]]],
    [
      "a number",
      [[ANA, 5]],
      [
        [ANA, 5],
        [BEN, 3],
      ],
    ],
    [
      "the same",
      [
        [ANA, 2],
        [BEN, 1],
      ],
      [
        [ANA, 2],
        [BEN, 1],
      ],
    ],
  ])("keep both's changes: %s", (_what, wanted, merged) => {
    expect([...mergeMembers(new Map(wanted), now, [benAdded])]).toEqual(merged);
  });

  it("are told apart by who came, who went, and who got another number", () => {
    const before = new Map([
      [ANA, 1],
      [BEN, 2],
    ]);
    const after = new Map([
      [ANA, 4],
      [CLEO, 3],
    ]);
    expect(compareMembers(before, after)).toEqual([
      { user: ANA, from: 1, to: 4 },
      { user: BEN, from: 2, to: null },
      { user: CLEO, from: null, to: 3 },
    ]);
  });

  it("are told apart by their new places, where those who stay stand otherwise", () => {
    const maxima = (...users: UserId[]) => new Map(users.map((user) => [user, 3]));
    expect(compareMembers(maxima(ANA, BEN, CLEO), maxima(CLEO, ANA, BEN))).toEqual([
      { user: ANA, from: 3, to: 3, place: 2 },
      { user: BEN, from: 3, to: 3, place: 3 },
      { user: CLEO, from: 3, to: 3, place: 1 },
    ]);
    // Nobody has changed the order.
    expect(compareMembers(maxima(ANA, BEN), maxima(CLEO, BEN)).map(({ place }) => place)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("keep the order that one of two has changed", () => {
    const maxima = (...users: UserId[]) => new Map(users.map((user) => [user, 3]));
    const order = (merged: ReadonlyMap<UserId, number>) => [...merged.keys()];
    const cleoAdded = [[{ user: CLEO, from: null, to: 3 }]];
    expect(order(mergeMembers(maxima(BEN, ANA), maxima(ANA, BEN, CLEO), cleoAdded))).toEqual([
      BEN,
      ANA,
      CLEO,
    ]);
    const turned = [compareMembers(maxima(ANA, BEN), maxima(BEN, ANA))];
    expect(order(mergeMembers(maxima(ANA, BEN), maxima(BEN, ANA), turned))).toEqual([BEN, ANA]);
  });
});
