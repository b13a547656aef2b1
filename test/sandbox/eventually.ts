import { expect } from "vitest";

/** Expects something of a value that gets there by itself, within 4 s. */
export function eventually<T>(value: () => T) {
  return expect.poll(value, { timeout: 4_000, interval: 10 });
}
