import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits until something is there, and returns it.
 *
 * @param what said when patience ends
 * @param look returns undefined, null or false as long as it is not there
 */
export async function until<Thing>(
  what: string,
  look: () => Thing | undefined | null | false | Promise<Thing | undefined | null | false>,
  patienceMs = 15_000,
): Promise<Thing> {
  const begun = Date.now();
  const end = begun + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited ${patienceMs} ms in vain until ${what}`);
    // What takes long is looked at less often.
    await delay(Math.min(100, 10 + (Date.now() - begun) / 50));
  }
}
