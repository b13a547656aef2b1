import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { type Binaries, findBinaries } from "./binaries.ts";
import { chooseRunner, prepareFolder, type Runner } from "./runner.ts";

/** A PostgreSQL that this app has started for itself. */
export interface EmbeddedPostgres {
  /** Of the database `sms`. */
  readonly url: string;
  /** Where its files are. */
  readonly folder: string;
  /** Lets transactions under way go, stops it and waits until it has stopped. */
  stop(): Promise<void>;
}

/** It could not be started; the message has PostgreSQL's own last words. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";
}

export interface EmbeddedPostgresOptions {
  /** Absolute. The files are kept there between runs. */
  readonly dataDir: string;
  /** PostgreSQL settings over ours, such as `{ fsync: "off" }` for tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

const USER = "sms";
const DATABASE = "sms";
/** ms */
const START_TIMEOUT = 60_000;
const STOP_TIMEOUT = 20_000;
/** Another program may take the free port between our looking and PostgreSQL's binding. */
const PORT_TRIES = 5;

/**
 * Starts a real PostgreSQL with its data below `dataDir`, on a free port of 127.0.0.1 with a
 * password, and without any socket file: it can't collide with a PostgreSQL that already runs.
 *
 * A server left over by a process that was killed is taken over. Only one living process uses a
 * data folder: a second one is told so.
 *
 * @throws EmbeddedPostgresError, NoEmbeddedPostgresError
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const runner = chooseRunner();
  const binaries = findBinaries(runner);
  const folder = prepareFolder(options.dataDir, runner);
  const files = {
    data: join(folder, "data"),
    password: join(folder, "password"),
    owner: join(folder, "owner.pid"),
  };
  claimFolder(files.owner);
  try {
    if (!existsSync(join(files.data, "PG_VERSION"))) initialise(binaries, runner, files);
    const password = readFileSync(files.password, "utf8").trim();
    const server =
      (await adopt(files.data, password)) ??
      (await launch(binaries, runner, files.data, password, options.settings ?? {}));
    await createDatabase(server.port, password);
    return {
      url: urlOf(server.port, password, DATABASE),
      folder,
      async stop() {
        await stopServer(server.pid);
        rmSync(files.owner, { force: true });
      },
    };
  } catch (error) {
    rmSync(files.owner, { force: true });
    throw error;
  }
}

interface Server {
  readonly pid: number;
  readonly port: number;
}

function urlOf(port: number, password: string, database: string): string {
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function claimFolder(ownerFile: string): void {
  const owner = existsSync(ownerFile) ? Number(readFileSync(ownerFile, "utf8")) : 0;
  if (owner > 0 && owner !== process.pid && isAlive(owner) && isNode(owner)) {
    throw new EmbeddedPostgresError(
      `the data folder of ${ownerFile} is in use by process ${owner}; stop that one, or choose another DATA_DIR`,
    );
  }
  writeFileSync(ownerFile, String(process.pid));
}

/** A process id may have been given to another program since; where /proc tells, it is asked. */
function isNode(pid: number): boolean {
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, "utf8").includes("node");
}

/** Makes the cluster. A folder half made by a process that was killed is made anew. */
function initialise(
  { initdb }: Binaries,
  runner: Runner,
  files: { readonly data: string; readonly password: string },
): void {
  rmSync(files.data, { recursive: true, force: true });
  writeFileSync(files.password, randomBytes(24).toString("hex"), { mode: 0o600 });
  const { uid, gid } = runner.identity;
  if (uid !== undefined && gid !== undefined) chownSync(files.password, uid, gid);
  const made = spawnSync(
    initdb,
    [
      `--pgdata=${files.data}`,
      `--username=${USER}`,
      `--pwfile=${files.password}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
    ],
    { ...runner.identity, cwd: "/", env: environment(), encoding: "utf8" },
  );
  if (made.status !== 0) {
    rmSync(files.data, { recursive: true, force: true });
    throw new EmbeddedPostgresError(
      `initdb failed in ${files.data}: ${made.error?.message ?? made.stderr.trim()}`,
    );
  }
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" };
}

/** @returns the server that runs on this data already, left over by a killed process; or null */
async function adopt(data: string, password: string): Promise<Server | null> {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return null;
  // PostgreSQL's own order of lines: pid, data folder, start time, port, …
  const [pid = 0, , , port = 0] = readFileSync(file, "utf8").split("\n").map(Number);
  if (!isAlive(pid) || !(await answers(port, password))) return null;
  return { pid, port };
}

async function answers(port: number, password: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: urlOf(port, password, "postgres") });
  try {
    await client.connect();
    return true;
  } catch {
    // Whoever listens there, it is not our server.
    return false;
  } finally {
    await client.end();
  }
}

async function launch(
  binaries: Binaries,
  runner: Runner,
  data: string,
  password: string,
  settings: Readonly<Record<string, string>>,
): Promise<Server> {
  let lastWords = "";
  for (let tries = 0; tries < PORT_TRIES; tries += 1) {
    const port = await freePort();
    const attempt = await launchOn(port, binaries, runner, data, password, settings);
    if (attempt.kind === "started") return { pid: attempt.pid, port };
    lastWords = attempt.lastWords;
    if (!/could not bind|Address already in use/i.test(lastWords)) break;
  }
  throw new EmbeddedPostgresError(`PostgreSQL did not start in ${data}: ${lastWords}`);
}

async function launchOn(
  port: number,
  { postgres }: Binaries,
  runner: Runner,
  data: string,
  password: string,
  settings: Readonly<Record<string, string>>,
): Promise<
  | { readonly kind: "started"; readonly pid: number }
  | { readonly kind: "failed"; lastWords: string }
> {
  const all = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    port: String(port),
    max_connections: "200",
    timezone: "UTC",
    log_timezone: "UTC",
    // Statements have texts and numbers in them.
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    ...settings,
  };
  const child = spawn(
    postgres,
    ["-D", data, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    // A session of its own, so that Ctrl-C in a terminal reaches us alone and we stop it in order.
    {
      ...runner.identity,
      cwd: "/",
      env: environment(),
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    },
  );
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-4_000);
  });
  const ended = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      said += error.message;
      resolve();
    });
    child.once("exit", () => resolve());
  });
  const started = await Promise.race([untilAnswering(child, port, password), ended]);
  if (started === "answering" && child.pid !== undefined) {
    child.unref();
    return { kind: "started", pid: child.pid };
  }
  child.kill("SIGQUIT");
  return { kind: "failed", lastWords: said.trim().split("\n").slice(-5).join("\n") };
}

async function untilAnswering(
  child: ChildProcess,
  port: number,
  password: string,
): Promise<"answering" | "late"> {
  const deadline = Date.now() + START_TIMEOUT;
  while (Date.now() < deadline && child.exitCode === null) {
    if (await answers(port, password)) return "answering";
    await delay(25);
  }
  return "late";
}

async function createDatabase(port: number, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(port, password, "postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [
      DATABASE,
    ]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/** SIGINT is PostgreSQL's fast shutdown; SIGQUIT, after a while, its immediate one. */
async function stopServer(pid: number): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + STOP_TIMEOUT;
    while (isAlive(pid) && Date.now() < deadline) await delay(20);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
