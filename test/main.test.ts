import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { until } from "./support/until.ts";

/** Good credentials for a Slack, a Telnyx and a database that nobody answers for. */
const ENVIRONMENT = {
  HOST: "127.0.0.1",
  PORT: "0",
  DATABASE_URL: "postgres://127.0.0.1:1/nobody",
  SLACK_BOT_TOKEN: "xoxb-1",
  SLACK_SIGNING_SECRET: "signing-secret",
  SLACK_API_URL: "http://127.0.0.1:1/api",
  TELNYX_API_KEY: "KEY1",
  TELNYX_PUBLIC_KEY: Buffer.alloc(32, 7).toString("base64"),
  TELNYX_BASE_URL: "http://127.0.0.1:1/v2",
};

interface Run {
  readonly child: ChildProcess;
  /** All that it has written so far, to standard output and to standard error. */
  said(): string;
  /** Its exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>;
}

/** What `npm start` does, with this environment and nothing else in it. */
function start(env: Readonly<Record<string, string>>): Run {
  const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, said: () => said, exited };
}

describe("npm start", () => {
  it("without an environment names everything that is missing, and the sandbox, and ends with 1", async () => {
    const run = start({});
    expect(await run.exited).toBe(1);
    for (const variable of [
      "SLACK_BOT_TOKEN",
      "SLACK_SIGNING_SECRET",
      "TELNYX_API_KEY",
      "TELNYX_PUBLIC_KEY",
    ]) {
      expect(run.said()).toContain(`${variable}: is missing`);
    }
    expect(run.said()).toContain("npm run sandbox");
    expect(run.said()).not.toContain("    at ");
  });

  it("names what is malformed together with what is missing, without the values", async () => {
    const run = start({
      PORT: "eighty-or-so",
      DATABASE_URL: "mysql://app:or-so@db/sms",
      SLACK_BOT_TOKEN: "or-so",
      TELNYX_PUBLIC_KEY: "or-so",
      SUPERVISORS: "ana-or-so",
    });
    expect(await run.exited).toBe(1);
    for (const variable of [
      "PORT",
      "DATABASE_URL",
      "SLACK_BOT_TOKEN",
      "TELNYX_PUBLIC_KEY",
      "SUPERVISORS",
    ]) {
      expect(run.said()).toContain(`${variable}: must be`);
    }
    expect(run.said()).toContain("TELNYX_API_KEY: is missing");
    expect(run.said()).toContain("npm run sandbox");
    expect(run.said()).not.toContain("or-so");
  });

  it("says which address is taken, and ends with 1", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address ? String(address.port) : "";
    const run = start({ ...ENVIRONMENT, PORT: port });
    expect(await run.exited).toBe(1);
    expect(run.said()).toContain(
      `can't listen on 127.0.0.1:${port} (HOST, PORT): another program listens there already`,
    );
  });

  it("ends with 1 when its own PostgreSQL has ended, so that it can be started again", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "sms-main-"));
    chmodSync(dataDir, 0o711);
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
    const { DATABASE_URL: _none, ...environment } = ENVIRONMENT;
    const run = start({ ...environment, DATA_DIR: dataDir });
    await until("it is ready", () => run.said().includes('"msg":"ready"'));
    const [, folder = ""] = /"folder":"([^"]+)"/.exec(run.said()) ?? [];
    const [pid] = readFileSync(join(folder, "data", "postmaster.pid"), "utf8").split("\n");
    process.kill(Number(pid), "SIGKILL");
    expect(await run.exited).toBe(1);
    expect(run.said()).toContain("PostgreSQL has ended by itself");
  });

  it("waits for a database that is away, says so, and ends with 0 when it is asked to", async () => {
    const run = start(ENVIRONMENT);
    await until("it waits", () => run.said().includes("the database is away (DATABASE_URL)"));
    run.child.kill("SIGTERM");
    expect(await run.exited).toBe(0);
  });
});
