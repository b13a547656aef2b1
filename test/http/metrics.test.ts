import { describe, expect, it } from "vitest";
import { createMetrics, type Metrics, metricsRoute } from "../../src/http/metrics.ts";
import { serve } from "./serve.ts";

async function scrape(metrics: Metrics) {
  const { url } = await serve({ "/metrics": { GET: metricsRoute(metrics) } });
  const response = await fetch(`${url}/metrics`);
  return { type: response.headers.get("content-type"), lines: (await response.text()).split("\n") };
}

describe("/metrics", () => {
  it("is what Prometheus reads, with every metric that docs/operations.md names", async () => {
    const { type, lines } = await scrape(createMetrics(false));
    expect(type).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(lines.filter((line) => line.startsWith("# TYPE"))).toEqual([
      "# TYPE sms_telnyx_webhooks_total counter",
      "# TYPE sms_jobs_total counter",
      "# TYPE sms_job_seconds histogram",
      "# TYPE sms_job_failures_total counter",
      "# TYPE sms_ready gauge",
    ]);
  });

  it("counts by the few labels that there are", async () => {
    const metrics = createMetrics(false);
    metrics.webhooks.inc({ result: "stored" });
    metrics.webhooks.inc({ result: "stored" });
    metrics.webhooks.inc({ result: "refused_stale" });
    metrics.jobs.inc({ kind: "send_sms", verdict: "done" });
    metrics.jobFailures.inc({ kind: "send_sms" });
    metrics.jobSeconds.observe({ kind: "send_sms" }, 0.2);
    metrics.ready.set({ check: "database" }, 0);
    const { lines } = await scrape(metrics);
    expect(lines).toEqual(
      expect.arrayContaining([
        'sms_telnyx_webhooks_total{result="stored"} 2',
        'sms_telnyx_webhooks_total{result="refused_stale"} 1',
        'sms_jobs_total{kind="send_sms",verdict="done"} 1',
        'sms_job_failures_total{kind="send_sms"} 1',
        'sms_job_seconds_bucket{le="0.25",kind="send_sms"} 1',
        'sms_job_seconds_bucket{le="0.1",kind="send_sms"} 0',
        'sms_ready{check="database"} 0',
      ]),
    );
  });

  it("of two apps in one process are apart", async () => {
    const [first, second] = [createMetrics(false), createMetrics(false)];
    first.webhooks.inc({ result: "stored" });
    const { lines } = await scrape(second);
    expect(lines.filter((line) => line.startsWith("sms_telnyx_webhooks_total{"))).toEqual([]);
  });

  it("has the process itself in it when asked to", async () => {
    const { lines } = await scrape(createMetrics(true));
    expect(lines.find((line) => line.startsWith("process_resident_memory_bytes "))).toBeDefined();
    expect(
      lines.find((line) => line.startsWith("nodejs_eventloop_lag_p99_seconds ")),
    ).toBeDefined();
  });
});
