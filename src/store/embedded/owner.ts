import { randomUUID } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EmbeddedPostgresError } from "./errors.ts";
import { isAlive, startOf } from "./processes.ts";

/**
 * Claims the folder for this process. A claim that a killed process has left is taken over.
 *
 * @param folder where PostgreSQL's files are
 * @param dataDir as the operator knows it, for the message
 * @returns lets the folder go
 * @throws EmbeddedPostgresError when a living process has it
 */
export function claimFolder(folder: string, dataDir: string): () => void {
  const file = join(folder, "owner.pid");
  const claim = `${process.pid}\n${startOf(process.pid)}\n`;
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, claim);
  try {
    // A link is made only where there is no file, and comes with its content: of two processes
    // that start at once, one gets it and the other reads whole who that was.
    while (!link(draft, file)) {
      const other = read(file);
      if (other !== null && isLiving(other)) {
        throw new EmbeddedPostgresError(
          `DATA_DIR ${dataDir} is in use by process ${Number.parseInt(other, 10)}; stop that one, or choose another DATA_DIR`,
        );
      }
      if (other !== null) removeStale(file, other);
    }
  } finally {
    rmSync(draft);
  }
  return () => {
    if (read(file) === claim) rmSync(file, { force: true });
  };
}

function isLiving(claim: string): boolean {
  const [pid = "", start = ""] = claim.split("\n");
  return isAlive(Number(pid)) && startOf(Number(pid)) === start;
}

/** Somebody else may do the same at this moment and claim the folder: that claim is put back. */
function removeStale(file: string, stale: string): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  if (read(aside) !== stale) link(aside, file);
  rmSync(aside);
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
