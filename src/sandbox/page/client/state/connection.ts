import type { PageState } from "../model.ts";
import { createStore } from "./store.ts";

/** What the server tells, and whether it still does. */
export interface Connection {
  /** Null until the first state has come. */
  readonly page: PageState | null;
  readonly live: boolean;
}

export const connection = createStore<Connection>({ page: null, live: true });

/** ms until a stream that the browser has given up is opened anew. */
const AGAIN_MS = 1_000;

/**
 * Follows the server's state for as long as the page is open. Where the stream is cut, the last
 * state stays, and the stream is opened again until it works.
 */
export function connect(): void {
  const stream = new EventSource("/state");
  stream.addEventListener("message", (event: MessageEvent<string>) => {
    const page: unknown = JSON.parse(event.data);
    if (isPageState(page)) connection.set(() => ({ page, live: true }));
  });
  stream.addEventListener("open", () => {
    connection.set((was) => (was.live ? was : { ...was, live: true }));
  });
  stream.addEventListener("error", () => {
    connection.set((was) => (was.live ? { ...was, live: false } : was));
    // A browser tries again by itself after a cut, but not after an answer other than 200.
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, AGAIN_MS);
  });
}

/** Our own server's word is trusted beyond this. */
function isPageState(value: unknown): value is PageState {
  return typeof value === "object" && value !== null && "phones" in value && "messages" in value;
}
