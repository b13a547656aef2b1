import type { Metrics } from "./metrics.ts";
import { type Route, sendJson } from "./server.ts";

/** A part of the app that can be asked whether it works. */
export interface ReadyCheck {
  readonly name: string;
  /** Null: good. Otherwise what is wrong, in words for the operator. */
  problem(): string | null | Promise<string | null>;
}

/** `GET /healthz`: the process answers. */
export const healthRoute: Route = (_request, response) => sendJson(response, 200, { ok: true });

/** `GET /readyz`: 200 when every check is good, else 503, each check by name. */
export function readyRoute(checks: readonly ReadyCheck[], metrics: Metrics): Route {
  return async (_request, response) => {
    const report: Record<string, string> = {};
    let ready = true;
    for (const check of checks) {
      const problem = await check.problem();
      metrics.ready.set({ check: check.name }, problem === null ? 1 : 0);
      report[check.name] = problem ?? "ok";
      ready &&= problem === null;
    }
    sendJson(response, ready ? 200 : 503, report);
  };
}
