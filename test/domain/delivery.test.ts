import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  advance,
  type DeliveryState,
  reactionFor,
  stateFromTelnyx,
} from "../../src/domain/delivery.ts";

const UNDERWAY: DeliveryState[] = ["queued", "sending", "unknown", "accepted", "sent"];
const FINAL: DeliveryState[] = [
  "delivered",
  "delivery_unconfirmed",
  "delivery_failed",
  "sending_failed",
  "expired",
  "cancelled",
];
const all = fc.constantFrom(...UNDERWAY, ...FINAL);

describe("the state of an SMS", () => {
  it("goes from queued to a final state", () => {
    const path: DeliveryState[] = ["queued", "sending", "accepted", "sent", "delivered"];
    expect(path.reduce(advance)).toBe("delivered");
  });

  it("may skip states: receipts come late, or out of order", () => {
    expect(advance("sending", "delivered")).toBe("delivered");
    expect(advance("delivered", "sent")).toBe("delivered");
    expect(advance("sent", "accepted")).toBe("sent");
  });

  it("is unknown only until any receipt comes", () => {
    expect(advance("sending", "unknown")).toBe("unknown");
    for (const receipt of ["queued", "sending", "sent", "delivered", "sending_failed"]) {
      const heard = stateFromTelnyx(receipt);
      expect(heard && advance("unknown", heard)).toBe(heard);
    }
  });

  it("is not unknown any more once something was heard", () => {
    for (const state of ["accepted", "sent", ...FINAL] as const) {
      expect(advance(state, "unknown")).toBe(state);
    }
  });

  it("never leaves a final state, whatever is heard in whatever order", () => {
    fc.assert(
      fc.property(fc.constantFrom(...FINAL), fc.array(all), (final, heard) => {
        expect(heard.reduce(advance, final)).toBe(final);
      }),
    );
  });

  it("is the first final state that is heard, whatever is heard before and after it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...UNDERWAY)),
        fc.constantFrom(...FINAL),
        fc.array(all),
        (before, final, after) => {
          expect([...before, final, ...after].reduce(advance, "queued")).toBe(final);
        },
      ),
    );
  });
});

describe("Telnyx's words", () => {
  it.each([
    ["queued", "accepted"],
    ["sending", "accepted"],
    ["sent", "sent"],
    ["delivered", "delivered"],
    ["delivery_unconfirmed", "delivery_unconfirmed"],
    ["delivery_failed", "delivery_failed"],
    ["sending_failed", "sending_failed"],
    ["expired", "expired"],
    ["webhook_delivered", null],
    ["Delivered", null],
    ["", null],
    ["constructor", null],
  ])("%j is %s", (status, state) => {
    expect(stateFromTelnyx(status)).toBe(state);
  });
});

describe("the mark on the agent's message", () => {
  it.each([
    ["queued", "hourglass_flowing_sand"],
    ["sending", "hourglass_flowing_sand"],
    ["accepted", "hourglass_flowing_sand"],
    ["sent", "hourglass_flowing_sand"],
    ["delivered", "white_check_mark"],
    // Not an error: the carrier gives no receipts.
    ["delivery_unconfirmed", "white_check_mark"],
    ["unknown", "warning"],
    ["delivery_failed", "warning"],
    ["sending_failed", "warning"],
    ["expired", "warning"],
    ["cancelled", "warning"],
  ] as const)("is for %s :%s:", (state, reaction) => {
    expect(reactionFor(state)).toBe(reaction);
  });
});
