import { afterAll, beforeAll, expect, it } from "vitest";
import { userId } from "../../src/domain/ids.ts";
import { readBoard, readOwnHome } from "../../src/flows/read-home.ts";
import { type Database, openDatabase, type Tx } from "../../src/store/database.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const ANA = userId("UANA");
const SUE = userId("USUE");

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, () => undefined);
  await db.sql.raw(`
    insert into agents (user_id) values ('UANA'), ('USUE');
    insert into queues (name, channel, keyword_match, dispatch, offer_timeout_s, max_wait_s,
                        idle_timeout_s, priority, time_zone)
      values ('Support', 'C0SUPPORT', 'word', 'ring_all', 60, 0, 0, 1, 'UTC');
    insert into memberships (queue_id, user_id, max_sessions, position)
      select id, 'UANA', 50, 0 from queues;
    insert into lines (number) values ('+15550100001');
  `);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

/** So many more waiting sessions, and as many of Ana's and of Sue's, who is no agent. */
async function addSessions(first: number, count: number): Promise<void> {
  await db.sql.raw(
    `with texters as (
       insert into pairs (line, texter, messaging_profile_id)
         select '+15550100001', '+1555' || (1000000 + i), '' from generate_series(?::int, ?::int) i
         returning id, texter
     ), numbered as (select id, row_number() over (order by texter) % 3 as kind from texters),
     made as (
       insert into sessions (pair_id, queue_id, state, owner, waiting_since, accepted_at, channel,
                             all_busy)
         select n.id, q.id, case kind when 0 then 'waiting' else 'active' end,
                case kind when 1 then 'UANA' when 2 then 'USUE' end, now(),
                case kind when 0 then null else now() end, 'C0SUPPORT', false
           from numbered n, queues q
         returning id, queue_id, owner
     )
     insert into assignments (session_id, queue_id, agent, from_at)
       select id, queue_id, owner, now() from made where owner is not null`,
    [first * 3, (first + count) * 3 - 1],
  );
}

/** How many statements it takes. */
async function statements(read: (tx: Tx) => Promise<unknown>): Promise<number> {
  let count = 0;
  const counting = () => {
    count += 1;
  };
  db.sql.on("query", counting);
  await db.transaction(read);
  db.sql.off("query", counting);
  return count;
}

it("homes take as many statements for many sessions as for few, and show them all", async () => {
  await addSessions(0, 1);
  const board = await statements(readBoard);
  const own = await statements((tx) => readOwnHome(tx, ANA));
  expect(Math.min(board, own)).toBeGreaterThan(3);
  await addSessions(1, 30);
  expect(await statements(readBoard)).toBe(board);
  expect(await statements((tx) => readOwnHome(tx, ANA))).toBe(own);

  const all = await db.transaction(readBoard);
  expect(all.waiting).toHaveLength(31);
  expect(all.agents.map(({ user, sessions }) => [user, sessions.length])).toEqual([
    [ANA, 31],
    [SUE, 31],
  ]);
  const anas = await db.transaction((tx) => readOwnHome(tx, ANA));
  expect(anas).toMatchObject({ onDuty: true, queues: [{ name: "Support", max: 50 }] });
  expect(anas?.sessions.map(({ id }) => id).toSorted()).toEqual(
    all.agents[0]?.sessions.map(({ id }) => id).toSorted(),
  );
  expect(await db.transaction((tx) => readOwnHome(tx, userId("UZED")))).toBeNull();
});
