import { setTimeout as delay } from "node:timers/promises";

/**
 * Waits so long for an answer and then goes on without it. What was asked goes on by itself, so
 * that it may be known the next time.
 *
 * @param ms how long
 * @param instead what is taken when there is no answer yet
 */
export async function inTime<Answer, Instead>(
  ms: number,
  asked: Promise<Answer>,
  instead: Instead,
): Promise<Answer | Instead> {
  const over = new AbortController();
  try {
    return await Promise.race([asked, delay(ms, instead, { signal: over.signal, ref: false })]);
  } finally {
    over.abort();
  }
}
