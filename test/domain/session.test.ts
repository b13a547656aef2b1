import { describe, expect, it } from "vitest";
import type { Member } from "../../src/domain/agent.ts";
import {
  accept,
  END_REASONS,
  end,
  handBack,
  pressEnd,
  type Session,
} from "../../src/domain/session.ts";
import { ANA, at, BEN, CLEO, makeActive, makeEnded, makeMember, makeWaiting } from "./examples.ts";

const now = at("10:05");
const states: [string, Session][] = [
  ["waiting", makeWaiting()],
  ["active", makeActive()],
  ["ended", makeEnded()],
];

describe("accepting", () => {
  const press = (session: Session, member: Member | null, isSupervisor = false) =>
    accept(session, member?.user ?? BEN, member, { isSupervisor, now });

  it("makes a free agent the owner, and keeps what the session was", () => {
    const waiting = makeWaiting();
    expect(press(waiting, makeMember({ user: BEN, load: 1 }))).toEqual({
      kind: "accepted",
      session: {
        id: waiting.id,
        pair: waiting.pair,
        queue: waiting.queue,
        waitingSince: waiting.waitingSince,
        state: "active",
        owner: BEN,
        acceptedAt: now,
      },
    });
  });

  it("tells the loser who was faster and when", () => {
    expect(press(makeActive(), makeMember({ user: BEN }))).toEqual({
      kind: "taken",
      by: ANA,
      at: at("10:01"),
    });
    expect(press(makeActive(), null)).toMatchObject({ kind: "taken" });
  });

  it("does nothing on the winner's second click, even at the max or off duty", () => {
    for (const member of [makeMember(), makeMember({ load: 2 }), makeMember({ onDuty: false })]) {
      expect(press(makeActive(), member)).toEqual({ kind: "already_yours" });
    }
  });

  it.each(END_REASONS)("is too late after an end by %s", (reason) => {
    expect(press(makeEnded({ reason }), makeMember())).toEqual({ kind: "ended", reason });
  });

  it.each<[string, Partial<Member>, object]>([
    ["at the max", { load: 2 }, { kind: "at_max", load: 2, max: 2 }],
    ["above the max", { load: 3 }, { kind: "at_max", load: 3, max: 2 }],
    ["off duty", { onDuty: false }, { kind: "off_duty" }],
    ["with a max of 0", { maxSessions: 0 }, { kind: "max_zero" }],
    ["off duty with a max of 0", { maxSessions: 0, onDuty: false }, { kind: "max_zero" }],
    ["deactivated", { deactivated: true }, { kind: "deactivated" }],
  ])("is refused to an agent %s, a supervisor too", (_how, own, refusal) => {
    expect(press(makeWaiting(), makeMember(own))).toEqual(refusal);
    expect(press(makeWaiting(), makeMember(own), true)).toEqual(refusal);
  });

  it("is refused to somebody who is no agent of the queue", () => {
    expect(press(makeWaiting(), null)).toEqual({ kind: "not_member" });
  });

  it("is open to a supervisor who is no agent of the queue, on offer to somebody or not", () => {
    const offered = makeWaiting({ offer: { to: ANA, until: at("10:06") } });
    for (const session of [makeWaiting(), offered]) {
      expect(press(session, null, true)).toMatchObject({
        kind: "accepted",
        session: { state: "active", owner: BEN, acceptedAt: now },
      });
    }
    expect(press(makeActive(), null, true)).toMatchObject({ kind: "taken" });
    expect(press(makeEnded(), null, true)).toMatchObject({ kind: "ended" });
  });

  describe("what is on offer", () => {
    const offered = makeWaiting({ offer: { to: ANA, until: at("10:06") } });

    it("is for the agent to whom it is offered", () => {
      expect(press(offered, makeMember())).toMatchObject({ kind: "accepted" });
      expect(press(offered, makeMember({ user: BEN }))).toEqual({
        kind: "offered",
        to: ANA,
        until: at("10:06"),
      });
    });

    it("can be taken by a supervisor who is an agent of the queue", () => {
      expect(press(offered, makeMember({ user: BEN }), true)).toMatchObject({ kind: "accepted" });
    });

    it("is for everybody once the offer is over", () => {
      const over = makeWaiting({ offer: { to: ANA, until: now } });
      expect(press(over, makeMember({ user: BEN }))).toMatchObject({ kind: "accepted" });
    });
  });
});

describe("ending", () => {
  it("is the owner's, who may be a supervisor as well", () => {
    for (const isSupervisor of [false, true]) {
      expect(pressEnd(makeActive(), ANA, { isSupervisor })).toEqual({
        kind: "may_end",
        reason: "agent",
      });
    }
  });

  it("is a supervisor's, of a waiting session too", () => {
    for (const session of [makeActive(), makeWaiting()]) {
      expect(pressEnd(session, CLEO, { isSupervisor: true })).toEqual({
        kind: "may_end",
        reason: "supervisor",
      });
    }
  });

  it("is nobody else's", () => {
    expect(pressEnd(makeActive(), BEN, { isSupervisor: false })).toEqual({
      kind: "may_not_end",
      owner: ANA,
    });
    expect(pressEnd(makeWaiting(), ANA, { isSupervisor: false })).toEqual({
      kind: "may_not_end",
      owner: null,
    });
  });

  it("happens once: the first reason stays", () => {
    const ended = makeEnded({ reason: "texter", endedAt: now });
    expect(end(makeActive(), "texter", now)).toEqual({ kind: "ended", session: ended });
    const late = { kind: "already_ended", reason: "texter" };
    expect(end(ended, "agent", at("10:06"))).toEqual(late);
    expect(pressEnd(ended, ANA, { isSupervisor: true })).toEqual(late);
  });

  it("leaves no owner where nobody had accepted", () => {
    expect(end(makeWaiting(), "abandoned", now)).toMatchObject({ session: { owner: null } });
  });
});

describe("handing back", () => {
  it("brings an active session to its original place, on offer to nobody", () => {
    expect(handBack(makeActive())).toEqual({ kind: "handed_back", session: makeWaiting() });
  });

  it.each(states.filter(([state]) => state !== "active"))(
    "does nothing to one that is %s",
    (state, session) => {
      expect(handBack(session)).toEqual({ kind: "not_active", state });
    },
  );
});
