import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isActive, isFree } from "../../src/domain/agent.ts";
import { type Candidate, mentionsFor, nextOffer } from "../../src/domain/dispatch.ts";
import { type UserId, userId } from "../../src/domain/ids.ts";
import { ANA, at, BEN, CLEO, makeMember } from "./examples.ts";

describe("an agent", () => {
  it.each([
    ["on duty with room", {}, { active: true, free: true }],
    ["with one place left", { load: 1 }, { active: true, free: true }],
    ["at the max", { load: 2 }, { active: true, free: false }],
    ["above the max", { load: 5 }, { active: true, free: false }],
    ["off duty", { onDuty: false }, { active: false, free: false }],
    ["with a max of 0", { maxSessions: 0 }, { active: false, free: false }],
    ["deactivated", { deactivated: true }, { active: false, free: false }],
  ])("%s is active or free as it should be", (_how, own, expected) => {
    const member = makeMember(own);
    expect({ active: isActive(member), free: isFree(member) }).toEqual(expected);
  });
});

const nobody: ReadonlySet<UserId> = new Set();

describe("ring all", () => {
  const crowd = (size: number) =>
    Array.from({ length: size }, (_, i) => makeMember({ user: userId(`U${i}`) }));

  it("mentions the free agents alone", () => {
    const members = [
      makeMember({ user: ANA }),
      makeMember({ user: BEN, load: 2 }),
      makeMember({ user: CLEO, onDuty: false }),
    ];
    expect(mentionsFor(members, nobody)).toEqual([ANA]);
    expect(mentionsFor([], nobody)).toEqual([]);
  });

  it("mentions up to 15 free agents, and of more than 15 none", () => {
    expect(mentionsFor(crowd(15), nobody)).toHaveLength(15);
    expect(mentionsFor(crowd(16), nobody)).toEqual([]);
    const withBusy = [...crowd(15), makeMember({ user: BEN, load: 2 })];
    expect(mentionsFor(withBusy, nobody)).toHaveLength(15);
  });

  it("passes over who did not answer, while anybody else is free", () => {
    const both = [makeMember({ user: ANA }), makeMember({ user: BEN })];
    expect(mentionsFor(both, new Set([ANA]))).toEqual([BEN]);
    const benBusy = [makeMember({ user: ANA }), makeMember({ user: BEN, load: 2 })];
    expect(mentionsFor(benBusy, new Set([ANA]))).toEqual([ANA]);
  });
});

function candidate(user: UserId, own: Partial<Candidate> = {}): Candidate {
  return { ...makeMember({ user }), idleSince: at("10:00"), offers: 0, ...own };
}

describe("round robin", () => {
  const ana = candidate(ANA, { idleSince: at("10:02") });
  const ben = candidate(BEN, { idleSince: at("10:01") });
  const cleo = candidate(CLEO, { idleSince: null });
  const next = (candidates: Candidate[], tried = nobody) =>
    nextOffer("round_robin", candidates, tried);

  it("offers to whoever has been idle longest; never busy is idle longest of all", () => {
    expect(next([ana, ben])).toBe(BEN);
    expect(next([ana, ben, cleo])).toBe(CLEO);
  });

  it("offers to whoever has no session first, and then to who got the last one longest ago", () => {
    const early = candidate(ANA, { idleSince: at("09:00"), load: 1 });
    const late = candidate(CLEO, { idleSince: at("09:30"), load: 1 });
    expect(next([early, late, ben])).toBe(BEN);
    expect(next([late, early])).toBe(ANA);
  });

  it("goes on to the next idle, and starts again when everybody was tried", () => {
    expect(next([ana, ben, cleo], new Set([CLEO]))).toBe(BEN);
    expect(next([ana, ben, cleo], new Set([CLEO, BEN]))).toBe(ANA);
    expect(next([ana, ben, cleo], new Set([CLEO, BEN, ANA]))).toBe(CLEO);
  });
});

describe("linear", () => {
  const order = [
    candidate(CLEO, { idleSince: at("10:03") }),
    candidate(ANA, { idleSince: null }),
    candidate(BEN),
  ];
  const next = (candidates: Candidate[], tried = nobody) => nextOffer("linear", candidates, tried);

  it("offers in the fixed order, however long anybody has been idle", () => {
    expect(next(order)).toBe(CLEO);
    expect(next(order, new Set([CLEO]))).toBe(ANA);
    expect(next(order, new Set([CLEO, ANA]))).toBe(BEN);
    expect(next(order, new Set([CLEO, ANA, BEN]))).toBe(CLEO);
  });

  it("passes over who is not free", () => {
    const busy = candidate(CLEO, { load: 2 });
    const away = candidate(ANA, { onDuty: false });
    expect(next([busy, away, candidate(BEN)])).toBe(BEN);
    expect(next([busy, away])).toBeNull();
    expect(next([])).toBeNull();
  });

  it("counts what is on offer to an agent already as taken room", () => {
    const one = candidate(CLEO, { load: 1, offers: 1 });
    expect(next([one, candidate(BEN)])).toBe(BEN);
    expect(next([candidate(CLEO, { offers: 1 }), candidate(BEN)])).toBe(CLEO);
  });
});

describe("offering on and on", () => {
  it("comes to every free agent once a round, in either way", () => {
    const users = ["UA", "UB", "UC", "UD", "UE"].map((name) => userId(name));
    fc.assert(
      fc.property(
        fc.constantFrom("round_robin" as const, "linear" as const),
        fc.array(fc.record({ load: fc.nat(3), idle: fc.option(fc.nat(1_000)) }), {
          minLength: 1,
          maxLength: users.length,
        }),
        (dispatch, agents) => {
          const candidates = agents.map(({ load, idle }, i) =>
            candidate(users[i] ?? ANA, {
              load,
              idleSince: idle === null ? null : new Date(idle),
            }),
          );
          const free = candidates.filter(isFree).map(({ user }) => user);
          const tried = new Set<UserId>();
          for (const _ of free) {
            const offered = nextOffer(dispatch, candidates, tried);
            expect(offered).not.toBeNull();
            if (offered) tried.add(offered);
          }
          expect([...tried].sort()).toEqual([...free].sort());
        },
      ),
    );
  });
});
