import pg from "pg";

const USER = "sms";
const DATABASE = "sms";
/** ms; whoever listens on a port may also say nothing at all. */
const CONNECT_TIMEOUT = 5_000;

/** The superuser's name, for initdb. */
export const SUPERUSER = USER;

/** @param database default: the app's own */
export function urlOf(port: number, password: string, database: string = DATABASE): string {
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Whether our server answers there: nobody else knows the password. */
export async function answers(port: number, password: string): Promise<boolean> {
  const client = clientFor(port, password);
  try {
    await client.connect();
    return true;
  } catch {
    // Nobody listens, it is still starting, or it is some other program.
    return false;
  } finally {
    await client.end();
  }
}

/** Makes the app's database unless it is there. */
export async function createDatabase(port: number, password: string): Promise<void> {
  const client = clientFor(port, password);
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [
      DATABASE,
    ]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function clientFor(port: number, password: string): pg.Client {
  const client = new pg.Client({
    connectionString: urlOf(port, password, "postgres"),
    connectionTimeoutMillis: CONNECT_TIMEOUT,
  });
  // What goes wrong while it is being closed is of no interest any more.
  client.on("error", () => {});
  return client;
}
