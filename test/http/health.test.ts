import { describe, expect, it } from "vitest";
import { healthRoute, type ReadyCheck, readyRoute } from "../../src/http/health.ts";
import { createMetrics } from "../../src/http/metrics.ts";
import { serve } from "./serve.ts";

async function ask(checks: readonly ReadyCheck[], path = "/readyz") {
  const metrics = createMetrics(false);
  const { url } = await serve({
    "/healthz": { GET: healthRoute },
    "/readyz": { GET: readyRoute(checks, metrics) },
  });
  const response = await fetch(url + path);
  const report: unknown = await response.json();
  const { values } = await metrics.ready.get();
  return {
    status: response.status,
    report,
    gauge: Object.fromEntries(values.map(({ labels, value }) => [labels.check, value])),
  };
}

function check(name: string, problem: ReadyCheck["problem"]): ReadyCheck {
  return { name, problem };
}

const GOOD = check("lanes", () => null);
const AWAY = check("database", async () => "away");

describe("/healthz", () => {
  it("says that the process is alive, also while nothing is ready", async () => {
    expect(await ask([AWAY], "/healthz")).toMatchObject({ status: 200, report: { ok: true } });
  });
});

describe("/readyz", () => {
  it("is 200 when every check is good", async () => {
    const slack = check("slack", async () => null);
    expect(await ask([GOOD, slack])).toEqual({
      status: 200,
      report: { lanes: "ok", slack: "ok" },
      gauge: { lanes: 1, slack: 1 },
    });
  });

  it.each([
    ["first", [AWAY, GOOD]],
    ["last", [GOOD, AWAY]],
  ])("is 503 when one is not, with every check by name: the bad one %s", async (_where, checks) => {
    expect(await ask(checks)).toEqual({
      status: 503,
      report: { lanes: "ok", database: "away" },
      gauge: { lanes: 1, database: 0 },
    });
  });

  it("shows a check that fails by itself as a fault, not as good", async () => {
    const broken = check("slack", () => {
      throw new Error("not asked");
    });
    expect(await ask([GOOD, broken])).toMatchObject({ status: 500 });
  });
});
