/** PostgreSQL could not be started here; the message says what to do, or has its own last words. */
export class EmbeddedPostgresError extends Error {
  override readonly name = "EmbeddedPostgresError";
}
