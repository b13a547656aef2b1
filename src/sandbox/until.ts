import { setTimeout as delay } from "node:timers/promises";

/** ms; what does not come by then is broken. */
const PATIENCE = 15_000;

/**
 * Waits for something to be seen.
 *
 * @throws Error naming it when it does not come in 15 s
 */
export async function until<Thing>(what: string, look: () => Thing | undefined): Promise<Thing> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`the sandbox waited in vain for ${what}`);
    await delay(10);
  }
}
