import { afterEach, beforeEach, expect, it } from "vitest";
import { channelId, messageTs, phoneNumber, queueId, userId } from "../../src/domain/ids.ts";
import { type Database, openDatabase } from "../../src/store/database.ts";
import { lockPairOfText } from "../../src/store/pairs.ts";
import {
  activateSession,
  changeOwner,
  finishSession,
  insertWaitingSession,
} from "../../src/store/sessions.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

const ANA = userId("U0ANA");
const BEN = userId("U0BEN");
const at = messageTs("1.000001");

let database: TestDatabase;
let db: Database;
beforeEach(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, () => undefined);
});
afterEach(async () => {
  await db.close();
  await database.drop();
});

it("an end, or another owner, whose transaction began before the Accept that it waited for is recorded", async () => {
  const session = await db.transaction(async (tx) => {
    const { rows } = await tx.sql.raw<{ rows: { id: string }[] }>(
      `insert into queues (name, channel, keyword_match, dispatch, offer_timeout_s, max_wait_s,
                           idle_timeout_s, priority, time_zone)
       values ('Q', 'C0Q', 'word', 'ring_all', 60, 0, 0, 1, 'UTC') returning id`,
    );
    await tx.sql.raw("insert into agents (user_id) values ('U0ANA'), ('U0BEN')");
    const pair = await lockPairOfText(tx, {
      line: phoneNumber("+15550100001"),
      texter: phoneNumber("+15557770001"),
      messagingProfile: null,
      defaultProfile: "",
    });
    return insertWaitingSession(tx, {
      pair: pair.id,
      queue: queueId(rows[0]?.id ?? ""),
      channel: channelId("C0Q"),
      allBusy: false,
      previous: null,
    });
  });
  // The oldest transaction comes last, as behind a lock that it had to wait for.
  await db.transaction(async (oldest) => {
    await db.transaction(async (older) => {
      await db.transaction((tx) =>
        activateSession(tx, session, { owner: ANA, at, assignedBy: null }),
      );
      await changeOwner(older, session, { owner: BEN, at });
    });
    expect(await finishSession(oldest, session, "agent", null)).toBe(true);
  });
  const { rows } = await db.sql.raw<{ rows: { agent: string; sound: boolean }[] }>(
    `select agent, to_at >= from_at
            and from_at >= coalesce(lag(to_at) over (order by from_at), '-infinity') as sound
       from assignments order by from_at`,
  );
  expect(rows).toEqual([
    { agent: ANA, sound: true },
    { agent: BEN, sound: true },
  ]);
});
