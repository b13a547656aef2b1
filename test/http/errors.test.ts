import { describe, expect, it } from "vitest";
import { describeHttpError, HttpError } from "../../src/http/errors.ts";
import { openDatabase } from "../../src/store/database.ts";

describe("the answer to a request whose route threw", () => {
  it("says come again, and not where the database is, when it can't be reached", async () => {
    const db = openDatabase("postgres://127.0.0.1:1/nobody", () => undefined);
    for (const ask of [() => db.sql.raw("select 1"), () => db.ingest.query("select 1")]) {
      const error: unknown = await ask().then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(String(error)).toContain("127.0.0.1");
      const { status, message } = describeHttpError(error);
      expect(status).toBe(503);
      expect(message).not.toContain("127.0.0.1");
    }
    await db.close();
  });

  it.each([
    ["ended by an administrator", "57P01", 503],
    ["starting up", "57P03", 503],
    ["out of connections", "53300", 503],
    ["without space on its disk", "53100", 503],
    ["read-only during a failover", "25006", 503],
    ["right, and the statement wrong", "42601", 500],
    ["right, and a rule of a table broken", "23505", 500],
  ])("when the database is %s (%s) is %i", (words, code, status) => {
    expect(describeHttpError(Object.assign(new Error(words), { code })).status).toBe(status);
  });

  it.each([["a string"], [undefined], [{ status: 200, message: "fine" }]])(
    "is 500 without details for %j, which is no error",
    (thrown) => {
      expect(describeHttpError(thrown)).toEqual({ status: 500, message: "internal error" });
    },
  );

  it("is the route's own where it has decided on one", () => {
    expect(describeHttpError(new HttpError(418, "a teapot"))).toEqual({
      status: 418,
      message: "a teapot",
    });
  });
});
