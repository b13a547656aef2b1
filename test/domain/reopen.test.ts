import { describe, expect, it } from "vitest";
import { pairId, queueId, sessionId, userId } from "../../src/domain/ids.ts";
import { type Aftermath, reopen, reopenAgain } from "../../src/domain/reopen.ts";
import type { EndedSession } from "../../src/domain/session.ts";

const id = (end: number): string => `00000000-0000-4000-8000-00000000000${end}`;
const AT = new Date("2026-01-05T10:00:00Z");
const later = (ms: number): Date => new Date(AT.getTime() + ms);
const ANA = userId("U0ANA");
const BEN = userId("U0BEN");
const BASE = {
  id: sessionId(id(1)),
  pair: pairId(id(2)),
  queue: queueId(id(3)),
  waitingSince: AT,
} as const;
const ENDED: EndedSession = { ...BASE, state: "ended", reason: "agent", endedAt: AT, owner: ANA };
const FINE: Aftermath = {
  now: later(60_000),
  wasAccepted: true,
  hasNewer: false,
  isOptedOut: false,
  isQueueDeleted: false,
};
const FREE = { user: BEN, maxSessions: 1, onDuty: true, deactivated: false, load: 0 };
const agent = (changes: Partial<typeof FREE> = {}) => ({
  user: BEN,
  member: { ...FREE, ...changes },
  isSupervisor: false,
});
const outsider = { user: BEN, member: null, isSupervisor: false };
const supervisor = { user: BEN, member: null, isSupervisor: true };

describe("reopening an ended session", () => {
  it.each([
    ["a free agent of the queue", agent(), {}, "reopened"],
    ["a supervisor from outside", supervisor, {}, "reopened"],
    ["an outsider", outsider, {}, "not_member"],
    ["an outsider, whatever else is in the way", outsider, { hasNewer: true }, "not_member"],
    ["an agent at the max", agent({ load: 1 }), {}, "at_max"],
    ["an agent off duty", agent({ onDuty: false }), {}, "off_duty"],
    ["an agent whose max is 0", agent({ maxSessions: 0 }), {}, "max_zero"],
    ["somebody just in time", agent(), { now: later(599_999) }, "reopened"],
    ["somebody after ten minutes", agent(), { now: later(600_000) }, "too_late"],
    ["a supervisor after ten minutes", supervisor, { now: later(600_000) }, "too_late"],
    ["somebody after a newer session", agent(), { hasNewer: true }, "newer_session"],
    ["somebody after an opt-out", agent(), { isOptedOut: true }, "opted_out"],
    ["somebody after the queue's deletion", supervisor, { isQueueDeleted: true }, "queue_deleted"],
    ["somebody where nobody had accepted", agent(), { wasAccepted: false }, "never_accepted"],
  ] as const)("by %s: %s", (_, by, changes, kind) => {
    expect(reopen(ENDED, by, { ...FINE, ...changes }).kind).toBe(kind);
  });

  it("that ended by an opt-out is never done, also when the texter is back", () => {
    expect(reopen({ ...ENDED, reason: "opt_out" }, agent(), FINE).kind).toBe("opted_out");
  });
});

describe("reopening what is open already", () => {
  const active = { ...BASE, state: "active", owner: ANA, acceptedAt: AT } as const;
  it.each([
    ["its owner", active, { ...agent(), user: ANA }, { kind: "already_yours" }],
    ["somebody else", active, agent(), { kind: "taken", by: ANA, at: AT }],
    ["an outsider", active, outsider, { kind: "not_member" }],
    [
      "somebody, handed back",
      { ...BASE, state: "waiting", offer: null },
      agent(),
      { kind: "waiting" },
    ],
  ] as const)("by %s", (_, session, by, result) => {
    expect(reopenAgain(session, by)).toEqual(result);
  });
});
