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
  const end = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited ${patienceMs} ms in vain until ${what}`);
    await delay(10);
  }
}
