import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** Whether a process of that id is there now, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * When a process was started, in the words of this machine: together with its id it names one
 * process for ever, where the id alone is given to another program sooner or later (in a
 * container, to the same few ones at every start).
 *
 * @returns "" when there is no such process, or when the machine does not tell
 */
export function startOf(pid: number): string {
  if (existsSync("/proc/self/stat")) {
    // proc(5): field 22 of stat, counted from behind the name in parentheses, which may have blanks.
    const stat = readProc(pid, "stat");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  }
  return askPs(pid, "lstart=");
}

/** A process' command line with blanks between its words; "" when it is gone or only a zombie. */
export function commandLineOf(pid: number): string {
  if (existsSync("/proc/self/cmdline")) return readProc(pid, "cmdline").replaceAll("\0", " ");
  return askPs(pid, "args=");
}

function readProc(pid: number, file: "stat" | "cmdline"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // Gone, which may happen at any moment.
    return "";
  }
}

function askPs(pid: number, column: string): string {
  const { status, stdout } = spawnSync("ps", ["-ww", "-o", column, "-p", String(pid)], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" },
  });
  return status === 0 ? stdout.trim() : "";
}
