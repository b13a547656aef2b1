import { isUnavailable } from "../store/database.ts";

/** An answer other than 200 that a route has decided on. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The answer to a request whose route threw: 503 tells the sender to come again. */
export function describeHttpError(error: unknown): { status: number; message: string } {
  if (error instanceof HttpError) return { status: error.status, message: error.message };
  if (isUnavailable(error)) {
    return { status: 503, message: "the database is away; please send it again" };
  }
  return { status: 500, message: "internal error" };
}
