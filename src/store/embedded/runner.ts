import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  realpathSync,
  rmdirSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { EmbeddedPostgresError } from "./errors.ts";

/** As whom PostgreSQL runs. It refuses to run as root. */
export interface Runner {
  /** For spawn; empty: as ourselves. */
  readonly identity: { readonly uid?: number; readonly gid?: number };
}

/** Where PostgreSQL's files are or shall be, and as whom it runs there. */
export interface Place {
  /** With links resolved. */
  readonly folder: string;
  readonly runner: Runner;
}

/** What root keeps for PostgreSQL's user where that can't reach our own folders. */
export const ROOTS_PLACE = "/var/lib/sms-call-queues";
/** Users that a machine may have for this, the better first. */
const CANDIDATES = ["postgres", "nobody"];
const OURSELVES: Runner = { identity: {} };

/**
 * The folder `postgres` below DATA_DIR, made if need be, and ourselves. PostgreSQL refuses root,
 * so root hands over to the machine's user `postgres` or else `nobody`, and where that user can't
 * reach DATA_DIR (a project below /root) there is a folder of the machine's own for it.
 *
 * Files that are there already are used where they are and as their owner, whatever has become of
 * the folders around them or of the machine's users: nobody finds an empty database one morning.
 *
 * @param dataDir absolute
 * @throws EmbeddedPostgresError
 */
export function choosePlace(dataDir: string): Place {
  const asRoot = process.getuid?.() === 0;
  const wanted = join(dataDir, "postgres");
  makeFolder(dataDir);
  const elsewhere = join(ROOTS_PLACE, shortHash(realpathSync(dataDir)));
  const folders = asRoot ? [wanted, elsewhere] : [wanted];

  const present = folders.find((folder) => existsSync(join(folder, "data")));
  if (present !== undefined) {
    const runner = asRoot ? ownerOf(join(present, "data")) : OURSELVES;
    if (canUse(present, runner)) return { folder: realpathSync(present), runner };
    throw new EmbeddedPostgresError(
      `PostgreSQL's files are in ${present}, but ${nameOf(runner)} can't reach or change them; give that user its way there, or set another DATA_DIR`,
    );
  }
  const runner = asRoot ? substituteForRoot() : OURSELVES;
  for (const folder of folders) {
    const isNew = makeFolder(folder);
    if (asRoot) handOver(folder, runner);
    if (canUse(folder, runner)) return { folder: realpathSync(folder), runner };
    if (isNew) rmdirSync(folder);
  }
  throw new EmbeddedPostgresError(
    `${nameOf(runner)} can't reach or change ${folders.join(" or ")}; set DATA_DIR to a folder where it can, or set DATABASE_URL`,
  );
}

export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** @returns whether it was not there before */
function makeFolder(folder: string): boolean {
  try {
    return mkdirSync(folder, { recursive: true }) !== undefined;
  } catch (error) {
    throw new EmbeddedPostgresError(
      `can't make the folder ${folder} (DATA_DIR): ${String(error)}`,
      { cause: error },
    );
  }
}

function handOver(folder: string, { identity: { uid, gid } }: Runner): void {
  // Whatever the umask has made of it.
  if (folder.startsWith(ROOTS_PLACE)) chmodSync(ROOTS_PLACE, 0o755);
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
}

function ownerOf(folder: string): Runner {
  const { uid, gid } = statSync(folder);
  return { identity: { uid, gid } };
}

function substituteForRoot(): Runner {
  for (const name of CANDIDATES) {
    const [uid, gid] = [idOf(name, "-u"), idOf(name, "-g")];
    if (uid !== null && gid !== null) return { identity: { uid, gid } };
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL does not run as root, and this machine has no user ${CANDIDATES.join(" or ")} to run it as; start this app as a normal user, or set DATABASE_URL`,
  );
}

function idOf(name: string, flag: "-u" | "-g"): number | null {
  const { status, stdout } = spawnSync("id", [flag, name], { encoding: "utf8" });
  return status === 0 ? Number(stdout.trim()) : null;
}

function nameOf({ identity }: Runner): string {
  return `PostgreSQL's user (uid ${identity.uid ?? process.getuid?.()})`;
}

/** Tried, not computed: modes, lists and mounts all have a say. */
function canUse(folder: string, { identity }: Runner): boolean {
  const tried = spawnSync("/bin/sh", ["-c", 'cd "$0" && test -w .', folder], {
    ...identity,
    cwd: "/",
  });
  return tried.status === 0;
}
