import type { ServerResponse } from "node:http";
import type { PageState } from "./model.ts";

/** ms between two looks at whether something has changed. */
const LOOK_MS = 100;
/** ms between signs of life on a stream on which nothing happens. */
const ALIVE_MS = 15_000;

/** The page's state, as server-sent events. */
export interface StateStream {
  /** Answers with the state, and with every later one. */
  open(res: ServerResponse): void;
  /** Looks at once, and sends the state if it has changed. */
  push(): void;
  close(): void;
}

/**
 * Sends the whole state whenever it differs from the one sent last. It looks rather than being
 * told: the fakes need not know the page, and no change can be forgotten.
 */
export function createStateStream(draw: () => PageState): StateStream {
  const open = new Map<ServerResponse, { sent: string }>();
  let timer: NodeJS.Timeout | undefined;

  const push = (): void => {
    if (open.size === 0) return;
    const state = JSON.stringify(draw());
    for (const [res, last] of open) {
      // A slow browser gets the newest state when it is ready for one.
      if (last.sent === state || res.writableNeedDrain) continue;
      last.sent = state;
      res.write(`data: ${state}\n\n`);
    }
  };
  const alive = setInterval(() => {
    for (const res of open.keys()) res.write(":\n\n");
  }, ALIVE_MS);

  return {
    push,
    open(res) {
      res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      res.write("retry: 500\n\n");
      open.set(res, { sent: "" });
      res.on("close", () => {
        open.delete(res);
        if (open.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      });
      timer ??= setInterval(push, LOOK_MS);
      push();
    },
    close() {
      clearInterval(alive);
      clearInterval(timer);
      for (const res of open.keys()) res.end();
    },
  };
}
