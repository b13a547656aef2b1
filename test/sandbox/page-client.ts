import { request } from "node:http";
import { z } from "zod";
import type { Deed, DeedAnswer, PageState } from "../../src/sandbox/page/model.ts";
import { until } from "../support/until.ts";

/** Both sides of the page are compiled against these types; here only their outlines are checked. */
const state = z.custom<PageState>(
  (it) => z.object({ phones: z.array(z.unknown()) }).safeParse(it).success,
);
const answer = z.custom<DeedAnswer>((it) => z.object({ ok: z.boolean() }).safeParse(it).success);

/** What a browser does with the page, without one. */
export interface PageClient {
  /** The newest state that came. */
  state(): PageState;
  do(deed: Deed): Promise<DeedAnswer>;
  /** Waits until the state shows something. */
  see<Thing>(
    what: string,
    look: (state: PageState) => Thing | undefined | null | false,
    patienceMs?: number,
  ): Promise<Thing>;
  close(): void;
}

/** Opens the page's stream of states. */
export async function openPage(url: string): Promise<PageClient> {
  let newest: PageState | undefined;
  const stream = request(new URL("/state", url), (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (chunk: string) => {
      const events = (text + chunk).split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) {
        if (event.startsWith("data: ")) newest = state.parse(JSON.parse(event.slice(6)));
      }
    });
  });
  stream.on("error", () => undefined);
  stream.end();
  const first = await until("the first state", () => newest);
  return {
    state: () => newest ?? first,
    async do(deed) {
      const response = await fetch(new URL("/do", url), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(deed),
      });
      return answer.parse(await response.json());
    },
    see: (what, look, patienceMs) =>
      until(what, () => (newest === undefined ? null : look(newest)), patienceMs),
    close() {
      stream.destroy();
    },
  };
}
