import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Binaries } from "./binaries.ts";
import { type Cluster, environment } from "./cluster.ts";
import { answers } from "./connect.ts";
import { EmbeddedPostgresError } from "./errors.ts";
import { commandLineOf, isAlive } from "./processes.ts";
import type { Runner } from "./runner.ts";

/** A running PostgreSQL. */
export interface Server {
  readonly pid: number;
  readonly port: number;
  /** Resolves with its last words when it has ended; never for one that was taken over. */
  readonly ended: Promise<string>;
}

/** ms; after a crash it first replays what was under way. */
const START_TIMEOUT = 300_000;
/** ms; and as much again after the harder signal. */
const STOP_TIMEOUT = 20_000;
/** ms */
const POLL = 25;
/** Another program may take the free port between our looking and PostgreSQL's binding. */
const PORT_TRIES = 5;

/** PostgreSQL runs on these files: not a zombie, nor another program that was given its id. */
function serves(pid: number, data: string): boolean {
  return isAlive(pid) && `${commandLineOf(pid)} `.includes(` -D ${data} `);
}

/**
 * Takes over the server that a killed process has left running on these files, once it answers.
 *
 * @returns null when none runs
 * @throws EmbeddedPostgresError when one runs that does not answer
 */
export async function adoptServer({ data, password }: Cluster): Promise<Server | null> {
  const file = join(data, "postmaster.pid");
  const deadline = Date.now() + START_TIMEOUT;
  for (;;) {
    const [pid = 0, port = 0] = readPidFile(file);
    if (!serves(pid, data)) {
      // PostgreSQL would take any process of that id and user for a server, and not start.
      if (isAlive(pid)) rmSync(file, { force: true });
      return null;
    }
    if (port > 0 && (await answers(port, password))) {
      return { pid, port, ended: new Promise(() => {}) };
    }
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `PostgreSQL, process ${pid}, runs on ${data} but does not answer on 127.0.0.1:${port}; stop it`,
      );
    }
    await delay(POLL);
  }
}

/** @returns process id and port, as far as the server has come with its file; none: no file */
function readPidFile(file: string): number[] {
  if (!existsSync(file)) return [];
  // PostgreSQL's own order of lines: pid, data folder, start time, port, …
  const [pid = "", , , port = ""] = readFileSync(file, "utf8").split("\n");
  return [Number(pid), Number(port)];
}

/**
 * Starts a server on a free port of 127.0.0.1.
 *
 * @throws EmbeddedPostgresError with its last words
 */
export async function launchServer(
  { data, password }: Cluster,
  binaries: Binaries,
  runner: Runner,
  settings: Readonly<Record<string, string>>,
): Promise<Server> {
  let lastWords = "";
  for (let tries = 0; tries < PORT_TRIES; tries += 1) {
    const port = await freePort();
    const child = spawnPostgres(binaries, runner, data, { ...OUR_SETTINGS, port, ...settings });
    const ended = collectLastWords(child);
    const end = { words: null as string | null };
    void ended.then((words) => {
      end.words = words;
    });
    const deadline = Date.now() + START_TIMEOUT;
    while (end.words === null && Date.now() < deadline) {
      if (child.pid !== undefined && (await answers(port, password))) {
        child.unref();
        return { pid: child.pid, port, ended };
      }
      await delay(POLL);
    }
    child.kill("SIGQUIT");
    lastWords = await ended;
    if (!/could not bind|could not create any TCP/i.test(lastWords)) break;
  }
  throw new EmbeddedPostgresError(`PostgreSQL did not start on ${data}: ${lastWords}`);
}

const OUR_SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  timezone: "UTC",
  log_timezone: "UTC",
  // Statements have texts and numbers in them.
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
};

function spawnPostgres(
  { postgres }: Binaries,
  { identity }: Runner,
  data: string,
  settings: Readonly<Record<string, string | number>>,
): ChildProcess {
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  return spawn(postgres, ["-D", data, ...flags], {
    ...identity,
    cwd: "/",
    env: environment(),
    stdio: ["ignore", "ignore", "pipe"],
    // A session of its own, so that Ctrl-C in a terminal reaches us alone and we stop it in order.
    detached: true,
  });
}

/** The last lines of its log without the errors of single statements, which quote values. */
function collectLastWords(child: ChildProcess): Promise<string> {
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-8_000);
  });
  return new Promise((resolve) => {
    const tell = (why: string): void => {
      const lines = said.split("\n").filter((line) => line !== "" && !line.includes("ERROR:"));
      resolve([...lines.slice(-5), why].join("\n"));
    };
    child.once("error", (error) => tell(error.message));
    child.once("close", (code, signal) => tell(`it ended with ${signal ?? `exit code ${code}`}`));
  });
}

/**
 * Stops the server and waits for its end: SIGINT is PostgreSQL's fast shutdown, which lets
 * nobody wait for the clients; SIGQUIT, after a while, its immediate one.
 */
export async function stopServer({ pid }: Server, { data }: Cluster): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    if (!serves(pid, data)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + STOP_TIMEOUT;
    while (serves(pid, data) && Date.now() < deadline) await delay(POLL);
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
