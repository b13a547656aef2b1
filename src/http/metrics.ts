import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Route } from "./server.ts";

/** What Prometheus reads. Labels are few and never carry numbers, texts or names of people. */
export interface Metrics {
  readonly registry: Registry;
  /** Telnyx webhooks by what became of them. */
  readonly webhooks: Counter<"result">;
  /** Effect jobs by kind and verdict. */
  readonly jobs: Counter<"kind" | "verdict">;
  /** Seconds that performing a job took. */
  readonly jobSeconds: Histogram<"kind">;
  /** Jobs whose handler threw. */
  readonly jobFailures: Counter<"kind">;
  /** 1 while the check of that name is good. */
  readonly ready: Gauge<"check">;
}

/** @param withProcess also memory, event loop and the like; once a process */
export function createMetrics(withProcess: boolean): Metrics {
  const registry = new Registry();
  if (withProcess) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    webhooks: new Counter({
      name: "sms_telnyx_webhooks_total",
      help: "Telnyx webhooks by result",
      labelNames: ["result"],
      registers,
    }),
    jobs: new Counter({
      name: "sms_jobs_total",
      help: "Jobs with an effect outside, by kind and verdict",
      labelNames: ["kind", "verdict"],
      registers,
    }),
    jobSeconds: new Histogram({
      name: "sms_job_seconds",
      help: "Seconds that performing a job took",
      labelNames: ["kind"],
      registers,
    }),
    jobFailures: new Counter({
      name: "sms_job_failures_total",
      help: "Jobs whose handler failed",
      labelNames: ["kind"],
      registers,
    }),
    ready: new Gauge({
      name: "sms_ready",
      help: "1 while the check is good",
      labelNames: ["check"],
      registers,
    }),
  };
}

/** `GET /metrics` */
export function metricsRoute({ registry }: Metrics): Route {
  return async (_request, response) => {
    const body = await registry.metrics();
    response.writeHead(200, { "content-type": registry.contentType });
    response.end(body);
  };
}
