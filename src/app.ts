import { setTimeout as delay } from "node:timers/promises";
import { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { type Pace, SLACK_PACE } from "./domain/pace.ts";
import { alertSupervisors } from "./flows/alert-supervisors.ts";
import type { FlowDeps } from "./flows/deps.ts";
import { enqueueDueDigests } from "./flows/digests.ts";
import { createFlows } from "./flows/flows.ts";
import { createHandlers } from "./flows/handlers.ts";
import { JOB } from "./flows/jobs.ts";
import type { FilePreparer } from "./flows/telnyx-ports.ts";
import { HttpError } from "./http/errors.ts";
import { healthRoute, type ReadyCheck, readyRoute } from "./http/health.ts";
import { mediaRoute } from "./http/media.ts";
import { createMetrics, type Metrics, metricsRoute } from "./http/metrics.ts";
import { type Route, startHttpServer } from "./http/server.ts";
import { telnyxWebhookRoute } from "./http/telnyx-webhooks.ts";
import { createInbox } from "./lanes/inbox.ts";
import { type LaneRunner, startLaneRunner } from "./lanes/runner.ts";
import type { StepEvents } from "./lanes/step.ts";
import { maskNumbers } from "./log.ts";
import { nightlyCleanUp } from "./schedule/maintenance.ts";
import { startSchedule } from "./schedule/schedule.ts";
import { createSlackApp, slackClientOptions } from "./slack/bolt-app.ts";
import { boltLogger } from "./slack/bolt-logger.ts";
import { createDesk } from "./slack/desk.ts";
import { createDirectory } from "./slack/directory.ts";
import { createDownloader } from "./slack/download.ts";
import { learnIdentity } from "./slack/identity.ts";
import { createThreadMessageReader } from "./slack/message-events.ts";
import { type ClockOffset, type Database, isUnavailable, openDatabase } from "./store/database.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./store/embedded/postgres.ts";
import { migrate } from "./store/migrate.ts";
import { createMediaFetcher } from "./telnyx/media.ts";
import { fitIntoMms } from "./telnyx/mms.ts";
import { parseTelnyxEvent } from "./telnyx/parse.ts";
import { createSmsGateway } from "./telnyx/send.ts";
import { createWebhookVerifier } from "./telnyx/verify.ts";

/** A running app. */
export interface RunningApp {
  /** Where its HTTP server listens, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Resolves when the database is migrated and the lanes run. */
  readonly started: Promise<void>;
  /** Resolves when the app's own PostgreSQL has ended by itself: there is no going on then. */
  readonly databaseEnded: Promise<void>;
  /** Takes nothing new, finishes what is under way, and lets everything go. */
  stop(): Promise<void>;
}

export interface AppOptions {
  readonly log: Logger;
  /** Moves the app's clock; tests and the sandbox look into the future with it. */
  readonly clockOffset?: ClockOffset;
  /** When it is looked for daily digests, as a cron expression; whoever moves the clock looks often. */
  readonly digestTick?: string;
  /** How fast posts follow one another in a channel; default Slack's own pace. */
  readonly pace?: Pace;
  /** How many connections to PostgreSQL the work may take; tests have many apps at once. */
  readonly connections?: number;
  /** Also measure the process itself; once a process. */
  readonly processMetrics?: boolean;
}

/** Lanes worked at once, by their first word (see flows/jobs.ts). */
const CONCURRENCY = {
  pair: 6,
  thread: 6,
  slack: 16,
  sms: 8,
  mark: 4,
  media: 2,
  tell: 4,
  queue: 2,
  timer: 2,
};
/** Some seconds past the full hour, so that clocks which differ a little agree that it has come. */
const DIGEST_TICK = "5 */2 * * * *";
/** ms between tries while the database is away at the start. */
const DATABASE_RETRY = 1_000;
/** ms that stopping waits for jobs under way: a Slack or Telnyx call gives up after 10 s. */
const DRAIN = 10_000;

/**
 * Puts the app together and starts it: the only place that knows everybody.
 *
 * The HTTP server answers at once, with 503 until the database is there: a webhook that comes
 * early is sent again by its sender.
 *
 * @throws ListenError, EmbeddedPostgresError, InvalidPublicKeyError
 */
export async function startApp(config: Config, options: AppOptions): Promise<RunningApp> {
  const { log } = options;
  const metrics = createMetrics(options.processMetrics === true);
  const verify = createWebhookVerifier(config.telnyx.publicKey, Date.now);
  const embedded =
    config.database.kind === "embedded"
      ? await startEmbeddedPostgres({ dataDir: config.database.dataDir })
      : null;
  if (embedded) log.info({ folder: embedded.folder }, "PostgreSQL runs, with its files there");
  const databaseEnded = endOf(embedded, log);
  const url = config.database.kind === "url" ? config.database.url : (embedded?.url ?? "");
  const db = openDatabase(
    url,
    (error) => log.warn({ err: error }, "a database connection was lost"),
    options.clockOffset,
    options.connections,
  );

  const client = new WebClient(config.slack.botToken, {
    ...slackClientOptions(config.slack.apiUrl),
    logger: boltLogger(log),
  });
  const identity = learnIdentity(client, (error) =>
    log.error({ err: error }, "Slack does not tell who we are (SLACK_BOT_TOKEN); trying again"),
  );
  const directory = createDirectory(
    client,
    () => identity.teamId(),
    Date.now,
    (error) => log.warn({ err: error }, "Slack could not be asked for a name"),
  );
  const deps: FlowDeps = {
    db,
    inbox: createInbox(db),
    desk: createDesk(
      client,
      () => identity.workspaceUrl(),
      (user) => directory.displayName(user),
    ),
    directory,
    sms: createSmsGateway(config.telnyx),
    media: createMediaFetcher(config.telnyx),
    files: createFilePreparer(config),
    parseTelnyxEvent,
    threadMessages: createThreadMessageReader(client, directory),
    publicUrl: config.publicUrl,
    supervisors: config.supervisors,
    messagingProfile: config.telnyx.messagingProfileId ?? "",
    pace: options.pace ?? SLACK_PACE,
  };
  const flows = createFlows(deps);
  const slack = createSlackApp({ ...config.slack, identity, client, flows, directory, log });

  let lanes: LaneRunner | null = null;
  let stopSchedule: (() => Promise<void>) | null = null;
  let stopping = false;

  const whenReady =
    (route: Route): Route =>
    (request, response) => {
      if (!lanes || stopping)
        throw new HttpError(503, "starting or stopping; please send it again");
      return route(request, response);
    };
  const slackRoute: Route =
    slack.requestListener ??
    (() => {
      throw new HttpError(404, "this app is connected to Slack by Socket Mode");
    });
  const checks: readonly ReadyCheck[] = [
    { name: "database", problem: () => (lanes ? databaseProblem(db) : "not migrated yet") },
    { name: "lanes", problem: () => (lanes?.isHealthy() ? null : "not running") },
    { name: "slack", problem: () => identity.problem() },
    {
      name: "slack_connection",
      problem: () => (slack.isConnected() ? null : "not connected (Socket Mode)"),
    },
  ];
  const server = await startHttpServer(
    config.http,
    {
      "/telnyx/webhooks": {
        POST: whenReady(telnyxWebhookRoute(verify, flows.receiveTelnyxWebhook, metrics)),
      },
      "/slack/events": { POST: whenReady(slackRoute) },
      "/media/*": {
        GET: whenReady(mediaRoute(flows.readOutboundMedia)),
        HEAD: whenReady(mediaRoute(flows.readOutboundMedia)),
      },
      "/healthz": { GET: healthRoute },
      "/readyz": { GET: readyRoute(checks, metrics) },
      "/metrics": { GET: metricsRoute(metrics) },
    },
    log,
  ).catch(async (error: unknown) => {
    identity.stop();
    await db.close();
    await embedded?.stop();
    throw error;
  });

  async function start(): Promise<void> {
    await migrateWhenThere(url, log, () => stopping);
    if (stopping) return;
    lanes = startLaneRunner({
      db,
      handlers: createHandlers(deps),
      log,
      events: stepEvents(deps, metrics, log),
      concurrency: CONCURRENCY,
    });
    const digests = {
      name: "looking for daily digests that are due",
      when: options.digestTick ?? DIGEST_TICK,
      run: () => enqueueDueDigests(deps),
    };
    stopSchedule = startSchedule([nightlyCleanUp(db, config.retentionDays), digests], log);
    await slack.start();
    log.info({ url: server.url }, "ready");
  }
  const started = start();

  return {
    url: server.url,
    started,
    databaseEnded,
    async stop() {
      if (stopping) return;
      stopping = true;
      await slack.stop();
      await server.stop(DRAIN);
      await stopSchedule?.();
      await lanes?.stop(DRAIN);
      identity.stop();
      await db.close();
      await embedded?.stop();
    },
  };
}

async function endOf(embedded: EmbeddedPostgres | null, log: Logger): Promise<void> {
  if (!embedded) return new Promise(() => undefined);
  const lastWords = await embedded.endedByItself;
  log.fatal({ lastWords }, "PostgreSQL has ended by itself; this app has to be started again");
}

/** From Slack's file to the carrier's: the two rooms that know these don't know each other. */
function createFilePreparer({ slack }: Config): FilePreparer {
  const download = createDownloader(slack.botToken, slack.apiUrl);
  return {
    async prepare({ url, contentType }, maxBytes) {
      const got = await download(url);
      return got.kind === "fetched" ? fitIntoMms({ bytes: got.bytes, contentType }, maxBytes) : got;
    },
  };
}

/** Waits for a database that is away, and says so; anything else that is wrong is thrown. */
async function migrateWhenThere(
  url: string,
  log: Logger,
  isStopping: () => boolean,
): Promise<void> {
  while (!isStopping()) {
    try {
      await migrate(url);
      return;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      log.warn({ err: error }, "the database is away (DATABASE_URL); waiting for it");
      await delay(DATABASE_RETRY);
    }
  }
}

async function databaseProblem(db: Database): Promise<string | null> {
  try {
    await db.sql.raw("select 1");
    return null;
  } catch {
    // What exactly is wrong is in the log, where it hurts; a probe only has to know.
    return "away";
  }
}

function stepEvents(deps: FlowDeps, metrics: Metrics, log: Logger): StepEvents {
  return {
    failed(job, error, failures) {
      metrics.jobFailures.inc({ kind: job.kind });
      log.error({ err: error, job: job.id, kind: job.kind, failures }, "a job failed");
    },
    async setAside(tx, job, why) {
      log.error({ job: job.id, kind: job.kind, why: maskNumbers(why) }, "a job was set aside");
      // An alert that can't be sent must not be the reason for the next one.
      if (job.kind === JOB.alertSupervisors) return;
      await alertSupervisors(deps, tx, {
        kind: "job_set_aside",
        job: job.id,
        jobKind: job.kind,
        why: maskNumbers(why).slice(0, 300),
      });
    },
    settled(job, verdict, ms) {
      metrics.jobs.inc({ kind: job.kind, verdict: verdict.kind });
      metrics.jobSeconds.observe({ kind: job.kind }, ms / 1000);
      if (verdict.kind === "done" || verdict.kind === "wait") return;
      log.warn(
        { job: job.id, kind: job.kind, verdict: verdict.kind, why: verdict.why },
        "a job is not done yet",
      );
    },
  };
}
