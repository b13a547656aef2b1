import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeHttpError } from "../../src/http/errors.ts";
import { createInbox, type Inbox, type ReceivedEvent } from "../../src/lanes/inbox.ts";
import { type Database, DatabaseUnavailableError, openDatabase } from "../../src/store/database.ts";
import {
  allowConnections,
  borrowDatabase,
  holdTable,
  type TestDatabase,
} from "../support/database.ts";
import { until } from "../support/until.ts";

let database: TestDatabase;
let replicas: Database[];
let db: Database;
let inbox: Inbox;

/** The connections of one more replica to the same database. */
function openReplica(): Database {
  const replica = openDatabase(database.url, () => undefined);
  replicas.push(replica);
  return replica;
}

beforeEach(async () => {
  database = await borrowDatabase();
  replicas = [];
  db = openReplica();
  inbox = createInbox(db);
});
afterEach(async () => {
  for (const replica of replicas) await replica.close();
  await database.drop();
});

/** An event with a job in a lane of its own, unless told otherwise. */
function event(key: string, differences: Partial<ReceivedEvent> = {}): ReceivedEvent {
  return {
    key,
    body: Buffer.from(`body of ${key}`),
    aboutText: null,
    job: { lane: `t:${key}`, kind: "note", rank: 0, payload: { event: key } },
    ...differences,
  };
}

function inLane(lane: string, key: string, rank = 0): ReceivedEvent {
  return event(key, { job: { lane, kind: "note", rank, payload: { event: key } } });
}

function numbered(count: number, prefix = "e"): string[] {
  return Array.from({ length: count }, (_, n) => `${prefix}${n}`);
}

async function storedKeys(): Promise<string[]> {
  return db.sql("received_events").orderBy("key").pluck<string[]>("key");
}

/** The keys of a lane's jobs in the order in which the lane runs them. */
async function keysOfLane(lane: string): Promise<string[]> {
  return db.sql("jobs").where({ lane }).orderBy(["rank", "id"]).pluck<string[]>("key");
}

/** How many transactions have stored the events that are there. */
async function commits(): Promise<number> {
  const { rows } = await db.sql.raw<{ rows: { count: number }[] }>(
    "select count(distinct xmin::text)::int from received_events",
  );
  return rows[0]?.count ?? 0;
}

function settled(stores: readonly Promise<boolean>[]): Promise<unknown[]> {
  return Promise.all(stores.map((store) => store.catch((error: unknown) => error)));
}

/** Stores an event of each key, all at once; an error stands for a promise that was rejected. */
function storeAll(into: Inbox, keys: readonly string[]): Promise<unknown[]> {
  return settled(keys.map((key) => into.store(event(key))));
}

describe("events that arrive", () => {
  it("are there for everybody, with their jobs, when their senders are answered", async () => {
    const seen = await Promise.all(
      numbered(100).map(async (key) => {
        await inbox.store(event(key));
        return db
          .sql("received_events as e")
          .join("jobs as j", "j.key", "e.key")
          .where("e.key", key)
          .first("e.key", "e.body", "j.lane", "j.kind", "j.state", "j.payload");
      }),
    );
    expect(seen).toEqual(
      numbered(100).map((key) => ({
        key,
        body: Buffer.from(`body of ${key}`),
        lane: `t:${key}`,
        kind: "note",
        state: "ready",
        payload: { event: key },
      })),
    );
  });

  it("share their commits when they come together", async () => {
    expect(new Set(await storeAll(inbox, numbered(300)))).toEqual(new Set([true]));
    expect(await storedKeys()).toEqual(numbered(300).toSorted());
    expect(await commits()).toBeLessThan(10);
  });

  it("are kept byte by byte, with the text that their address named", async () => {
    const body = Buffer.from([0x7b, 0x00, 0xff, 0x0a, 0x7d]);
    const aboutText = "0b5fc0de-0000-4000-8000-000000000001";
    await inbox.store(event("one", { body, aboutText }));
    expect(await db.sql("received_events").first("body", "about_text")).toEqual({
      body,
      about_text: aboutText,
    });
  });

  it("are only recorded when they have no job", async () => {
    expect(await inbox.store(event("only recorded", { job: null }))).toBe(true);
    expect(await storedKeys()).toEqual(["only recorded"]);
    expect(await db.sql("jobs").pluck("key")).toEqual([]);
  });

  it("wake the lanes that got a job by them, and no other", async () => {
    await inbox.store(inLane("t:known", "known"));
    const woken: string[] = [];
    db.onLanesTouched((lanes) => woken.push(...lanes));
    await Promise.all([
      inbox.store(inLane("t:known", "known")),
      inbox.store(event("only recorded", { job: null })),
      inbox.store(inLane("t:a", "a1")),
      inbox.store(inLane("t:b", "b1")),
    ]);
    expect(woken.toSorted()).toEqual(["t:a", "t:b"]);
  });
});

describe("a lane", () => {
  it("has its jobs in the order in which their events came", async () => {
    const keys = numbered(450);
    await Promise.all(keys.map((key, n) => inbox.store(inLane(`t:${n % 3}`, key))));
    for (const lane of [0, 1, 2]) {
      expect(await keysOfLane(`t:${lane}`)).toEqual(keys.filter((_, n) => n % 3 === lane));
    }
  });

  it("has its jobs in that order however PostgreSQL joins the rows of the statement", async () => {
    // A merge join sorts by key, which these keys' order of arrival is not.
    const name = new URL(database.url).pathname.slice(1);
    for (const way of ["enable_hashjoin", "enable_nestloop"]) {
      await db.sql.raw(`alter database ${name} set ${way} = off`);
    }
    try {
      const keys = numbered(50).toReversed();
      await Promise.all(keys.map((key) => inbox.store(inLane("t:a", key))));
      expect(await keysOfLane("t:a")).toEqual(keys);
    } finally {
      await db.sql.raw(`alter database ${name} reset all`);
    }
  });

  it("has an event that its sender's clock puts earlier before those that came earlier", async () => {
    await Promise.all([
      inbox.store(inLane("t:a", "second", 20)),
      inbox.store(inLane("t:a", "third", 30)),
      inbox.store(inLane("t:a", "first", 10)),
    ]);
    expect(await keysOfLane("t:a")).toEqual(["first", "second", "third"]);
  });

  it("whose event has to wait keeps those behind it waiting, and no other lane", async () => {
    // Not committed yet: whoever stores the same key has to wait for how that ends.
    const ahead = await openReplica().sql.transaction();
    await ahead("received_events").insert({ key: "contended", body: Buffer.from("") });
    const held = settled([
      inbox.store(inLane("t:a", "contended")),
      inbox.store(inLane("t:a", "behind")),
    ]);
    const free = await inbox.store(inLane("t:b", "free"));
    const stored = await storedKeys();
    await ahead.commit();
    expect([free, stored, await held]).toEqual([true, ["free"], [false, true]]);
  });
});

describe("an event that is delivered twice", () => {
  it("is stored once, as it came first, when both come together", async () => {
    // The first two are under way at once; what comes meanwhile goes in one batch.
    const busy = ["busy 1", "busy 2"].map((key) => inbox.store(event(key)));
    const twice = ["first", "second"].map((said) =>
      inbox.store(event("twice", { body: Buffer.from(said) })),
    );
    expect(await Promise.all([...busy, ...twice])).toEqual([true, true, true, false]);
    expect(await db.sql("received_events").where({ key: "twice" }).pluck("body")).toEqual([
      Buffer.from("first"),
    ]);
    expect(await keysOfLane("t:twice")).toEqual(["twice"]);
  });

  it("is stored once when the second comes after the first was answered", async () => {
    expect(await inbox.store(event("twice"))).toBe(true);
    expect(await inbox.store(event("twice", { body: Buffer.from("again") }))).toBe(false);
    expect(await db.sql("received_events").pluck("body")).toEqual([Buffer.from("body of twice")]);
    expect(await keysOfLane("t:twice")).toEqual(["twice"]);
  });

  it("is new to exactly one of two replicas, though they get all events in opposite orders", async () => {
    const otherInbox = createInbox(openReplica());
    const keys = numbered(200);
    const [here, there] = await Promise.all([
      storeAll(inbox, keys),
      storeAll(otherInbox, keys.toReversed()),
    ]);
    expect(here).toEqual(there.toReversed().map((isNew) => isNew === false));
    expect(new Set([...here, ...there])).toEqual(new Set([true, false]));
    expect(await storedKeys()).toEqual(keys.toSorted());
    expect((await db.sql("jobs").pluck<string[]>("key")).toSorted()).toEqual(keys.toSorted());
  });
});

describe("an event that PostgreSQL refuses", () => {
  const refused: [string, ReceivedEvent, string][] = [
    ["its key holds a zero byte", event("bad\u0000"), "22021"],
    [
      "its job's payload holds a zero byte",
      event("bad", { job: { lane: "t:bad", kind: "note", rank: 0, payload: "\u0000" } }),
      "22P05",
    ],
    ["it is about what is no text's id", event("bad", { aboutText: "no id" }), "22P02"],
  ];
  it.each(refused)("fails alone among its batch because %s", async (_, bad, code) => {
    const busy = ["busy 1", "busy 2"].map((key) => inbox.store(event(key)));
    const outcomes = await settled([
      inbox.store(event("before")),
      inbox.store(bad),
      inbox.store(event("after")),
      inbox.store(event("after")),
    ]);
    await Promise.all(busy);
    expect(outcomes).toEqual([true, expect.objectContaining({ code }), true, false]);
    expect(await storedKeys()).toEqual(["after", "before", "busy 1", "busy 2"]);
    expect(describeHttpError(outcomes[1]).status).toBe(500);
  });
});

describe("without its database, the inbox", () => {
  function expectToldToComeAgain(outcomes: readonly unknown[]): void {
    for (const outcome of outcomes) {
      expect(outcome).toBeInstanceOf(DatabaseUnavailableError);
      expect(describeHttpError(outcome).status).toBe(503);
    }
  }

  it("tells every sender to come again, and stores again by itself when it is back", async () => {
    await inbox.store(event("before"));
    await allowConnections(database.url, false);
    try {
      expectToldToComeAgain(await storeAll(inbox, numbered(250)));
    } finally {
      await allowConnections(database.url, true);
    }
    expect(await storedKeys()).toEqual(["before"]);
    expect(new Set(await storeAll(inbox, numbered(250)))).toEqual(new Set([true]));
    expect(await storedKeys()).toHaveLength(251);
  });

  it("tells senders to come again when nobody listens at the database's address", async () => {
    const nowhere = openDatabase("postgres://nobody@127.0.0.1:1/none", () => undefined);
    replicas.push(nowhere);
    const lost = createInbox(nowhere);
    expectToldToComeAgain(await storeAll(lost, numbered(3)));
  });

  it("tells senders whose connection is cut to come again, and stores what waited behind", async () => {
    const release = await holdTable(database.url, "received_events");
    const cut = numbered(2, "cut").map((key) => inbox.store(event(key)));
    const behind = numbered(3, "behind").map((key) => inbox.store(event(key)));
    const outcomes = settled([...cut, ...behind]);
    const waiting = "datname = current_database() and wait_event_type = 'Lock'";
    await until("two connections wait for the table", async () => {
      const { rows } = await db.sql.raw<{ rows: unknown[] }>(
        `select from pg_stat_activity where ${waiting}`,
      );
      return rows.length === cut.length;
    });
    await db.sql.raw(`select pg_terminate_backend(pid) from pg_stat_activity where ${waiting}`);
    expectToldToComeAgain(await settled(cut));
    await release();
    expect((await outcomes).slice(cut.length)).toEqual([true, true, true]);
    expect(await storedKeys()).toEqual(numbered(3, "behind"));
  });

  it("tells senders to come again when the database does not answer in time", async () => {
    const release = await holdTable(database.url, "received_events");
    try {
      expectToldToComeAgain(await storeAll(inbox, numbered(2)));
    } finally {
      await release();
    }
    expect(await inbox.store(event("e0"))).toBe(true);
    expect(await storedKeys()).toEqual(["e0"]);
  });

  it("refuses at once what would wait behind thousands, and stores the thousands", async () => {
    const keys = numbered(5_100);
    const outcomes = await settled(keys.map((key) => inbox.store(event(key, { job: null }))));
    const taken = keys.filter((_, n) => outcomes[n] === true);
    expect(await storedKeys()).toEqual(taken.toSorted());
    const refusals = outcomes.filter((one) => one !== true);
    expect(refusals).not.toEqual([]);
    expectToldToComeAgain(refusals);
  });
});
