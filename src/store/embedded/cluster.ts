import { spawnSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fchownSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { Binaries } from "./binaries.ts";
import { SUPERUSER } from "./connect.ts";
import { EmbeddedPostgresError } from "./errors.ts";
import type { Runner } from "./runner.ts";

/** PostgreSQL's files, made and ready to be served. */
export interface Cluster {
  /** PostgreSQL's data directory. */
  readonly data: string;
  readonly password: string;
}

/** What PostgreSQL's programs see of our environment: none of our secrets. */
export function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" };
}

/**
 * The cluster below the folder, made if it is not there.
 *
 * @throws EmbeddedPostgresError
 */
export function openCluster(folder: string, binaries: Binaries, runner: Runner): Cluster {
  const data = join(folder, "data");
  const passwordFile = join(folder, "password");
  if (!existsSync(data)) initialise(folder, data, passwordFile, binaries, runner);
  return { data, password: readFileSync(passwordFile, "utf8").trim() };
}

/**
 * initdb fills a folder bit by bit, and may be killed at any bit. So it works under another name,
 * and the folder has its own name only when it is whole.
 */
function initialise(
  folder: string,
  data: string,
  passwordFile: string,
  { initdb }: Binaries,
  runner: Runner,
): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith("making-")) rmSync(join(folder, name), { recursive: true, force: true });
  }
  writePassword(passwordFile, runner);
  const making = join(folder, `making-${randomUUID()}`);
  const made = spawnSync(
    initdb,
    [
      `--pgdata=${making}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // The same order and the same letters on every machine, whatever locales it has.
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    ],
    { ...runner.identity, cwd: "/", env: environment(), encoding: "utf8" },
  );
  if (made.status !== 0) {
    rmSync(making, { recursive: true, force: true });
    throw new EmbeddedPostgresError(
      `initdb could not make PostgreSQL's files in ${folder}: ${made.error?.message ?? made.stderr.trim()}`,
    );
  }
  renameSync(making, data);
}

/** The folder is PostgreSQL's user's own, so root follows no link that it may have put there. */
function writePassword(file: string, { identity: { uid, gid } }: Runner): void {
  rmSync(file, { force: true });
  const descriptor = openSync(file, "wx", 0o600);
  try {
    writeSync(descriptor, randomBytes(24).toString("hex"));
    if (uid !== undefined && gid !== undefined) fchownSync(descriptor, uid, gid);
  } finally {
    closeSync(descriptor);
  }
}
