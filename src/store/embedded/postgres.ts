import { findBinaries } from "./binaries.ts";
import { openCluster } from "./cluster.ts";
import { createDatabase, urlOf } from "./connect.ts";
import { claimFolder } from "./owner.ts";
import { choosePlace } from "./runner.ts";
import { adoptServer, launchServer, stopServer } from "./server.ts";

/** A PostgreSQL that this app has started for itself. */
export interface EmbeddedPostgres {
  /** Of the database `sms`. */
  readonly url: string;
  /** Where its files are. */
  readonly folder: string;
  /** Resolves with its last words when it has ended without having been told to. */
  readonly endedByItself: Promise<string>;
  /** Rolls back what is under way, stops it and waits until it has stopped. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Absolute. The files are kept there between runs. */
  readonly dataDir: string;
  /** PostgreSQL settings over ours, such as `{ fsync: "off" }` for tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Starts a real PostgreSQL with its data below `dataDir`, on a free port of 127.0.0.1 with a
 * password, and without any socket file: it can't collide with a PostgreSQL that already runs.
 *
 * A server left over by a process that was killed is taken over. Only one living process uses a
 * data folder: a second one is told so.
 *
 * @throws EmbeddedPostgresError
 */
export async function startEmbeddedPostgres({
  dataDir,
  settings = {},
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { folder, runner } = choosePlace(dataDir);
  const binaries = findBinaries(runner);
  const letGo = claimFolder(folder, dataDir);
  try {
    const cluster = openCluster(folder, binaries, runner);
    const server =
      (await adoptServer(cluster)) ?? (await launchServer(cluster, binaries, runner, settings));
    try {
      await createDatabase(server.port, cluster.password);
    } catch (error) {
      await stopServer(server, cluster);
      throw error;
    }
    let stopping = false;
    return {
      url: urlOf(server.port, cluster.password),
      folder,
      endedByItself: new Promise((resolve) => {
        void server.ended.then((lastWords) => {
          if (!stopping) resolve(lastWords);
        });
      }),
      async stop() {
        stopping = true;
        await stopServer(server, cluster);
        letGo();
      },
    };
  } catch (error) {
    letGo();
    throw error;
  }
}
