import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chownSync, mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";

/** As whom PostgreSQL runs. It refuses to run as root. */
export interface Runner {
  /** For spawn; empty: as ourselves. */
  readonly identity: { readonly uid?: number; readonly gid?: number };
}

/** Users that a machine may have for this, the better first. */
const CANDIDATES = ["postgres", "nobody"];

/**
 * Ourselves, or, when we are root, the machine's `postgres` user or else `nobody`.
 *
 * @throws when root has neither
 */
export function chooseRunner(): Runner {
  if (process.getuid?.() !== 0) return { identity: {} };
  for (const name of CANDIDATES) {
    const [uid, gid] = [idOf(name, "-u"), idOf(name, "-g")];
    if (uid !== null && gid !== null) return { identity: { uid, gid } };
  }
  throw new Error(
    `PostgreSQL does not run as root, and this machine has no user ${CANDIDATES.join(" or ")} to run it as; start this app as a normal user, or set DATABASE_URL`,
  );
}

function idOf(name: string, flag: "-u" | "-g"): number | null {
  const { status, stdout } = spawnSync("id", [flag, name], { encoding: "utf8" });
  return status === 0 ? Number(stdout.trim()) : null;
}

/**
 * The folder for PostgreSQL's files, made if need be and owned by the runner: `postgres` below
 * DATA_DIR; or, when the runner can't reach that (a project below /root), a folder of the
 * machine's own for it.
 */
export function prepareFolder(dataDir: string, runner: Runner): string {
  const wanted = join(dataDir, "postgres");
  makeOwned(wanted, runner);
  if (canReach(wanted, runner)) return realpathSync(wanted);
  const id = createHash("sha256").update(realpathSync(dataDir)).digest("hex").slice(0, 16);
  const elsewhere = join("/var/lib/sms-call-queues", id);
  makeOwned(elsewhere, runner);
  if (canReach(elsewhere, runner)) return elsewhere;
  throw new Error(
    `PostgreSQL's user can reach neither ${wanted} nor ${elsewhere}; set DATA_DIR to a folder that it can reach, or set DATABASE_URL`,
  );
}

function makeOwned(folder: string, { identity }: Runner): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (identity.uid !== undefined && identity.gid !== undefined) {
    chownSync(folder, identity.uid, identity.gid);
  }
}

/** Tried, not computed: modes, lists and mounts all have a say. */
function canReach(folder: string, { identity }: Runner): boolean {
  const tried = spawnSync("/bin/sh", ["-c", 'cd "$0" && test -w .', folder], {
    ...identity,
    cwd: "/",
  });
  return tried.status === 0;
}
