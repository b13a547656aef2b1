import { createWriteStream, openAsBlob } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/**
 * Calls `use` with everything that the pieces hold, as a file on disk: any size of it needs little
 * memory. The file is this process's user's alone, and is gone afterwards.
 */
export async function withFileOf<Result>(
  pieces: AsyncIterable<string>,
  use: (file: Blob) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "sms-sessions-"));
  try {
    const path = join(folder, "sessions.csv");
    await pipeline(Readable.from(pieces), createWriteStream(path, { mode: 0o600 }));
    return await use(await openAsBlob(path));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
