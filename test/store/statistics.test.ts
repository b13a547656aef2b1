import knex, { type Knex } from "knex";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type QueueId, queueId, userId } from "../../src/domain/ids.ts";
import { interval } from "../../src/domain/period.ts";
import type { AskedStatistics } from "../../src/flows/ask-statistics.ts";
import { exportSessions } from "../../src/flows/export-sessions.ts";
import { readStatistics } from "../../src/flows/read-statistics.ts";
import { readStatisticsChart } from "../../src/flows/read-statistics-chart.ts";
import { type Database, openDatabase } from "../../src/store/database.ts";
import { insertInboundText } from "../../src/store/inbound-texts.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { dice, type History, liveThrough } from "./histories.ts";
import { naiveAgent, naiveFigures, type Visit, visitsOf } from "./naive-statistics.ts";

const AGENTS = ["UANA", "UBEN", "UCLEO", "UDAN"].map(userId);
const ZONES = ["UTC", "America/New_York", "Asia/Kolkata"];
const SESSIONS = 200;
/** Histories are spread over three days and nights around this one. */
const DAY = { year: 2026, month: 3, day: 8 };
const BEGIN = Date.UTC(2026, 2, 7);

let database: TestDatabase;
let db: Database;
let sql: Knex;
let queues: readonly QueueId[];
let histories: readonly History[];

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, () => undefined);
  sql = knex({ client: "pg", connection: database.url });
  const rows = await sql("queues")
    .insert(
      ZONES.map((zone, i) => ({
        name: `Queue ${i}`,
        channel: "C0SUPPORT",
        keyword_match: "word",
        dispatch: "ring_all",
        offer_timeout_s: 60,
        max_wait_s: 0,
        idle_timeout_s: 0,
        priority: i,
        time_zone: zone,
      })),
    )
    .returning<{ id: string; name: string }[]>(["id", "name"]);
  queues = rows.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ id }) => queueId(id));
  await sql("agents").insert(AGENTS.map((user_id) => ({ user_id })));
  const throws = dice(20_260_308);
  const told: History[] = [];
  for (let i = 0; i < SESSIONS; i += 1) {
    const begins = BEGIN + throws(3 * 86_400_000);
    told.push(await liveThrough({ db, queues, agents: AGENTS }, i, begins, throws));
  }
  histories = told;
});

afterAll(async () => {
  await sql.destroy();
  await db.close();
  await database.drop();
});

/** The local day of each of these queues; the clocks of New York go forward on it. */
function asked(of: readonly number[], days = 1): AskedStatistics {
  const lastDay = { ...DAY, day: DAY.day + days - 1 };
  const period = { firstDay: DAY, lastDay, label: "2026-03-08" };
  return {
    kind: "asked",
    typed: "",
    named: null,
    at: new Date(),
    label: period.label,
    csv: false,
    chart: false,
    queues: of.map((i) => ({
      queue: queues[i] ?? queueId(""),
      name: `Queue ${i}`,
      deleted: false,
      timeZone: ZONES[i] ?? "",
      period,
      ...interval(period, ZONES[i] ?? ""),
    })),
  };
}

/** The visits that count, told by the histories. */
function counted(question: AskedStatistics): Visit[] {
  return histories
    .flatMap(visitsOf)
    .filter((visit) =>
      question.queues.some(
        ({ queue, from, to }) =>
          queue === visit.queue && visit.left >= from.getTime() && visit.left < to.getTime(),
      ),
    );
}

function sessionsInSeveralQueues(visits: readonly Visit[]): number {
  const pairs = new Set(visits.map(({ session, queue }) => `${session} ${queue}`));
  const sessions = [...pairs].map((pair) => pair.split(" ")[0]);
  return new Set(sessions.filter((session, i) => sessions.indexOf(session) !== i)).size;
}

describe("of histories with transfers, hand-backs, reopenings and open sessions", () => {
  it("there is enough of everything to tell", () => {
    const visits = counted(asked([0, 1, 2]));
    const figures = naiveFigures(visits);
    expect(figures.vol).toBeGreaterThan(30);
    expect(figures.offered).toBeGreaterThan(figures.vol);
    expect(figures.transferred).toBeGreaterThan(0);
    expect(visits.length).toBeGreaterThan(figures.offered);
    expect(histories.some((history) => visitsOf(history).length > 2)).toBe(true);
    expect(histories.some(({ events }) => events.some(({ kind }) => kind === "reopened"))).toBe(
      true,
    );
    expect(histories.some((history) => visitsOf(history).length === 0)).toBe(true);
  });

  it.each([
    [[0, 1, 2], 1],
    [[0, 1, 2], 3],
    [[0], 1],
    [[1], 1],
    [[2, 0], 2],
  ])(
    "the figures of queues %j over %i days are those that the histories give",
    async (of, days) => {
      const question = asked(of, days);
      const report = await readStatistics({ db }, question);
      const visits = counted(question);
      expect(report.total.figures).toEqual(naiveFigures(visits));
      expect(report.inSeveralQueues).toBe(sessionsInSeveralQueues(visits));
      for (const [i, { queue }] of question.queues.entries()) {
        const own = visits.filter((visit) => visit.queue === queue);
        expect(report.queues[i]?.figures).toEqual(naiveFigures(own));
      }
      for (const agent of AGENTS) {
        const tally = report.agents.find((line) => line.agent === agent)?.tally;
        expect(tally ?? { sessions: 0, handledMs: 0, textsOut: 0 }).toEqual(
          naiveAgent(visits, agent),
        );
      }
    },
  );

  it.each([1, 3])("the chart of %i days has every handled session once", async (days) => {
    const question = asked([0, 1, 2], days);
    const { points, total } = await readStatisticsChart({ db }, question);
    const { vol, ahtMs, averageWaitMs } = naiveFigures(counted(question));
    expect(points.reduce((sum, point) => sum + point.vol, 0)).toBe(vol);
    expect(total).toEqual({ vol, ahtMs, averageWaitMs });
    // On this day UTC has 24 hours, New York 23 of the same names.
    expect(points).toHaveLength(days === 1 ? 24 : 3);
  });

  it("the file has every session once, with the same sums", async () => {
    const question = asked([0, 1, 2], 2);
    let text = "";
    let sessions = 0;
    for await (const piece of exportSessions({ db }, question, () => Promise.resolve("Ana, A."))) {
      text += piece.text;
      sessions += piece.sessions;
    }
    const figures = naiveFigures(counted(question));
    const lines = text.trimEnd().split("\r\n").slice(1);
    expect(lines).toHaveLength(figures.offered);
    expect(sessions).toBe(figures.offered);
    expect(new Set(lines.map((line) => line.split(",")[0])).size).toBe(figures.offered);
    const sums = lines
      .map((line) => line.split(",").slice(-3).map(Number))
      .reduce((a, b) => a.map((n, i) => n + (b[i] ?? 0)), [0, 0, 0]);
    expect(sums).toEqual([figures.textsIn, figures.textsOut, figures.segments]);
    const endings = lines.filter((line) => line.includes(",transferred,")).length;
    expect(endings).toBe(figures.transferred);
  });
});

it("texts that come to an ended session all at once are all counted", async () => {
  const ended = histories.find(({ events }) => events.at(-1)?.kind === "ended");
  if (!ended) throw new Error("no history ends with its end");
  const textsIn = async () => {
    const rows = await sql("queue_stays")
      .where({ session_id: ended.session })
      .sum<{ texts: string }[]>("texts_in as texts");
    return Number(rows[0]?.texts);
  };
  const before = await textsIn();
  const texts = Array.from({ length: 30 }, (_, i) =>
    db.transaction((tx) =>
      insertInboundText(tx, {
        providerId: `late-${i}`,
        pair: null,
        session: ended.session,
        line: "+15550100001",
        sender: "+15557770001",
        text: "thanks!",
        media: [],
        carrierAt: tx.now,
        outcome: "unkeyed",
        specRow: 15,
        explanation: {},
      }),
    ),
  );
  await Promise.all(texts);
  expect(await textsIn()).toBe(before + 30);
});
