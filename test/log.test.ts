import Telnyx from "telnyx";
import { describe, expect, it } from "vitest";
import { createLogger, maskNumbers } from "../src/log.ts";
import { openDatabase } from "../src/store/database.ts";
import { createTestDatabase } from "./support/database.ts";

const NUMBER = "+15557770001";
const TEXT = "my door code - it is 4711";

/** What comes out for one entry, as it stands in the file and as JSON. */
function logged(write: (log: ReturnType<typeof createLogger>) => void) {
  const lines: string[] = [];
  write(createLogger("info", { write: (line) => lines.push(line) }));
  return { raw: lines.join(""), entries: lines.map((line): unknown => JSON.parse(line)) };
}

function loggedError(error: unknown) {
  const { raw, entries } = logged((log) => log.error({ err: error }, "a job failed"));
  expect(entries).toHaveLength(1);
  return { raw, entry: entries[0] };
}

/** What PostgreSQL says to a statement, through knex as the app uses it. */
async function databaseError(statement: string, bindings: string[]): Promise<unknown> {
  const database = await createTestDatabase();
  const db = openDatabase(database.url, () => undefined);
  try {
    await db.sql.raw(statement, bindings);
    throw new Error("the statement worked");
  } catch (error) {
    return error;
  } finally {
    await db.close();
    await database.drop();
  }
}

describe("an entry of the log", () => {
  it("is one line of JSON with the time, the level in words, the facts and the message", () => {
    const { raw, entries } = logged((log) => log.warn({ job: 7 }, "two\nlines"));
    expect(raw.trimEnd()).not.toContain("\n");
    expect(entries).toEqual([
      {
        level: "warn",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        job: 7,
        msg: "two\nlines",
      },
    ]);
  });

  it("is not written below the level", () => {
    expect(logged((log) => log.debug("details")).entries).toEqual([]);
  });

  it("has the last four digits of a phone number, wherever the number stands", () => {
    const { entries } = logged((log) =>
      log
        .child({ texter: NUMBER })
        .info({ lanes: [{ lane: `pair:+15550100002:${NUMBER}` }] }, NUMBER),
    );
    expect(entries).toMatchObject([
      { texter: "…0001", lanes: [{ lane: "pair:…0002:…0001" }], msg: "…0001" },
    ]);
  });
});

describe("an error in the log", () => {
  it("has its name, its message, its code and where it was thrown", () => {
    const error = Object.assign(new TypeError("no such lane"), { code: "ENOLANE" });
    expect(loggedError(error).entry).toMatchObject({
      err: {
        type: "TypeError",
        message: "no such lane",
        code: "ENOLANE",
        stack: expect.stringContaining("log.test.ts"),
      },
    });
  });

  it("does not have the facts that the error carries along", () => {
    const error = Object.assign(new Error("refused"), { body: TEXT, headers: { token: "xoxb-1" } });
    const { raw } = loggedError(error);
    expect(raw).not.toContain(TEXT);
    expect(raw).not.toContain("xoxb-1");
  });

  it("does not take a line of a text for a line of the stack", () => {
    const error = new Error(`cut off\n    at ${TEXT}`);
    error.message = "cut off";
    expect(loggedError(error).raw).not.toContain(TEXT);
  });

  it("is followed into its causes, and they are as discreet", () => {
    const cause = new Error(`no route to ${NUMBER}`, { cause: `asked by ${NUMBER}` });
    const { raw, entry } = loggedError(new Error("not sent", { cause }));
    expect(entry).toMatchObject({
      err: {
        message: "not sent",
        cause: { message: "no route to …0001", cause: "asked by …0001" },
      },
    });
    expect(raw).not.toContain(NUMBER);
  });

  it("may be its own cause", () => {
    const error = new Error("round and round");
    error.cause = error;
    expect(loggedError(error).entry).toMatchObject({ err: { cause: { message: error.message } } });
  });

  it("that is no error at all shows its kind, not its content", () => {
    expect(loggedError({ text: TEXT }).entry).toMatchObject({ err: "object" });
  });
});

describe("PostgreSQL's errors in the log", () => {
  it("say which rule was broken, without the statement, its values and the failing row", async () => {
    const error = await databaseError("insert into supervisors (user_id) values (?)", [
      `${TEXT} ${NUMBER}`,
    ]);
    expect(error).toMatchObject({ detail: expect.stringContaining(TEXT) });
    const { raw, entry } = loggedError(error);
    expect(entry).toMatchObject({
      err: { code: "23502", message: expect.stringMatching(/^null value in column/) },
    });
    expect(raw).not.toContain("door code");
    expect(raw).not.toContain("insert into");
    expect(raw).not.toContain("0001");
  });

  it("do not quote the value that they do not take", async () => {
    const error = await databaseError("select ?::int", [TEXT]);
    const { raw, entry } = loggedError(error);
    expect(entry).toMatchObject({ err: { code: "22P02", message: expect.any(String) } });
    expect(raw).not.toContain("door code");
    expect(raw).not.toContain("4711");
  });

  it("have no values in their message even before they are logged", async () => {
    const error = await databaseError("insert into no_such_table (text) values (?)", [TEXT]);
    expect(error).toMatchObject({ code: "42P01", message: expect.stringContaining("$1") });
    expect(error).toMatchObject({ message: expect.not.stringContaining("door code") });
  });
});

describe("the Telnyx SDK's errors in the log", () => {
  it("have the status, and nothing of the answer or of what was sent", () => {
    const body = { errors: [{ code: "40310", detail: `${NUMBER} can't take "${TEXT}"` }] };
    const error = Telnyx.APIError.generate(422, body, undefined, new Headers());
    expect(error.message).toContain(NUMBER);
    const { raw, entry } = loggedError(new Error("not sent", { cause: error }));
    expect(entry).toMatchObject({ err: { cause: { message: "HTTP 422" } } });
    expect(raw).not.toContain("0001");
    expect(raw).not.toContain("door code");
  });
});

describe("masking numbers", () => {
  it.each([
    ["+15557770001", "…0001"],
    ["to +15557770001, from +447700900123.", "to …0001, from …0123."],
    ["?to=%2B15557770001", "?to=…0001"],
    ["+123456789012345", "…2345"],
    ["+1234567", "…4567"],
  ])("turns %s into %s", (text, masked) => {
    expect(maskNumbers(text)).toBe(masked);
  });

  it.each(["1+1", "+49 30", "order 15557770001", "1700000000.000100"])(
    "leaves %s alone",
    (text) => {
      expect(maskNumbers(text)).toBe(text);
    },
  );
});
