import pg from "pg";
import type { Database } from "../store/database.ts";

/** The NOTIFY channel on which replicas tell each other of lanes that got work. */
const CHANNEL = "lanes";
/** PostgreSQL refuses a payload of 8,000 bytes; lane names are ASCII. */
const MAX_PAYLOAD = 7_000;
/** ms before a lost listening connection is opened again. */
const RECONNECT_DELAY = 1_000;

export interface Wakeups {
  /** Tells the other replicas. A lost notification costs them one sweep, nothing else. */
  announce(lanes: Iterable<string>): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Listens for other replicas' wake-ups and announces ours.
 *
 * @param replica our name; our own announcements come back to us and are dropped
 * @param onWake called with the lanes that another replica has put work into
 */
export function startWakeups(
  db: Database,
  replica: string,
  onWake: (lanes: readonly string[]) => void,
  onError: (error: Error) => void,
): Wakeups {
  let stopped = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;

  function connect(): void {
    const fresh = new pg.Client({ connectionString: db.url, keepAlive: true });
    client = fresh;
    const lost = (error: Error): void => {
      if (stopped || client !== fresh) return;
      client = null;
      onError(error);
      timer = setTimeout(connect, RECONNECT_DELAY);
      fresh.end().catch(onError);
    };
    fresh.on("error", lost);
    fresh.on("end", () => lost(new Error("the listening connection has ended")));
    fresh.on("notification", ({ payload }) => {
      const [from, ...lanes] = (payload ?? "").split(" ");
      if (from !== replica && lanes.length > 0) onWake(lanes);
    });
    fresh
      .connect()
      .then(() => fresh.query(`listen ${CHANNEL}`))
      .catch(lost);
  }
  connect();

  return {
    async announce(lanes) {
      for (const payload of payloads(replica, lanes)) {
        await db.sql.raw("select pg_notify(?, ?)", [CHANNEL, payload]);
      }
    },
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await client?.end();
    },
  };
}

function payloads(replica: string, lanes: Iterable<string>): string[] {
  const all: string[] = [];
  let current = replica;
  for (const lane of lanes) {
    if (current.length + lane.length + 1 > MAX_PAYLOAD) {
      all.push(current);
      current = replica;
    }
    current += ` ${lane}`;
  }
  all.push(current);
  return all;
}
