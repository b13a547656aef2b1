import { describe, expect, it } from "vitest";
import { offerId, queueId } from "../../src/domain/ids.ts";
import {
  acceptTransfer,
  offerIsOver,
  offerTransfer,
  queueObstacle,
  type TargetQueue,
  type TransferOffer,
  transferToQueue,
} from "../../src/domain/transfer.ts";
import { ANA, at, BEN, CLEO, makeActive, makeMember, makeWaiting } from "./examples.ts";

const ACTIVE = makeActive({ owner: ANA });
const WAITING = makeWaiting();
const FREE = makeMember({ user: BEN, maxSessions: 2, load: 1 });
const OFFER: TransferOffer = {
  id: offerId("00000004-0000-4000-8000-000000000001"),
  session: ACTIVE.id,
  from: ANA,
  to: BEN,
  by: ANA,
  until: at("10:06"),
  outcome: null,
};
const BY_ANA = { by: ANA, isSupervisor: false, to: BEN };

describe("a session can be offered", () => {
  it.each<[string, string, Parameters<typeof offerTransfer>]>([
    ["by its owner to a free agent", "may_offer", [ACTIVE, null, BY_ANA, FREE]],
    [
      "by a supervisor",
      "may_offer",
      [ACTIVE, null, { ...BY_ANA, by: CLEO, isSupervisor: true }, FREE],
    ],
    ["not by a colleague", "not_yours", [ACTIVE, null, { ...BY_ANA, by: CLEO }, FREE]],
    ["not while it waits", "not_active", [WAITING, null, BY_ANA, FREE]],
    ["not twice at a time", "already_offered", [ACTIVE, OFFER, BY_ANA, FREE]],
    ["not to its owner", "theirs", [ACTIVE, null, { ...BY_ANA, to: ANA }, FREE]],
    ["not out of the queue", "unavailable", [ACTIVE, null, BY_ANA, null]],
    ["not off duty", "unavailable", [ACTIVE, null, BY_ANA, { ...FREE, onDuty: false }]],
    ["not with a max of 0", "unavailable", [ACTIVE, null, BY_ANA, { ...FREE, maxSessions: 0 }]],
    ["not at the max", "at_max", [ACTIVE, null, BY_ANA, { ...FREE, load: 2 }]],
  ])("%s", (_, kind, args) => {
    expect(offerTransfer(...args).kind).toBe(kind);
  });
});

describe("an offer is accepted", () => {
  const now = at("10:05");
  it.each<[string, string, Parameters<typeof acceptTransfer>]>([
    ["by its agent", "transferred", [ACTIVE, OFFER, BEN, FREE, now]],
    ["by nobody else", "not_yours", [ACTIVE, OFFER, CLEO, FREE, now]],
    ["not when its time is over", "expired", [ACTIVE, OFFER, BEN, FREE, OFFER.until]],
    [
      "not when it has ended",
      "over",
      [ACTIVE, { ...OFFER, outcome: "cancelled" }, BEN, FREE, OFFER.until],
    ],
    [
      "once",
      "already_yours",
      [{ ...ACTIVE, owner: BEN }, { ...OFFER, outcome: "accepted" }, BEN, FREE, now],
    ],
    ["not at the max", "at_max", [ACTIVE, OFFER, BEN, { ...FREE, load: 2 }, now]],
    ["not off duty", "off_duty", [ACTIVE, OFFER, BEN, { ...FREE, onDuty: false }, now]],
    ["not out of the queue", "not_member", [ACTIVE, OFFER, BEN, null, now]],
  ])("%s", (_, kind, args) => {
    expect(acceptTransfer(...args).kind).toBe(kind);
  });
});

describe("an open offer", () => {
  it.each<[string, string | null, Parameters<typeof offerIsOver>]>([
    [
      "stands, also while its agent is at the max",
      null,
      [OFFER, [{ ...FREE, load: 2 }], at("10:05")],
    ],
    ["ends with its time", "expired", [OFFER, [FREE], OFFER.until]],
    [
      "ends with its agent's duty",
      "unavailable",
      [OFFER, [{ ...FREE, onDuty: false }], at("10:05")],
    ],
    ["ends with its agent's membership", "unavailable", [OFFER, [], at("10:05")]],
  ])("%s", (_, over, args) => {
    expect(offerIsOver(...args)).toBe(over);
  });
});

describe("a session can go to another queue", () => {
  const SALES: TargetQueue = {
    queue: queueId("00000001-0000-4000-8000-000000000099"),
    paused: false,
    members: [FREE],
    isChannelClosed: false,
  };
  const asked = { by: ANA, isSupervisor: false, owner: ANA };
  it.each<[string, string, Parameters<typeof transferToQueue>]>([
    ["by its owner", "may_move", [ACTIVE, null, asked, SALES]],
    [
      "by a supervisor",
      "may_move",
      [ACTIVE, null, { ...asked, by: CLEO, isSupervisor: true }, SALES],
    ],
    [
      "also where all are busy",
      "may_move",
      [ACTIVE, null, asked, { ...SALES, members: [{ ...FREE, load: 2 }] }],
    ],
    ["not by a colleague", "not_yours", [ACTIVE, null, { ...asked, by: CLEO }, SALES]],
    ["not while it waits", "not_active", [WAITING, null, asked, SALES]],
    [
      "not if somebody else has it by now",
      "changed_hands",
      [{ ...ACTIVE, owner: BEN }, null, { ...asked, by: CLEO, isSupervisor: true }, SALES],
    ],
    ["not while it is on offer", "already_offered", [ACTIVE, OFFER, asked, SALES]],
    ["not to where it is", "same_queue", [ACTIVE, null, asked, { ...SALES, queue: ACTIVE.queue }]],
    ["not to a queue that was deleted", "no_such_queue", [ACTIVE, null, asked, null]],
    [
      "not to where nobody would come",
      "obstacle",
      [ACTIVE, null, asked, { ...SALES, paused: true }],
    ],
  ])("%s", (_, kind, args) => {
    expect(transferToQueue(...args).kind).toBe(kind);
  });

  it.each<[string, string | null, Partial<TargetQueue>]>([
    ["open, with an active agent", null, {}],
    ["paused", "paused", { paused: true }],
    ["without agents", "no_agents", { members: [] }],
    ["with agents off duty", "no_agents", { members: [{ ...FREE, onDuty: false }] }],
    ["with agents whose max is 0", "no_agents", { members: [{ ...FREE, maxSessions: 0 }] }],
    ["in a closed channel", "channel_closed", { isChannelClosed: true }],
  ])("to one that is %s: %s", (_, obstacle, change) => {
    expect(queueObstacle({ ...SALES, ...change })).toBe(obstacle);
  });
});
