import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../src/store/embedded/postgres.ts";
import { until } from "../support/until.ts";

const asRoot = process.getuid?.() === 0;
const OWNER = fileURLToPath(new URL("embedded-postgres-process.ts", import.meta.url));

/** One data folder serves most tests: that its data outlives each run is part of the matter. */
let dataDir: string;
let folder: string;
const running: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

function makeDataDir(): string {
  const made = mkdtempSync(join(tmpdir(), "sms-embedded-"));
  // Root runs PostgreSQL as another user, who has to get in.
  chmodSync(made, 0o711);
  return made;
}

beforeAll(() => {
  dataDir = makeDataDir();
  folder = join(realpathSync(dataDir), "postgres");
});
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  for (const server of running.splice(0)) await server.stop();
});
afterAll(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(
  where = dataDir,
  settings: Record<string, string> = {},
): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    dataDir: where,
    settings: { fsync: "off", ...settings },
  });
  running.push(server);
  return server;
}

/** Starts it in a process of its own. */
async function startElsewhere(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", OWNER, dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  let said = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    said += chunk.toString("utf8");
  });
  const url = await until("the other process has its database", () =>
    said.endsWith("\n") ? said.trim() : null,
  );
  return { child, url };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

async function ask(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return rows.flatMap((row) => Object.values(row));
  } finally {
    await client.end();
  }
}

function postmaster(): number {
  return Number.parseInt(readFileSync(join(folder, "data", "postmaster.pid"), "utf8"), 10);
}

describe("a PostgreSQL of our own", () => {
  it("speaks UTF-8, knows capitals beyond ASCII, and keeps UTC", async () => {
    const { url } = await start();
    expect(
      await ask(
        url,
        "select current_setting('server_encoding'), lower('ÄÖ'), now()::text ~ '[+]00$'",
      ),
    ).toEqual(["UTF8", "äö", true]);
  });

  it("keeps its data between runs", async () => {
    const first = await start();
    await ask(first.url, "create table kept as select 42 as answer");
    await first.stop();
    const second = await start();
    expect(await ask(second.url, "select answer from kept")).toEqual([42]);
  });

  it("listens on this machine alone, without a socket file, for those who know the password", async () => {
    const { url } = await start();
    expect(
      await ask(
        url,
        "select setting from pg_settings where name in ('listen_addresses', 'unix_socket_directories') order by name",
      ),
    ).toEqual(["127.0.0.1", ""]);
    const other = new URL(url);
    other.password = "guessed";
    await expect(ask(other.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
    expect(statSync(join(folder, "password")).mode & 0o777).toBe(0o600);
  });

  it("runs beside whoever has PostgreSQL's usual port, and beside others of its kind", async () => {
    const usual = createServer();
    // In use already: as good for this test.
    usual.once("error", () => {});
    usual.listen(5432, "127.0.0.1");
    const otherDir = makeDataDir();
    try {
      const [one, two] = await Promise.all([start(), start(otherDir)]);
      const ports = [one.url, two.url].map((url) => new URL(url).port);
      expect(new Set([...ports, "5432"]).size).toBe(3);
      await ask(one.url, "create table only_here ()");
      await expect(ask(two.url, "select from only_here")).rejects.toMatchObject({ code: "42P01" });
      await two.stop();
    } finally {
      usual.close();
      rmSync(otherDir, { recursive: true, force: true });
    }
  });

  it("has gone when stop has resolved, with clients or without", async () => {
    const server = await start();
    const client = new pg.Client({ connectionString: server.url });
    client.on("error", () => {});
    await client.connect();
    await server.stop();
    await expect(ask(server.url, "select 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(readdirSync(folder).toSorted()).toEqual(["data", "password"]);
  });

  it("says when it has ended without having been told to", async () => {
    const server = await start();
    process.kill(postmaster(), "SIGKILL");
    expect(await server.endedByItself).toContain("it ended with SIGKILL");
  });

  it("gives PostgreSQL's own words when it does not start, and lets the folder go", async () => {
    await expect(start(dataDir, { shared_buffers: "plenty" })).rejects.toThrow(/shared_buffers/);
    expect(await ask((await start()).url, "select 1")).toEqual([1]);
  });

  it("makes its files anew when initdb was killed halfway", async () => {
    const otherDir = makeDataDir();
    try {
      const half = join(otherDir, "postgres", "making-half");
      mkdirSync(half, { recursive: true });
      writeFileSync(join(half, "PG_VERSION"), "18\n");
      writeFileSync(join(otherDir, "postgres", "password"), "of the one that was killed");
      const server = await start(otherDir);
      expect(await ask(server.url, "select 1")).toEqual([1]);
      expect(existsSync(half)).toBe(false);
      await server.stop();
    } finally {
      rmSync(otherDir, { recursive: true, force: true });
    }
  });
});

describe("a data folder", () => {
  it("is used by one process at a time, and the second is told by which", async () => {
    const { child, url } = await startElsewhere();
    await expect(start()).rejects.toThrow(
      `DATA_DIR ${dataDir} is in use by process ${child.pid}; stop that one, or choose another`,
    );
    expect(await ask(url, "select 1")).toEqual([1]);
  });

  it("goes to exactly one of two that start at the same moment", async () => {
    const outcomes = await Promise.allSettled([start(), start()]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  it("is taken over, server and all, when its process was killed", async () => {
    const { child, url } = await startElsewhere();
    await ask(url, "create table if not exists said as select 'before the kill' as what");
    const pid = postmaster();
    await kill(child);
    const next = await start();
    expect(next.url).toBe(url);
    expect(postmaster()).toBe(pid);
    expect(await ask(next.url, "select what from said")).toEqual(["before the kill"]);
    await next.stop();
    await expect(ask(url, "select 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("is usable after both its process and its server were killed", async () => {
    const { child } = await startElsewhere();
    const pid = postmaster();
    process.kill(pid, "SIGKILL");
    await kill(child);
    expect(await ask((await start()).url, "select 1")).toEqual([1]);
    expect(postmaster()).not.toBe(pid);
  });

  it("is not held by a claim whose process id another program has got since", async () => {
    writeFileSync(join(folder, "owner.pid"), `${process.pid}\nlong ago\n`);
    expect(await ask((await start()).url, "select 1")).toEqual([1]);
  });

  it("is not held by a server's file whose process id another program has got since", async () => {
    const { uid } = statSync(join(folder, "data"));
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 60_000)"], {
      // The same user as PostgreSQL's: only then does PostgreSQL itself believe the file.
      uid,
      cwd: "/",
    });
    children.push(other);
    const port = new URL((await startAndStop()).url).port;
    const lines = [other.pid, join(folder, "data"), 1_700_000_000, port, "", "127.0.0.1", ""];
    writeFileSync(join(folder, "data", "postmaster.pid"), lines.join("\n"));
    expect(await ask((await start()).url, "select 1")).toEqual([1]);
    expect(other.exitCode).toBeNull();
  });

  it("that can't be made is named with its variable", async () => {
    const file = join(dataDir, "a-file");
    writeFileSync(file, "");
    await expect(start(join(file, "below"))).rejects.toThrow(/a-file\/below.*DATA_DIR/);
  });
});

async function startAndStop(): Promise<EmbeddedPostgres> {
  const server = await start();
  await server.stop();
  return server;
}

describe.skipIf(!asRoot)("as root", () => {
  it("keeps its files where PostgreSQL's user gets, and stays there when DATA_DIR opens up", async () => {
    const closed = mkdtempSync(join(tmpdir(), "sms-embedded-closed-"));
    const first = await start(closed);
    try {
      expect(first.folder.startsWith("/var/lib/sms-call-queues/")).toBe(true);
      expect(statSync(join(first.folder, "data")).uid).not.toBe(0);
      await ask(first.url, "create table kept as select 42 as answer");
      await first.stop();
      chmodSync(closed, 0o755);
      const second = await start(closed);
      expect(await ask(second.url, "select answer from kept")).toEqual([42]);
      await second.stop();
    } finally {
      rmSync(first.folder, { recursive: true, force: true });
      rmSync(closed, { recursive: true, force: true });
    }
  });
});
